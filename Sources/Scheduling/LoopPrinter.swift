import FlatProgram
import Operations

/// Writes loop programs as text that reads like C.
package struct LoopPrinter {
  private let nests: LoopProgram
  private var text = ""
  private var depth = 0
  /// The names of what is kept, by node; what an inner block keeps is forgotten at its end.
  var names: [ExpressionID: String] = [:]
  private var nameCount = 0
  /// The names of the loops around, no two alike.
  private var axisNames: [AxisID: String] = [:]
  private let takenNames: Set<String>

  var program: Program { nests.program }

  private init(_ nests: LoopProgram) {
    self.nests = nests
    takenNames = Set(nests.program.arrays.map(\.name) + nests.program.dims.map(\.name))
  }

  /// Returns the text of a loop program. Complexity: linear in it.
  package static func text(of nests: LoopProgram) -> String {
    var printer = LoopPrinter(nests)
    printer.writeBlocks()
    return printer.text
  }

  // MARK: Blocks

  private mutating func writeBlocks() {
    var stack: [(block: BlockID, axis: AxisID?, position: Int, kept: [ExpressionID])] = [(.whole, nil, 0, [])]
    while let (block, axis, position, kept) = stack.last {
      guard position < nests[block].items.count else {
        for node in kept { names[node] = nil }
        stack.removeLast()
        if let axis {
          axisNames[axis] = nil
          depth -= 1
          writeLine("}")
        }
        continue
      }
      stack[stack.count - 1].position += 1
      switch nests[block].items[position] {
      case .keep(let keep):
        writeLine(line(of: keep))
        stack[stack.count - 1].kept.append(keep.node)
      case .store(let store): writeLine(line(of: store))
      case .loop(let loop):
        axisNames[loop.axis] = unusedName(program[loop.axis].name)
        writeLine(head(of: loop))
        depth += 1
        stack.append((loop.body, loop.axis, 0, []))
      }
    }
  }

  private mutating func writeLine(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  /// Returns a name that no loop around has.
  private func unusedName(_ base: String) -> String {
    var (name, number) = (base, 0)
    while axisNames.values.contains(name) {
      number += 1
      name = "\(base)_\(number)"
    }
    return name
  }

  private func head(of loop: Loop) -> String {
    let axis = program[loop.axis]
    let name = name(of: loop.axis)
    let isWithin = loop.start.map { RangeProof.isNonNegative(program[$0] - program[axis.lower], in: program) } ?? false
    let lower =
      isWithin
      ? text(of: loop.start ?? axis.lower)
      : loop.start.map { "max(\(text(of: axis.lower)), \(text(of: $0)))" } ?? text(of: axis.lower)
    let upper = loop.end.map { "min(\(text(of: axis.upper)), \(text(of: $0)))" } ?? text(of: axis.upper)
    let mark = loop.isOverBlocks ? "blocks" : loop.isSequential ? "sequence" : "for"
    if loop.isReversed { return "\(mark) (\(name) = \(upper) - 1; \(name) >= \(lower); --\(name)) {" }
    return "\(mark) (\(name) = \(lower); \(name) < \(upper); ++\(name)) {"
  }

  private mutating func line(of keep: Keep) -> String {
    names[keep.node] = nil
    let value = text(of: keep.node)
    var name: String
    repeat {
      name = "t\(nameCount)"
      nameCount += 1
    } while takenNames.contains(name)
    let guarding = keep.guarding.map { "if (\(text(of: $0))) " } ?? ""
    names[keep.node] = name
    return "\(guarding)\(name) = \(value);"
  }

  private func line(of store: Store) -> String {
    let target = text(of: store.target)
    let value = text(of: store.value)
    switch store.accumulation {
    case .set: return "\(target) = \(value);"
    case .add(.inOrder): return "\(target) += \(value);"
    case .add(.lanes(let isFirst)): return "\(target) \(isFirst ? "=" : "+=") sum(\(value));"
    case .add(.compensated(let lost)): return "\(target) += compensated(\(value), \(program[lost].name));"
    case .maximum: return "\(target) = max(\(target), \(value));"
    case .minimum: return "\(target) = min(\(target), \(value));"
    case .argmax(let best, let axis):
      return "\(target) = argmax(\(name(of: axis)), \(value), \(program[best].name));"
    case .argmin(let best, let axis):
      return "\(target) = argmin(\(name(of: axis)), \(value), \(program[best].name));"
    }
  }

  // MARK: Elements

  /// Returns what an axis is called where its loop is written.
  func name(of axis: AxisID) -> String { axisNames[axis] ?? program[axis].name }

  /// Returns the positions of the subscripts that are written.
  func keptAxes(of array: ArrayID) -> [Int] { nests[array].keptAxes }

  private func text(of element: ElementReference) -> String {
    var text = program[element.array].name
    let subscripts = program[element.subscripts]
    for axis in keptAxes(of: element.array) where axis < subscripts.count {
      text += "[" + self.text(of: subscripts[axis]) + "]"
    }
    return text
  }
}
