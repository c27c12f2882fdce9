import Diagnostics
import FlatProgram
import Semantics
import Syntax

/// A program that was read, understood and found without fault.
///
/// A model is a value; reading it costs nothing more, and it may be used from several threads.
public struct Model: Sendable {
  /// The text that was read.
  package let source: SourceText
  /// The text as a tree.
  package let tree: SyntaxTree
  /// The text as a flat program, in which derivatives may be asked for.
  var asWritten: Program
  /// The text as a flat program, with the statements of every derivative that it asks for.
  package internal(set) var program: Program
  /// Whether functions in another language are what the text defines them as.
  var isRunnable = false
  /// Whether formulas that overflow or cancel give way to accurate functions before anything is derived or run.
  public var isStabilised = true
  /// The warnings, in the order of the text.
  package let warnings: [Diagnostic]

  /// Reads an expression file.
  ///
  /// - Parameters:
  ///   - text: the text of the program.
  ///   - name: what messages call it, such as a file's name.
  /// - Throws: a `Failure` with all faults of the text.
  /// - Complexity: linear in the text, each call of a function counted as its body.
  public init(_ text: String, name: String = "input") throws(Failure) {
    try self.init(source: SourceText(name: name, text: text))
  }

  /// Reads an expression file, whatever bytes it holds.
  package init(source: SourceText) throws(Failure) {
    let (tree, syntaxDiagnostics) = Parser.parse(source)
    if syntaxDiagnostics.contains(where: { $0.severity == .error }) {
      throw Failure(diagnostics: syntaxDiagnostics.inSourceOrder(), source: source)
    }
    let (program, diagnostics) = Semantics.analyze(tree)
    var all = syntaxDiagnostics + diagnostics
    if tree.definesExternals {
      for more in Semantics.analyze(tree, definesExternals: true).diagnostics where !all.contains(more) {
        all.append(more)
      }
    }
    all = all.inSourceOrder()
    if all.contains(where: { $0.severity == .error }) { throw Failure(diagnostics: all, source: source) }
    asWritten = program.verified(after: "semantics")
    let (expanded, faults) = Self.expanded(asWritten)
    all = (all + faults).inSourceOrder()
    if all.contains(where: { $0.severity == .error }) { throw Failure(diagnostics: all, source: source) }
    (self.source, self.tree, self.program, warnings) = (source, tree, expanded, all)
  }

  /// The warnings as people read them, as of a failure; empty where there are none.
  public var warningText: String { warningReport?.description ?? "" }

  /// The warnings, to be printed as failures are; nil where there are none.
  package var warningReport: Failure? {
    warnings.isEmpty ? nil : Failure(diagnostics: warnings, source: source)
  }

  /// The names of the outputs, in the order of the file.
  public var outputs: [String] { program.outputs.map { program[$0].name } }

  /// The names of the inputs, in the order of the file.
  public var inputs: [String] { program.arrays.filter { $0.role == .input }.map(\.name) }

  /// The names of the parameters, which are differentiated by default, in the order of the file.
  public var parameters: [String] { program.arrays.filter { $0.role == .parameter }.map(\.name) }

  /// The names of the dims whose extents are not fixed by the file.
  public var openDims: [String] { program.dims.filter { $0.fixed == nil }.map(\.name) }
}
