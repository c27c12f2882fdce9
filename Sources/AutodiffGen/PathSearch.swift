/// The single numbers of a calculation, with the local derivatives between them, and the paths that a gradient takes.
struct PathSearch {
  /// From a number to one that it is made of.
  struct Edge {
    var from: Int
    var to: Int
    /// The derivative of the one by the other.
    var local: Double
    /// What step makes the one of the other.
    var step: Int
  }

  /// A way from the result to a variable.
  struct Path {
    /// The product of its local derivatives.
    var product: Double
    /// The edges, from the result on.
    var edges: [Edge]
  }

  /// The start of a path: its product, the edge that it begins with, and which of the paths from that edge's end it goes on.
  private struct Head {
    var product: Double
    var edge: Int
    var next: Int
  }

  private let edges: [Edge]
  /// By number, where its edges begin.
  private var firsts: [Int]
  /// How many paths there are; counts beyond 2^53 are rounded.
  private(set) var count = 0.0
  /// The sum of all of their products.
  private(set) var sum = 0.0
  /// The largest ones, the largest first.
  private(set) var paths: [Path] = []

  /// Finds the paths with the largest products.
  ///
  /// Complexity: linear in the edges, times the paths that are kept.
  init(_ unordered: [Edge], nodes: Int, from start: Int, to goal: Int, most: Int) {
    firsts = Array(repeating: 0, count: nodes + 1)
    for edge in unordered { firsts[edge.from + 1] += 1 }
    for node in 0..<nodes { firsts[node + 1] += firsts[node] }
    var places = firsts
    var ordered = unordered
    for edge in unordered {
      ordered[places[edge.from]] = edge
      places[edge.from] += 1
    }
    edges = ordered
    search(from: start, to: goal, most: most)
  }

  private mutating func search(from start: Int, to goal: Int, most: Int) {
    var heads: [[Head]?] = Array(repeating: nil, count: firsts.count - 1)
    var counts = Array(repeating: 0.0, count: heads.count)
    var sums = counts
    heads[goal] = [Head(product: 1, edge: -1, next: 0)]
    (counts[goal], sums[goal]) = (1, 1)
    var isOpen = Array(repeating: false, count: heads.count)
    var stack = [start]
    while let node = stack.last {
      guard heads[node] == nil else {
        stack.removeLast()
        continue
      }
      let own = firsts[node]..<firsts[node + 1]
      if !isOpen[node] {
        isOpen[node] = true
        for edge in own where heads[edges[edge].to] == nil { stack.append(edges[edge].to) }
        continue
      }
      stack.removeLast()
      var found: [Head] = []
      for edge in own {
        let (end, local) = (edges[edge].to, edges[edge].local)
        counts[node] += counts[end]
        sums[node] += local * sums[end]
        for (place, head) in (heads[end] ?? []).enumerated() {
          found.append(Head(product: local * head.product, edge: edge, next: place))
        }
      }
      // Equal ones stay in the order of the program.
      let order = found.indices.sorted { first, second in
        let (a, b) = (abs(found[first].product), abs(found[second].product))
        return a != b ? a > b : first < second
      }
      heads[node] = order.prefix(most).map { found[$0] }
    }
    (count, sum) = (counts[start], sums[start])
    for number in (heads[start] ?? []).indices {
      var path = Path(product: heads[start]?[number].product ?? 0, edges: [])
      var (node, place) = (start, number)
      while let head = heads[node]?[place], head.edge >= 0 {
        path.edges.append(edges[head.edge])
        (node, place) = (edges[head.edge].to, head.next)
      }
      paths.append(path)
    }
  }
}
