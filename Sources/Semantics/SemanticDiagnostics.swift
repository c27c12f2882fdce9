import Diagnostics

/// What is said of names.
extension Diagnostic {
  static func unknownName(
    _ name: String, at span: SourceSpan, near: String?, isExtent: Bool = false
  ) -> Diagnostic {
    var diagnostic = Diagnostic("unknown-name", "nothing is called '\(name)' here", at: span)
    suggest(near, for: &diagnostic, at: span)
    if isExtent {
      diagnostic.notes.append(Note("an extent is declared by 'dim \(name)', or fixed by 'dim \(name) = 10'"))
    } else if near == nil {
      diagnostic.notes.append(
        Note("a file that declares names must declare all of them: 'param \(name)' or 'input \(name)', with its shape"))
    }
    return diagnostic
  }

  static func definedLater(_ name: String, at span: SourceSpan, definition: SourceSpan) -> Diagnostic {
    Diagnostic(
      "used-before-definition", "'\(name)' is used before it is defined", at: span,
      notes: [Note("it is defined here; definitions are used after they are made", at: definition)])
  }

  static func givenAfterUse(_ name: String, at span: SourceSpan, use: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "used-before-definition", "'\(name)' is used before this gives elements of it", at: span,
      notes: use.map { [Note("it is used in this definition", at: $0)] } ?? [])
  }

  static func invisibleInFunction(_ name: String, in function: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "not-visible-in-function",
      "'\(function)' cannot see '\(name)': a function sees its parameters, dims and constants",
      at: span, notes: [Note("pass '\(name)' as an argument")])
  }

  static func functionNotCalled(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "function-not-called", "'\(name)' is a function; it needs its arguments, as in '\(name)(x)'", at: span)
  }

  static func callOfArray(_ name: String, at span: SourceSpan, definition: SourceSpan) -> Diagnostic {
    Diagnostic(
      "not-a-function",
      "'\(name)' is not a function; an element of an array is written '\(name)[i]', a product '\(name)*(...)'",
      at: span, notes: [Note("'\(name)' is this", at: definition)])
  }

  static func unknownFunction(_ name: String, at span: SourceSpan, near: String?) -> Diagnostic {
    var diagnostic = Diagnostic("unknown-function", "no function is called '\(name)'", at: span)
    suggest(near, for: &diagnostic, at: span)
    if near == nil { diagnostic.notes.append(Note("'autodiff-gen functions' lists them")) }
    return diagnostic
  }

  static func notAReduction(_ name: String, at span: SourceSpan, near: String?) -> Diagnostic {
    var diagnostic = Diagnostic(
      "not-a-reduction", "'\(name)' does not take indices; sum, prod, mean, max, min, ... do", at: span)
    suggest(near, for: &diagnostic, at: span)
    return diagnostic
  }

  static func duplicateName(_ name: String, at span: SourceSpan, first: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "duplicate-name", "'\(name)' is defined already", at: span,
      notes: first.map { [Note("it is first defined here", at: $0)] } ?? [])
  }

  static func shadowedName(_ name: String, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      "shadowed-name", "'\(name)' has a meaning here already; an index or a parameter needs a name of its own",
      at: span,
      notes: [Note("it is this", at: first)])
  }

  static func builtInName(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("built-in-name", "'\(name)' is a function of the language; call yours something else", at: span)
  }

  static func recursiveFunction(_ name: String, at span: SourceSpan, definition: SourceSpan) -> Diagnostic {
    Diagnostic(
      "recursive-function", "'\(name)' calls itself; functions may not recur", at: span,
      notes: [Note("it is defined here", at: definition)])
  }

  static func tooMuchInlined(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "program-too-large", "the calls of '\(name)' and what it calls copy more than 5,000,000 expressions", at: span)
  }

  static func recurrencesTooDeep(limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "program-too-large", "functions with recurrences call each other more than \(limit) deep", at: span)
  }

  static func notAnOutput(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("not-an-output", "'\(name)' is a dim; an output is an input, a parameter or a definition", at: span)
  }

  static func duplicateOutput(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("duplicate-name", "'\(name)' is an output already", at: span)
  }

  static func emptyProgram(at span: SourceSpan?) -> Diagnostic {
    Diagnostic("empty-program", "there is nothing to compute: the file has no expression and no definition", at: span)
  }

  static func notYet(_ what: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic("not-yet", "\(what) cannot be compiled yet", at: span)
  }

  private static func suggest(_ near: String?, for diagnostic: inout Diagnostic, at span: SourceSpan) {
    guard let near else { return }
    diagnostic.fixes.append(Fix("did you mean '\(near)'?", replacing: span, with: near))
  }
}

/// What is said of kinds: numbers, conditions, integers.
extension Diagnostic {
  static func conditionNotNumber(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "condition-not-number", "'\(name)' needs a number; found a condition", at: span,
      notes: [Note("'if ... then 1 else 0' makes a number of it")])
  }

  static func numberNotCondition(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "number-not-condition", "'\(name)' needs a condition, such as 'x > 0'; found a number", at: span)
  }

  static func mixedBranches(at span: SourceSpan) -> Diagnostic {
    Diagnostic("mixed-branches", "one branch is a number and the other a condition", at: span)
  }

  static func conditionDefined(_ name: String?, at span: SourceSpan, compared: String? = nil) -> Diagnostic {
    Diagnostic(
      "condition-not-number", (name.map { "'\($0)'" } ?? "the result") + " would be a condition; a value is a number",
      at: span,
      notes: [
        Note(compared.map { "to define '\($0)', write '='" } ?? "'if ... then 1 else 0' makes a number of it")
      ])
  }

  static func notAnInteger(at span: SourceSpan, isQuotient: Bool = false) -> Diagnostic {
    Diagnostic(
      "not-an-integer",
      isQuotient
        ? "an integer is needed here; this quotient is none for every value of its names"
        : "an integer is needed here: arithmetic (+ - *, exact /) over indices, dims, integers and Int inputs",
      at: span, notes: isQuotient ? [Note("'div(a, b)' is the quotient rounded down, 'mod(a, b)' what it leaves")] : [])
  }

  static func integerParameter(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "integer-parameter", "'\(name)' is a parameter, which is differentiated; integers are declared with 'input'",
      at: span)
  }

  static func notInBound(
    _ name: String, position: Int, value: Double, bound: String?, at span: SourceSpan
  ) -> Diagnostic {
    let range = bound.map { "an integer in 0..<\($0)" } ?? "an integer"
    return Diagnostic(
      "not-in-bound", "element \(position) of '\(name)' is \(value); it should be \(range)", at: span)
  }

  static func divisionByZero(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("division-by-zero", "'\(name)' divides by zero", at: span)
  }

  static func negativeDim(_ name: String, _ value: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic("negative-extent", "'\(name)' is \(value); an extent is 0 or more", at: span)
  }
}

/// What is said of calls.
extension Diagnostic {
  static func argumentCount(_ name: String, expected: Int, found: Int, at span: SourceSpan) -> Diagnostic {
    let arguments = expected == 1 ? "1 argument" : "\(expected) arguments"
    return Diagnostic("argument-count", "'\(name)' takes \(arguments); found \(found)", at: span)
  }

  static func unknownLabel(_ label: String, of name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("unknown-label", "'\(name)' has no argument called '\(label)' here", at: span)
  }

  static func argumentShape(
    _ parameter: String, of function: String, expected: String, found: String, at span: SourceSpan,
    parameter declaration: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "argument-shape", "'\(parameter)' of '\(function)' is \(expected); found \(found)", at: span,
      notes: [Note("the parameter is declared here", at: declaration)])
  }

  static func accumulationInFunction(at span: SourceSpan) -> Diagnostic {
    Diagnostic("accumulation-in-function", "'+=' has no place within a function; write a sum", at: span)
  }
}

/// What is said of derivatives within the text.
extension Diagnostic {
  static func derivativeOfIntegers(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "derivative-of-integers", "\(name) is made of integers, which have no derivative", at: span)
  }

  static func derivativeNeedsScalar(_ name: String, _ shape: String, at span: SourceSpan) -> Diagnostic {
    let other = name == "grad" ? "jacobian" : name == "hvp" ? "jvp" : "jacobian"
    return Diagnostic(
      "derivative-of-array", "'\(name)' is that of a scalar; found \(shape)", at: span,
      notes: [Note("make a scalar of it, such as its sum, or take '\(other)', which arrays have")])
  }

  static func derivativeByExpression(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "derivative-by-expression", "'\(name)' is taken by a name: an input, a parameter or a definition made before",
      at: span,
      notes: [Note("of an array, take the derivative by all of it, and then the part: 'grad(y, x)[i]'")])
  }

  static func derivativeByFixed(_ name: String, _ what: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "derivative-by-constant", "'\(name)' is \(what), so nothing has a derivative by it", at: span)
  }

  static func directionShape(
    _ name: String, expected: String, found: String, at span: SourceSpan, because other: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "direction-shape", "the direction of '\(name)' is \(expected) here; found \(found)", at: span,
      notes: [Note("it is shaped as this", at: other)])
  }
}
