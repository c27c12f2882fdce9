import FlatProgram
import Operations
import Scheduling

/// Prints loop nests, one step a line: what is kept has a name, what is stored an element.
struct LoopText {
  /// A part of a line: text, or an expression that is printed when all names are known.
  private enum Piece {
    case text(String)
    case expression(ExpressionID)
  }

  private let loops: LoopProgram
  private var program: Program
  private var lines: [(depth: Int, pieces: [Piece])] = []
  /// What stands for the nodes that are kept where we are.
  private var kept: [ExpressionID: ExpressionID] = [:]

  /// Returns the text. Complexity: linear in the loop nests.
  static func text(of loops: LoopProgram) -> String {
    var text = LoopText(loops)
    text.walk()
    return text.printed()
  }

  private init(_ loops: LoopProgram) {
    (self.loops, program) = (loops, loops.program)
  }

  private mutating func walk() {
    var open: [(block: BlockID, position: Int, kept: [ExpressionID])] = [(.whole, 0, [])]
    while let current = open.last {
      let depth = open.count - 1
      guard current.position < loops[current.block].items.count else {
        for node in current.kept { kept[node] = nil }
        open.removeLast()
        if depth > 0 { lines.append((depth - 1, [.text("}")])) }
        continue
      }
      open[depth].position += 1
      switch loops[current.block].items[current.position] {
      case .loop(let loop):
        let lower = program.number(program[loop.axis].lower)
        let upper = program.number(program[loop.axis].upper)
        let order = (loop.isReversed ? "reversed " : "") + (loop.isSequential ? "sequential " : "")
        lines.append(
          (
            depth,
            [
              .text("for \(program[loop.axis].name) in \(order)"), .expression(lower), .text("..<"), .expression(upper),
              .text(" {"),
            ]
          ))
        open.append((loop.body, 0, []))
      case .keep(let keep):
        append(keep, depth)
        open[depth].kept.append(keep.node)
      case .store(let store): append(store, depth)
      }
    }
  }

  private mutating func append(_ keep: Keep, _ depth: Int) {
    let value = rebuilt(keep.node)
    let array = program.addArray(
      ArrayDeclaration(name: program.freshNumberedName("t"), shape: [], role: .local))
    var pieces: [Piece] = [.text("let \(program[array].name) = "), .expression(value)]
    if let condition = keep.guarding { pieces += [.text(" where "), .expression(rebuilt(condition))] }
    lines.append((depth, pieces))
    kept[keep.node] = program.read(array)
  }

  private mutating func append(_ store: Store, _ depth: Int) {
    let (sign, order) = Self.notation(of: store.accumulation)
    lines.append(
      (
        depth,
        [
          .expression(element(of: store.target.array, store.target.subscripts)), .text(sign),
          .expression(rebuilt(store.value)), .text(order),
        ]
      ))
  }

  private static func notation(of accumulation: Accumulation) -> (sign: String, order: String) {
    switch accumulation {
    case .set: (" = ", "")
    case .add(.inOrder): (" += ", "")
    case .add(.lanes(let isFirst)): (isFirst ? " = sum " : " += sum ", "  # in lanes")
    case .maximum: (" max= ", "")
    case .minimum: (" min= ", "")
    case .argmax: (" argmax= ", "")
    case .argmin: (" argmin= ", "")
    }
  }

  /// Returns an element under the subscripts that still address it.
  private mutating func element(of array: ArrayID, _ subscripts: SubscriptsID) -> ExpressionID {
    let list = program[subscripts]
    let axes = loops[array].keptAxes.filter { list.indices.contains($0) }
    return program.read(array, program.subscripts(axes.map { list[$0] }))
  }

  /// Returns an expression over what is kept. Complexity: linear in what is not kept.
  private mutating func rebuilt(_ expression: ExpressionID) -> ExpressionID {
    var done: [ExpressionID: ExpressionID] = [:]
    var pending = [expression]
    while let next = pending.last {
      if let known = kept[next] {
        done[next] = known
      } else {
        switch program[next] {
        case .constant, .index: done[next] = next
        case .read(let array, let subscripts):
          let isOld = loops.storage.indices.contains(Int(array.raw))
          done[next] = isOld ? element(of: array, subscripts) : next
        case .operation(let operation, let a, let b, let c):
          let missing = [a, b, c].filter { $0 != .none && done[$0] == nil }
          if !missing.isEmpty {
            pending.append(contentsOf: missing)
            continue
          }
          done[next] = program.apply(operation, done[a] ?? .none, done[b] ?? .none, done[c] ?? .none)
        }
      }
      pending.removeLast()
    }
    return done[expression] ?? expression
  }

  private func printed() -> String {
    var printer = ProgramPrinter(program)
    var text = ""
    for line in lines {
      text += String(repeating: "  ", count: line.depth)
      for piece in line.pieces {
        switch piece {
        case .text(let part): text += part
        case .expression(let id): text += printer.text(of: id)
        }
      }
      text += "\n"
    }
    return text
  }
}
