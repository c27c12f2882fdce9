import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// Makes machine code of loop nests.
struct CodeBuilder {
  let nests: LoopProgram
  let program: Program
  let faults: FaultingNodes
  var index: IndexCompiler
  var code: MachineCode
  /// The cell of a node that is kept where we are; -1 where it is not.
  var keptCells: [Int32]
  /// The stream of a node that is kept in the vector loop at hand; -1 where it is not.
  var keptStreams: [Int32]
  private var constantCells: [UInt64: Int32] = [:]
  /// The cells of values that wait for their operation, as deep as they are stacked.
  private var temporaryCells: [Int32] = []
  var temporaryDepth = 0
  var span: SourceSpan?
  /// The axis of the vector loop at hand; -1 where there is none.
  var vectorAxis = -1

  init(_ nests: LoopProgram, _ faults: FaultingNodes, dims: [Int]) throws(RuntimeFault) {
    self.nests = nests
    program = nests.program
    self.faults = faults
    index = IndexCompiler(nests.program, dims: dims)
    code = MachineCode(layout: try ArrayLayout(nests, &index))
    code.cellCount = code.layout.cellCount
    keptCells = Array(repeating: -1, count: nests.program.expressions.count)
    keptStreams = keptCells
  }

  /// One block that is being made, as far as it is.
  private struct OpenBlock {
    var block: BlockID
    var position = 0
    /// The position up to which the items belong to the statement at hand.
    var spanEnd = 0
    /// The nodes that it keeps.
    var kept: [ExpressionID] = []
    var loop: Int32 = -1
    var bodyStart = 0
    /// The sums that it takes, by store.
    var sums: [(sum: Int32, store: Store)] = []
  }

  /// Returns the code of the whole program. Complexity: linear in it.
  mutating func build() -> MachineCode {
    var open = [OpenBlock(block: .whole)]
    while let last = open.indices.last {
      let items = nests[open[last].block].items
      let position = open[last].position
      guard position < items.count else {
        finish(open.removeLast())
        continue
      }
      if position >= open[last].spanEnd {
        (span, open[last].spanEnd) = Self.span(of: items, from: position) ?? (span, position + 1)
      }
      open[last].position += 1
      switch items[position] {
      case .keep(let keep):
        add(keep)
        open[last].kept.append(keep.node)
      case .store(let store): add(store, sum: open[last].sums.first { $0.store == store }?.sum)
      case .loop(let loop): if !addVectorLoop(loop) { open.append(begin(loop)) }
      }
    }
    return code
  }

  /// Returns where the statement stands that an item is part of, and behind which item that ends.
  private static func span(of items: [LoopItem], from position: Int) -> (SourceSpan?, Int)? {
    for (number, item) in items[position...].enumerated() {
      if case .store(let store) = item { return (store.span, position + number + 1) }
      if case .loop = item { return (nil, position + number + 1) }
    }
    return nil
  }

  private mutating func begin(_ loop: Loop) -> OpenBlock {
    var block = OpenBlock(block: loop.body)
    for case .store(let store) in nests[loop.body].items {
      guard case .add(.lanes(let isFirst)) = store.accumulation else { continue }
      let sum = addSum(isFirst: isFirst, withBlock: true)
      block.sums.append((sum, store))
      code.instructions.append(Instruction(code: .sumBegin, a: sum))
    }
    block.loop = addLoop(loop)
    code.instructions.append(Instruction(code: .loopBegin, a: block.loop))
    block.bodyStart = code.instructions.count
    return block
  }

  private mutating func finish(_ block: OpenBlock) {
    for node in block.kept { keptCells[Int(node.raw)] = -1 }
    guard block.loop >= 0 else { return }
    code.instructions.append(Instruction(code: .loopEnd, a: block.loop, d: Int32(block.bodyStart)))
    code.instructions[block.bodyStart - 1].d = Int32(code.instructions.count)
    for (sum, store) in block.sums { endSum(sum, into: store.target) }
  }

  mutating func addLoop(_ loop: Loop) -> Int32 {
    let axis = program[loop.axis]
    code.loops.append(
      LoopCode(
        axis: Int(loop.axis.raw), lower: layOut(index.form(axis.lower)), upper: layOut(index.form(axis.upper)),
        start: loop.start.map { layOut(index.form($0)) }, end: loop.end.map { layOut(index.form($0)) },
        isReversed: loop.isReversed))
    return Int32(code.loops.count - 1)
  }

  mutating func addSum(isFirst: Bool, withBlock: Bool) -> Int32 {
    code.sums.append(SumCode(cells: code.cellCount, isFirst: isFirst))
    if withBlock { code.cellCount += MachineCode.chunk }
    return Int32(code.sums.count - 1)
  }

  private mutating func endSum(_ sum: Int32, into target: ElementReference) {
    let cell = code.layout.cells[Int(target.array.raw)]
    if cell >= 0 {
      code.instructions.append(Instruction(code: .sumEndCell, a: sum, d: cell))
    } else {
      code.instructions.append(Instruction(code: .sumEnd, a: sum, d: addElement(target)))
    }
  }

  // MARK: Cells

  mutating func newCell() -> Int32 {
    code.cellCount += 1
    return Int32(code.cellCount - 1)
  }

  mutating func constantCell(_ number: Double) -> Int32 {
    if let known = constantCells[number.bitPattern] { return known }
    let cell = newCell()
    constantCells[number.bitPattern] = cell
    code.constants.append((Int(cell), number))
    return cell
  }

  /// Takes the cell for a value on top of those that wait.
  mutating func pushTemporary() -> Int32 {
    if temporaryDepth == temporaryCells.count { temporaryCells.append(newCell()) }
    temporaryDepth += 1
    return temporaryCells[temporaryDepth - 1]
  }

  /// Gives back the cell of a value that is used, where it is the topmost that waits.
  mutating func popTemporary(_ cell: Int32) {
    if temporaryDepth > 0, temporaryCells[temporaryDepth - 1] == cell { temporaryDepth -= 1 }
  }

  // MARK: Elements

  mutating func addElement(_ element: ElementReference) -> Int32 {
    code.elements.append(elementCode(element))
    return Int32(code.elements.count - 1)
  }

  func isCell(_ array: ArrayID) -> Bool { code.layout.cells[Int(array.raw)] >= 0 }

  private mutating func elementCode(_ element: ElementReference) -> ElementCode {
    let array = Int(element.array.raw)
    let shape = code.layout.shapes[array]
    let strides = code.layout.strides[array]
    var place: LinearIndex? = LinearIndex()
    var forms: [(position: Int, id: IndexID, form: IndexForm, isChecked: Bool)] = []
    for (position, id) in program[element.subscripts].enumerated() where position < shape.count {
      let form = index.form(id)
      forms.append((position, id, form, !index.isInRange(form, extent: shape[position])))
      if case .linear(let linear) = form {
        place?.add(linear, times: strides[position])
      } else {
        place = nil
      }
    }
    if place != nil { forms.removeAll { !$0.isChecked } }
    let subscripts = forms.map { position, id, form, _ in
      SubscriptCode(
        index: layOut(form), expression: id, position: position, extent: shape[position], stride: strides[position])
    }
    let isEven = vectorAxis >= 0 && subscripts.allSatisfy { !$0.index.isGeneral || !mentions($0.index, vectorAxis) }
    return ElementCode(
      array: array, isLinear: place != nil, place: layOut(place ?? LinearIndex()),
      subscripts: Parts(of: subscripts, behind: &code.subscripts), span: span, isEven: isEven)
  }

  /// Returns by how much an element's place moves along an axis; nil where it is not linear or has to be checked.
  func slope(of element: Int32, along axis: Int) -> Int? {
    let element = code.elements[Int(element)]
    guard element.isSafe else { return nil }
    return code.terms[element.place.parts.positions].first { $0.axis == axis }?.factor ?? 0
  }
}
