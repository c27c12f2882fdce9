import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// Writes the statements of one function: walks the loop nests and prints each step where it stands.
///
/// The interpreter walks the same tree, so that all do the same floating-point operations in the same order.
/// Complexity: linear in the loop nests, but for the bodies of loops that sum in lanes, which are printed twice.
struct BodyWriter {
  /// A name for the value of a node, while its block is open.
  struct StandIn {
    var text: String
    var isCondition: Bool
  }

  /// A row of an array: its elements with all but the last of the addressing subscripts given.
  struct Row: Hashable {
    var array: ArrayID
    var leading: [IndexID]
  }

  /// What has a name until a block is closed.
  struct OpenBlock {
    /// With what stood for them before.
    var nodes: [(node: ExpressionID, before: StandIn?)] = []
    var rows: [Row] = []
    var names: [String] = []
  }

  let loops: LoopProgram
  let target: any TargetLanguage
  let access: [ArrayAccess]
  /// The text of each dim.
  let dims: [Fragment]
  let source: SourceText?
  var names: NameTable
  var lines: [String] = []
  var depth: Int

  /// By node; nil where no name stands for it.
  var standIns: [StandIn?]
  /// By node: whether it is a condition and not a number.
  let isCondition: [Bool]
  var opened = [OpenBlock()]
  var rows: [Row: String] = [:]
  var axes: [AxisID: Fragment] = [:]
  var signedAxes: Set<AxisID> = []
  /// The names of loops' variables, rows and sums in the blocks that are open.
  var scopedNames: Set<String> = []
  var declarations: Declarations
  /// The condition of the braces that were closed last, and how many lines there were then.
  var lastCondition: (text: String, lineCount: Int)?
  /// What the values of sums in lanes are added to, by the place of their store in the block that is being written.
  var accumulators: [Int: String] = [:]
  /// The operations that the text has used.
  var isUsed = [Bool](repeating: false, count: Operation.allCases.count)
  var features = Features()
  var lastNote: Note?
  /// The loop several of whose values go together where the text is now.
  var vector: VectorFrame?
  /// The elements that have been read before that loop, by name.
  var elementsBefore: [VectorFrame.Element: String] = [:]
  /// The values of the loops that are written out.
  var fixedAxes: [AxisID: Int] = [:]
  /// The results that may be left out; nil where all are wanted.
  var optional: OptionalResults?
  /// The results for which the open braces are entered, by brace that asks.
  var openDemands: [Demand.Results] = []
  var demands: [BlockID: Demand.Results] = [:]
  /// The places of values that later functions need.
  var carried: [ExpressionID: Int] = [:]
  let carriedName = "carried"
  /// The variables that have names of their own within a function of several; nil where they are read from their places.
  var locals: LocalNames?
  /// The name of the source in `#line` directives; nil for none.
  var directiveFile: String?

  /// A result of a division that rounds down.
  enum FloorDivision: String {
    case quotient, remainder
  }

  /// What the text needs besides the functions of operations.
  struct Features: Hashable, Sendable {
    var lanes = false
    /// Whether what additions round away is kept.
    var keptRounding = false
    /// Whether a sum is taken in blocks.
    var blocks = false
    /// Whether there are loops of which a compiler should take one value at a time.
    var scalarLoops = false
    /// How many numbers go side by side, where any do.
    var vectorWidths: Set<Int> = []
    /// Which of the results of divisions that round down are called for.
    var divisions: Set<FloorDivision> = []
    var constants: Set<ArrayID> = []
    var arguments: Set<ArrayID> = []
    var dims: Set<DimID> = []
    var workspace: Set<ArrayID> = []
    var results: Set<ArrayID> = []

    mutating func formUnion(_ other: Features) {
      lanes = lanes || other.lanes
      keptRounding = keptRounding || other.keptRounding
      blocks = blocks || other.blocks
      scalarLoops = scalarLoops || other.scalarLoops
      vectorWidths.formUnion(other.vectorWidths)
      divisions.formUnion(other.divisions)
      constants.formUnion(other.constants)
      arguments.formUnion(other.arguments)
      dims.formUnion(other.dims)
      workspace.formUnion(other.workspace)
      results.formUnion(other.results)
    }
  }

  init(
    _ loops: LoopProgram, target: any TargetLanguage, access: [ArrayAccess], dims: [Fragment], names: NameTable,
    source: SourceText?, depth: Int
  ) {
    self.loops = loops
    self.target = target
    self.access = access
    self.dims = dims
    self.names = names
    self.source = source
    self.depth = depth
    standIns = Array(repeating: nil, count: loops.program.expressions.count)
    isCondition = loops.program.conditions()
    declarations = Declarations(loops)
  }

  var program: Program { loops.program }

  // MARK: Lines

  mutating func write(_ line: String) {
    lines.append(line.isEmpty ? line : String(repeating: " ", count: target.indentation * depth) + line)
  }

  mutating func write(comment lines: [String]) {
    for line in target.comment(lines) { write(line) }
  }

  mutating func open(_ header: [String]) {
    for line in header { write(line) }
    depth += 1
    opened.append(OpenBlock())
  }

  mutating func close(_ text: String = "}") {
    let block = opened.removeLast()
    for (node, before) in block.nodes.reversed() { standIns[Int(node.raw)] = before }
    for row in block.rows { rows[row] = nil }
    scopedNames.subtract(block.names)
    depth -= 1
    write(text)
  }

  /// Returns a name that lasts until the open block is closed: the base where it is free, else with a number.
  mutating func scopedName(_ base: String) -> String { scopedName(base, inBlock: opened.count - 1) }

  /// Returns a name that lasts until one of the open blocks is closed.
  mutating func scopedName(_ base: String, inBlock level: Int) -> String {
    let base = IdentifierSpelling.ascii(base)
    var name = base
    var number = 1
    while !names.isFree(name) || scopedNames.contains(name) {
      number += 1
      name = "\(base)_\(number)"
    }
    scopedNames.insert(name)
    opened[level].names.append(name)
    return name
  }

  /// Ends one function of several: what later ones need is read from its place.
  mutating func endChunk() -> [String] {
    let block = opened[0]
    opened[0] = OpenBlock()
    for (node, _) in block.nodes.reversed() {
      guard let place = carried[node] else {
        standIns[Int(node.raw)] = nil
        continue
      }
      let text = "\(carriedName)[\(place)]"
      let isCondition = isCondition[Int(node.raw)]
      standIns[Int(node.raw)] = StandIn(
        text: isCondition ? "(\(text) != \(target.literal(0).text))" : text, isCondition: isCondition)
    }
    for row in block.rows { rows[row] = nil }
    scopedNames.subtract(block.names)
    lastNote = nil
    lastCondition = nil
    defer { lines = [] }
    return lines
  }

  /// Lets a name stand for a node until the open block is closed.
  mutating func keep(_ node: ExpressionID, as text: String, isCondition: Bool) {
    opened[opened.count - 1].nodes.append((node, standIns[Int(node.raw)]))
    standIns[Int(node.raw)] = StandIn(text: text, isCondition: isCondition)
  }

  // MARK: Blocks

  /// Writes all steps of a block in the open braces.
  mutating func write(block id: BlockID) {
    write(block: id, from: loops[id].items.indices, notes(of: loops[id]))
  }

  /// Writes some of the steps of a block.
  mutating func write(block id: BlockID, from range: Range<Int>, _ notes: [Note?]) {
    let groups = id == .whole || vector != nil ? [:] : demandGroups(of: id)
    var groupEnd: Int?
    for position in range {
      if position == groupEnd { closeGroup() }
      if let group = groups[position] {
        openGroup(group)
        groupEnd = group.range.upperBound
      }
      let item = loops[id].items[position]
      write(notes[position], isOutermost: id == .whole, follows: position > 0 ? notes[position - 1] : nil)
      if let directiveFile, let line = notes[position]?.lines.first {
        lines.append("#line \(line) \(JSONText.string(directiveFile))")
      }
      for array in declarations.before(position, of: id) { declare(array) }
      switch item {
      case .keep(let keep): write(keep)
      case .store(let store): write(store, at: position, of: id)
      case .loop(let loop): write(loop, at: Declarations.Site(block: id, position: position))
      }
    }
    if groupEnd == range.upperBound { closeGroup() }
  }

  /// Declares a variable before the loop that gives it its value.
  mutating func declare(_ array: ArrayID) {
    let access = access[Int(array.raw)]
    let type: ValueType = access.cell == .real ? .real : .position
    write(target.variable(access.name, type, type == .real ? target.literal(0).text : "0"))
    if !declarations.isRead(array) { write(target.ignoring(access.name)) }
  }

  private mutating func write(_ keep: Keep) {
    // What was kept under another condition has its value anew.
    let before = standIns[Int(keep.node.raw)]
    standIns[Int(keep.node.raw)] = nil
    let isCondition = isCondition[Int(keep.node.raw)]
    var value = fragment(keep.node, isCondition ? .condition : .real)
    if let guarding = keep.guarding {
      let otherwise = isCondition ? target.truth(false) : target.literal(0)
      value = .choice(fragment(guarding, .condition), value, otherwise)
    }
    let name = names.numbered("t")
    if let (spelling, width) = vectors(of: keep.node) {
      write(spelling.constant(name, value.text, width))
    } else {
      write(target.constant(name, isCondition ? .condition : .real, value.text))
    }
    standIns[Int(keep.node.raw)] = before
    if opened.count == 1, let place = carried[keep.node] {
      let number = convert(Fragment(name), isCondition: isCondition, to: .real)
      write("\(carriedName)[\(place)] = \(number.text)\(target.end)")
    }
    self.keep(keep.node, as: name, isCondition: isCondition)
  }
}

extension Program {
  /// Tells for every node whether it is a condition: a comparison, logic, or a choice between conditions.
  fileprivate func conditions() -> [Bool] {
    var isCondition = [Bool](repeating: false, count: expressions.count)
    let results = Operation.allCases.map { $0.row.result == .condition }
    let isChoice = Operation.allCases.map { $0.row.notation == .conditional }
    for (number, node) in expressions.nodes.enumerated() {
      guard case .operation(let operation, _, let a, let b) = node else { continue }
      if isChoice[Int(operation.rawValue)] {
        let (x, y) = (isCondition[Int(a.raw)], isCondition[Int(b.raw)])
        isCondition[number] = (x || y) && (x || isTruth(a)) && (y || isTruth(b))
      } else {
        isCondition[number] = results[Int(operation.rawValue)]
      }
    }
    return isCondition
  }

  private func isTruth(_ node: ExpressionID) -> Bool {
    self[node].number == 0 || self[node].number == 1
  }
}
