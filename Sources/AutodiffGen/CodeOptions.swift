/// The language that generated code is in.
public enum CodeLanguage: String, CaseIterable, Sendable {
  /// C99 that is also C++: a header and a source file, or one header.
  case c
  /// Swift 6: one file.
  case swift
}

/// What generated code is to compute, and how it is to look.
///
/// Everything has its usual value until it is changed.
public struct CodeOptions: Hashable, Sendable {
  /// Which functions the code has beside the one for the values.
  public enum Derivative: Hashable, Sendable {
    /// That of the gradient, where the program has one scalar output and parameters.
    case ifThereIsOne
    /// That of the gradient; without names, of the only scalar output by all parameters.
    case gradient(of: String?, withRespectTo: [String]?)
    /// None.
    case none
  }

  /// What functions and files are named after; without it, the file that was read.
  public var name: String?
  /// What the file is called, for Swift; without it, it is named after the program.
  package var fileName: String?
  /// What every public name begins with, such as `acme_`.
  public var prefix = ""
  /// The derivative that is wanted.
  public var derivative = Derivative.ifThereIsOne
  /// Other derivatives, for each of which there is a function `NAME_hessian` and the like that gives the values too.
  public var queries: [DerivativeQuery] = []
  /// The output that these differentiate, where there are several.
  public var queriedOutput: String?
  /// What these differentiate by; without it what a query moves, else the parameters.
  public var queriedVariables: [String]?
  /// Whether everything is computed in single precision.
  public var isSinglePrecision = false
  /// Whether the code has one operation a line, with the rules of textbooks, as lectures write it.
  public var isPlain = false
  /// Whether every function and definition comes as a pair of functions, forward and backward, as lectures draw gates.
  public var isModular = false
  /// Whether formulas that overflow or cancel give way to accurate functions.
  public var isStabilised = true
  /// Whether C comes as one header that holds the definitions.
  public var isHeaderOnly = false
  /// Whether C comes as one header whose functions are `static inline`.
  public var isStaticInline = false
  /// Whether C adds gradients to what the caller's arrays hold.
  public var accumulates = false
  /// Whether C has `#line` directives that point into the program.
  public var hasLineDirectives = false
  /// Whether a program in C that tests the functions comes with them.
  public var hasSelfTest = false
  /// Whether a description of the functions in JSON comes with them.
  public var hasManifest = false
  /// The most bytes of scratch memory that each function may take; all extents must then be fixed.
  public var maxWorkspace: Int?
  /// What the comment at the top says of the results.
  var notes: [String] = []
  /// What the first line of every file says made it.
  public var generator = "AutodiffGen"

  /// Makes the usual options.
  public init() {}
}

/// One file of generated code.
public struct CodeFile: Hashable, Sendable {
  /// The file's name, without folders.
  public let name: String
  /// What it holds.
  public let text: String

  /// Makes a file.
  package init(name: String, text: String) {
    (self.name, self.text) = (name, text)
  }
}
