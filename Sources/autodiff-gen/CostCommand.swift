import AutodiffGen

/// `cost`: counts the operations of a program and its gradient.
struct CostCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints a table, or JSON.
  func run(on console: inout Console) throws(Failure) {
    let variables = try arguments.names(.wrt)
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, on: console)
    var options = CodeOptions()
    options.isStabilised = !arguments.has(.noStabilise)
    options.isPlain = arguments.has(.plain)
    if arguments.has(.of) || variables != nil {
      options.derivative = .gradient(of: arguments.first(.of), withRespectTo: variables)
    }
    let cost = try model.cost(at: extents(of: model), options)
    console.print(arguments.has(.json) ? cost.json() + "\n" : text(of: cost))
  }

  /// Reads extents of dims, `N=1000`.
  private func extents(of model: Model) throws(Failure) -> [String: Int] {
    var extents: [String: Int] = [:]
    for argument in arguments.values {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard model.openDims.contains(name) else {
        let known = model.openDims.map { "'\($0)'" }.joined(separator: ", ")
        throw .commandLine(
          "'cost' takes extents of dims that the file leaves open; found '\(argument)'", near: name,
          among: model.openDims, hint: known.isEmpty ? "the file leaves none open" : "the file leaves open \(known)")
      }
      guard let extent = Int(parts[1]), (0...Self.largestExtent).contains(extent) else {
        throw .commandLine(
          "an extent is a whole number up to \(Self.largestExtent); found '\(argument)'", hint: "as in '\(name)=100'")
      }
      extents[name] = extent
    }
    return extents
  }

  /// Counts stay within the integers for arrays of few axes, and no machine has a longer one.
  private static let largestExtent = 1_000_000_000

  // MARK: The table

  private func text(of cost: Cost) -> String {
    let kinds = cost.parts.flatMap { $0.operations.map(\.kind) }
    var rows: [[String]] = [[""] + cost.parts.map(\.name)]
    for (position, kind) in kinds.enumerated() where !kinds[..<position].contains(kind) {
      rows.append(
        [kind] + cost.parts.map { part in part.operations.first { $0.kind == kind }?.amount.formula ?? "0" })
    }
    rows.append(["all operations"] + cost.parts.map { ($0.isLowerBound ? "at least " : "") + $0.total.formula })
    rows.append(["scratch numbers"] + cost.parts.map(\.scratch.formula))
    var text = aligned(rows)
    if let ratio = cost.ratio {
      let place = cost.assumedExtent.map { " at extents of \($0)" } ?? ""
      text += "the gradient takes \(Decimal.roundedText(ratio, digits: 3)) times the value\(place);"
      text += " arithmetic alone never needs more than \(Decimal.exactText(Cost.theoreticalRatio))\n"
    }
    for mode in cost.modes {
      text +=
        "jacobian(\(mode.output), \(mode.variable)): forward \(mode.forward.formula), reverse \(mode.reverse.formula),"
      text += " in blocks \(mode.blocks.formula) operations; \(mode.chosen) is taken\n"
    }
    if cost.jacobianCount > cost.modes.count {
      text += "and \(cost.jacobianCount - cost.modes.count) Jacobians more; choose by '--of' and '--wrt'\n"
    }
    for size in cost.sizes {
      text += "emit \(size.language.rawValue): \(size.lines) lines, \(size.bytes) bytes\n"
    }
    return text
  }

  private func aligned(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
