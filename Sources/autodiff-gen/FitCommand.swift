import AutodiffGen

/// `fit`: moves parameters until a scalar is as small as it gets.
struct FitCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Reads the program and its values, minimises, prints what was reached and writes the files that are wanted; 1 where the
  /// loss ran away.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let variables = try arguments.names(.wrt)
    let options = try arguments.fitOptions()
    let curves = try arguments.all(.curve).map { path throws(Failure) in (path, try LossCurve.form(of: path)) }
    var model = try Model(source: arguments.source().read())
    model.isStabilised = !arguments.has(.noStabilise)
    report.warn(of: model, on: console)
    let values = try model.read(arguments.valueSources)
    let progress = FitProgress(console)
    console.listenForInterrupts()
    let listener = console
    let goOn: (Fit.Progress) -> Bool = { state in
      progress.show(state)
      return !listener.isInterrupted
    }
    let fit: Fit
    let output = arguments.first(.of)
    if arguments.first(.engine) == "native" {
      var engine = try NativeCompiler().engine(for: model, of: output, withRespectTo: variables)
      fit = try model.fit(of: output, withRespectTo: variables, at: values, options, on: &engine, goOn: goOn)
    } else {
      fit = try model.fit(of: output, withRespectTo: variables, at: values, options, goOn: goOn)
    }
    progress.clear()
    // What was reached is saved before anything can go wrong with the rest.
    if let path = arguments.first(.output) { try fit.save(to: path) }
    for (path, form) in curves {
      try ProgramSource.write(LossCurve(fit.curve, called: fit.output).text(as: form), to: path)
    }
    if arguments.has(.json) {
      console.print(fit.json() + "\n")
    } else {
      if arguments.has(.plot) { console.print(LossCurve(fit.curve, called: fit.output).plot()) }
      console.print("\(fit.method.rawValue), \(steps(fit.steps)): \(reason(fit))\n")
      console.print(
        "\(fit.output) = \(Decimal.exactText(fit.loss))\(fit.steps > 0 ? ", from \(start(of: fit))" : "")\n")
      for part in fit.parameters {
        console.print(ArrayText.text(part.name, part.array, isFull: arguments.has(.full)))
      }
    }
    return fit.ending == .diverged || fit.ending == .unbounded ? 1 : 0
  }

  private func steps(_ count: Int) -> String { count == 1 ? "1 step" : "\(count) steps" }

  private func start(of fit: Fit) -> String { ShortText().number(fit.curve[0]) }

  private func reason(_ fit: Fit) -> String {
    switch fit.ending {
    case .converged where fit.loss != fit.curve[0] && fit.loss.magnitude <= fit.curve[0].magnitude * 0x1p-88:
      "converged, the loss is 0 to within rounding"
    case .converged: "converged, the gradient is 0 to within the tolerance"
    case .exhausted: "no lower value is to be found; what is left is rounding, or a kink"
    case .patience, .epochs, .interrupted:
      // Steps that are too long lead upwards.
      ended(fit) + (fit.method != .lbfgs && fit.loss > fit.curve[0] ? "; try a smaller --rate" : "")
    case .unbounded: "the loss falls without end"
    case .diverged: "the next one leads to a loss that is not finite; try a smaller --rate"
    }
  }

  private func ended(_ fit: Fit) -> String {
    switch fit.ending {
    case .patience: "the loss has stopped falling"
    case .interrupted: "interrupted"
    default: fit.method == .lbfgs ? "no more steps were allowed" : "all epochs are over"
    }
  }
}

extension Arguments {
  /// Returns how to minimise.
  func fitOptions() throws(Failure) -> FitOptions {
    var options = FitOptions()
    options.method = first(.method).flatMap { FitOptions.Method(rawValue: $0) }
    options.rate = try number(.rate, above: 0)
    if let momentum = try number(.momentum, above: 0) {
      guard momentum < 1 else { throw misplaced(.momentum, "a number below 1", "\(momentum)") }
      options.momentum = momentum
    }
    options.tolerance = try number(.tolerance, above: 0)
    options.epochs = try count(.epochs)
    options.patience = try count(.patience)
    if let text = first(.seed) {
      guard let seed = UInt64(text) else { throw misplaced(.seed, "a whole number, 0 or more", text) }
      options.seed = seed
    }
    if let text = first(.schedule) {
      guard let schedule = FitOptions.Schedule(text) else {
        throw misplaced(.schedule, "one of \(FitOptions.Schedule.forms)", text)
      }
      options.schedule = schedule
    }
    if let text = first(.batch) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let size = Int(parts[1]), size > 0 else {
        throw misplaced(.batch, "a dim and a number of rows, as in N=32", text)
      }
      options.batch = FitOptions.Batch(dim: String(parts[0]), size: size)
    }
    return options
  }

  private func number(_ option: Option, above bound: Double) throws(Failure) -> Double? {
    guard let text = first(option) else { return nil }
    guard let number = Double(text), number.isFinite, number > bound else {
      throw misplaced(option, "a number above \(Decimal.exactText(bound))", text)
    }
    return number
  }

  private func misplaced(_ option: Option, _ wanted: String, _ found: String) -> Failure {
    .commandLine(
      "'\(option.spelling)' needs \(wanted); found '\(found)'",
      hint: "'autodiff-gen \(command.rawValue) --help' lists its options")
  }
}
