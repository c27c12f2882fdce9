import FlatProgram
import Operations

/// A program as nodes that compute and edges that carry values, for pictures.
package struct ComputationGraph: Sendable {
  /// What is drawn as one node.
  package struct Node: Hashable, Sendable {
    /// What kind of node it is.
    package enum Kind: Hashable, Sendable {
      /// An input or a parameter.
      case variable
      /// Numbers in the file.
      case constant
      /// What computes.
      case operation
      /// Where a result leaves the program.
      case output
    }

    /// What kind of node it is.
    package var kind: Kind
    /// What stands in it.
    package var label: String
    /// What stands below that, smaller.
    package var caption: String
  }

  /// What is drawn as one arrow.
  package struct Edge: Hashable, Sendable {
    /// The number of the node that it starts from.
    package var from: Int
    /// The number of the node that it leads to.
    package var to: Int
    /// What it carries.
    package var array: ArrayID
    /// Which of the program's assignments reads it, from 0; nil where it leaves the program.
    package var reader: Int?
    /// The definition that reads it, where definitions are nodes.
    package var definition: ArrayID?
    /// Where it is read.
    package var subscripts: SubscriptsID
    /// Whether it is an integer that only says where, or a part of a condition.
    package var isIndex: Bool
  }

  /// The nodes in the order of the program.
  package private(set) var nodes: [Node] = []
  /// The edges in the order of their readers.
  package private(set) var edges: [Edge] = []
  private let program: Program
  /// By array: the node that its value comes from.
  private var sources: [ArrayID: Int] = [:]

  private init(_ program: Program) { self.program = program }

  /// How many nodes the longest way has, those of recurrences left out. Complexity: linear.
  package var depth: Int {
    var waiting = Array(repeating: 0, count: nodes.count)
    var followers: [[Int]] = Array(repeating: [], count: nodes.count)
    for edge in edges {
      waiting[edge.to] += 1
      followers[edge.from].append(edge.to)
    }
    var depths = Array(repeating: 1, count: nodes.count)
    var ready = nodes.indices.filter { waiting[$0] == 0 }
    while let node = ready.popLast() {
      for follower in followers[node] {
        depths[follower] = max(depths[follower], depths[node] + 1)
        waiting[follower] -= 1
        if waiting[follower] == 0 { ready.append(follower) }
      }
    }
    return depths.max() ?? 0
  }

  private mutating func add(_ kind: Node.Kind, _ label: String, _ caption: String = "") -> Int {
    nodes.append(Node(kind: kind, label: label, caption: caption))
    return nodes.count - 1
  }

  /// Returns the node that an array comes from, made where it has none yet.
  private mutating func source(of array: ArrayID) -> Int {
    if let known = sources[array] { return known }
    let declaration = program[array]
    let kind: Node.Kind =
      switch declaration.role {
      case .constant: .constant
      case .input, .parameter: .variable
      case .local, .adjoint, .tangent: .operation
      }
    var label = declaration.name
    if case .constant(let numbers) = declaration.role, declaration.rank == 0, !declaration.isNamed {
      label = numbers.first.map { ProgramPrinter.text(of: $0) } ?? label
    }
    let node = add(kind, label, shape(of: array))
    sources[array] = node
    return node
  }

  /// Returns `[N, D]`, or nothing for a scalar.
  private func shape(of array: ArrayID) -> String {
    let shape = program[array].shape
    return shape.isEmpty ? "" : ProgramPrinter.text(ofShape: shape, in: program)
  }

  private mutating func addOutputs() {
    for output in program.outputs {
      let from = source(of: output)
      let node = add(.output, program[output].name, shape(of: output))
      edges.append(
        Edge(from: from, to: node, array: output, reader: nil, subscripts: .none, isIndex: program[output].isInteger))
    }
  }
}

extension ComputationGraph {
  /// Returns the graph with a node for every assignment, as of a program in plain form. Complexity: linear.
  package static func operations(of program: Program) -> ComputationGraph {
    var graph = ComputationGraph(program)
    var traversal = Traversal()
    let assignments = program.assignments
    var clauses: [ArrayID: Int] = [:]
    for assignment in assignments { clauses[assignment.target, default: 0] += 1 }
    for (position, assignment) in assignments.enumerated() {
      let order = traversal.postorder([assignment.body], in: program)
      let declaration = program[assignment.target]
      var reads: [(array: ArrayID, subscripts: SubscriptsID)] = []
      traversal.elements(of: order, in: program) { reads.append(($0, $1)) }
      let realReads = reads.count { !program[$0.array].isInteger }
      let name = declaration.isNamed && !program.outputs.contains(assignment.target) ? declaration.name : ""
      let node = graph.add(.operation, OperationLabel.text(of: assignment, in: program, operands: realReads), name)
      for read in reads {
        graph.edges.append(
          Edge(
            from: graph.source(of: read.array), to: node, array: read.array, reader: position,
            subscripts: read.subscripts, isIndex: program[read.array].isInteger))
      }
      if clauses[assignment.target] == 1, graph.sources[assignment.target] == nil {
        graph.sources[assignment.target] = node
      } else {
        // What is defined piece by piece gets a node of its own, which the pieces lead to.
        let whole = graph.source(of: assignment.target)
        graph.edges.append(
          Edge(
            from: node, to: whole, array: assignment.target, reader: nil, subscripts: .none,
            isIndex: declaration.isInteger))
      }
    }
    graph.addOutputs()
    return graph
  }

  /// Returns the graph with a node for every definition that the user named. Complexity: linear in program and graph.
  package static func definitions(of program: Program, captions: [ArrayID: String]) -> ComputationGraph {
    var graph = ComputationGraph(program)
    var traversal = Traversal()
    /// By array without a name: the named ones that it is made of.
    var origins: [ArrayID: [ArrayID]] = [:]
    var drawn: Set<[ArrayID]> = []
    for assignment in program.assignments {
      let order = traversal.postorder([assignment.body], in: program)
      var found = origins[assignment.target] ?? []
      var isFound = Set(found)
      traversal.elements(of: order, in: program) { array, _ in
        let isLocal = program[array].role == .local && !program[array].isNamed
        for origin in isLocal ? origins[array] ?? [] : [array] where isFound.insert(origin).inserted {
          found.append(origin)
        }
      }
      guard program[assignment.target].isNamed || program.outputs.contains(assignment.target) else {
        origins[assignment.target] = found
        continue
      }
      let from = found.map { ($0, graph.source(of: $0)) }
      let node = graph.source(of: assignment.target)
      graph.nodes[node].caption = captions[assignment.target] ?? graph.nodes[node].caption
      for (array, source) in from where drawn.insert([array, assignment.target]).inserted {
        graph.edges.append(
          Edge(
            from: source, to: node, array: array, reader: nil, definition: assignment.target, subscripts: .none,
            isIndex: program[array].isInteger))
      }
    }
    graph.addOutputs()
    return graph
  }
}

/// What stands in the node of an operation.
private enum OperationLabel {
  /// Returns `*`, `exp`, `1/x`, `sum d`: a sign or a name, and the formula where numbers take part in it.
  static func text(of assignment: Assignment, in program: Program, operands: Int) -> String {
    let body = program.core(of: assignment)
    let onLeft = program[assignment.subscripts].flatMap { program[$0].atoms }
    let reduced = assignment.domain.filter { !onLeft.contains(.axis($0)) }.map { program[$0].name }
    let operation: String
    switch program[body] {
    case .operation(let made, let a, let b, _):
      let row = made.row
      let numbers = [a, b].contains { $0 != .none && (program[$0].number != nil || isIndex($0, in: program)) }
      operation =
        row.arity == 2 && numbers && operands == 1 ? formula(row, a, b, in: program) : shortName(row)
    case .read(_, let subscripts):
      operation = isGathered(subscripts, in: program) ? "pick" : reduced.isEmpty ? "=" : ""
    case .constant(let bits): operation = ProgramPrinter.text(of: Double(bitPattern: bits))
    case .index(let index): operation = ProgramPrinter.text(of: index, in: program)
    }
    let reduction: String =
      switch assignment.combination {
      case .assign: ""
      case .add: reduced.isEmpty ? "" : "sum"
      case .maximum: "max"
      case .minimum: "min"
      case .argmax: "argmax"
      case .argmin: "argmin"
      }
    guard !reduction.isEmpty else { return operation }
    let over = ([reduction] + [reduced.joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " ")
    return operation.isEmpty ? over : "\(over): \(operation)"
  }

  private static func shortName(_ row: OperationRow) -> String {
    switch row.notation {
    case .infix(let symbol), .prefix(let symbol): symbol
    case .conditional: "if"
    case .function, .call, .list: row.name
    }
  }

  /// Returns a formula of one operand, which is written as x.
  private static func formula(_ row: OperationRow, _ a: ExpressionID, _ b: ExpressionID, in program: Program) -> String
  {
    func text(_ operand: ExpressionID) -> String {
      if case .read = program[operand] { return "x" }
      if case .operation = program[operand] { return "x" }
      let number = ProgramPrinter.text(of: operand, in: program)
      return number.contains { " *+/".contains($0) } ? "(\(number))" : number
    }
    guard case .infix(let symbol) = row.notation else { return "\(row.name)(\(text(a)), \(text(b)))" }
    return ["+", "-"].contains(symbol) ? "\(text(a)) \(symbol) \(text(b))" : text(a) + symbol + text(b)
  }

  private static func isIndex(_ id: ExpressionID, in program: Program) -> Bool {
    if case .index = program[id] { true } else { false }
  }

  private static func isGathered(_ subscripts: SubscriptsID, in program: Program) -> Bool {
    program[subscripts].contains { index in
      program[index].atoms.contains { if case .element = $0 { true } else { false } }
    }
  }
}
