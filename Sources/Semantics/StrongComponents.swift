/// Returns the strongly connected components of a graph, each before those that lead to it, members in ascending order.
///
/// `successors[v]` are the vertices that `v` depends on: a component comes after all that it depends on.
/// Complexity: linear in vertices and edges; no recursion. Source: Tarjan, Depth-first search and linear graph
/// algorithms, SIAM J. Comput. 1 (1972).
func strongComponents(_ successors: [[Int]]) -> [[Int]] {
  let count = successors.count
  var order = [Int](repeating: -1, count: count)
  var lowest = [Int](repeating: 0, count: count)
  var isOpen = [Bool](repeating: false, count: count)
  var open: [Int] = []
  var components: [[Int]] = []
  var visited = 0
  for root in 0..<count where order[root] < 0 {
    var path: [(vertex: Int, next: Int)] = [(root, 0)]
    while let (vertex, next) = path.last {
      if next == 0 {
        (order[vertex], lowest[vertex]) = (visited, visited)
        visited += 1
        open.append(vertex)
        isOpen[vertex] = true
      }
      if next < successors[vertex].count {
        path[path.count - 1].next += 1
        let successor = successors[vertex][next]
        if order[successor] < 0 {
          path.append((successor, 0))
        } else if isOpen[successor] {
          lowest[vertex] = min(lowest[vertex], order[successor])
        }
        continue
      }
      path.removeLast()
      if let parent = path.last?.vertex { lowest[parent] = min(lowest[parent], lowest[vertex]) }
      guard lowest[vertex] == order[vertex] else { continue }
      var component: [Int] = []
      while let member = open.popLast() {
        isOpen[member] = false
        component.append(member)
        if member == vertex { break }
      }
      components.append(component.sorted())
    }
  }
  return components
}
