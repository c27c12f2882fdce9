import Diagnostics
import FlatProgram
import Scheduling

/// What is to be written: a program's value, and its derivative with it, as text in another language.
package struct EmissionRequest: Sendable {
  /// The program's name, from which functions and files are named.
  package var name: String
  /// The name of the source file without its folders.
  package var sourceFile: String
  /// The text that spans point into; nil leaves source lines out of the comments.
  package var source: SourceText?
  /// What made the text, as its first line says: `autodiff-gen 0.1.0`.
  package var generator: String
  /// The program as the source has it, from which comments tell the conventions; nil where it is not at hand.
  package var original: Program?
  /// The part of it that the outputs rest on, from which what is taken for granted is found; nil to leave that out.
  package var checked: Program?
  /// The outputs alone.
  package var value: LoopProgram
  /// The outputs and a derivative; nil where only the value is asked for.
  package var gradient: GradientPart?
  package var options: EmissionOptions
  /// Where a formula that overflows or cancels gave way to an accurate function: `line 3: 1/(1 + exp(-x)) as sigmoid(x)`.
  package var stabilisations: [String] = []
  /// What the comment at the top says of the results; empty where their names say it.
  package var notes: [String] = []
  /// The functions and definitions as gates, the whole program last; empty where the gradient is to be fused loops.
  package var gates: [Gate] = []
  /// The functions with calls that are no gates.
  package var inlinedFunctions: [String] = []

  package init(
    name: String, sourceFile: String, source: SourceText? = nil, generator: String, original: Program? = nil,
    value: LoopProgram,
    gradient: GradientPart? = nil, options: EmissionOptions = EmissionOptions()
  ) {
    self.name = name
    self.sourceFile = sourceFile
    self.source = source
    self.generator = generator
    self.original = original
    self.value = value
    self.gradient = gradient
    self.options = options
  }
}

/// A program with the gradient of one of its outputs.
package struct GradientPart: Sendable {
  /// Its outputs are those of the value, then the adjoints.
  package var loops: LoopProgram
  /// The output that is differentiated.
  package var output: ArrayID
  /// What it is differentiated by, in the order of the adjoints.
  package var wanted: [ArrayID]
  /// The derivatives, each shaped as its array.
  package var adjoints: [ArrayID]

  package init(loops: LoopProgram, output: ArrayID, wanted: [ArrayID], adjoints: [ArrayID]) {
    self.loops = loops
    self.output = output
    self.wanted = wanted
    self.adjoints = adjoints
  }
}

/// How the text is to be.
package struct EmissionOptions: Hashable, Sendable {
  /// The floating-point type that everything is computed in.
  package enum Precision: Hashable, Sendable {
    case double, single
  }

  package var precision = Precision.double
  /// What every public name begins with, such as `acme_`.
  package var prefix = ""
  /// What the file is called, for Swift; nil where it is named after the program.
  package var fileName: String?
  /// Whether C comes as one header that holds the definitions.
  package var isHeaderOnly = false
  /// Whether the functions of a header alone are `static inline`.
  package var isStaticInline = false
  /// Whether the programs are in the lecture's form; it shows in the first line only.
  package var isPlain = false
  /// Whether formulas gave way to accurate functions where there are some; it shows in the first line only.
  package var isStabilised = true
  /// The most bytes of scratch memory that a function may take; it shows in the first line only.
  package var maxWorkspace: Int?
  /// Whether gradients are added to what the caller's arrays hold.
  package var accumulates = false
  /// Whether functions and definitions come as gates; it shows in the first line only.
  package var isModular = false
  /// What was asked for by name: `--name`, `--of` and the like; it shows in the first line only.
  package var names: [String] = []
  /// Whether C has `#line` directives that point into the source.
  package var hasLineDirectives = false

  package init() {}
}

/// One file of emitted text.
package struct EmittedFile: Hashable, Sendable {
  package var name: String
  package var text: String

  package init(name: String, text: String) {
    (self.name, self.text) = (name, text)
  }
}
