import Diagnostics

/// The wording of everything that the lexer finds wrong.
extension Diagnostic {
  /// Says that the text cannot be addressed.
  static func textTooLong(limit: Int) -> Diagnostic {
    Diagnostic("text-too-long", "a program may have at most \(limit) bytes", at: nil)
  }

  /// Says that reading was given up.
  static func tooManyErrors(limit: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic("too-many-errors", "reading stopped here, after \(limit) errors", at: span)
  }

  /// Says that the text holds NUL bytes, at the first of them.
  static func nulByte(count: Int, at span: SourceSpan) -> Diagnostic {
    let what = count == 1 ? "a NUL byte" : "\(count) NUL bytes, the first of them here"
    return Diagnostic("nul-byte", "a program is UTF-8 text; found \(what)", at: span)
  }

  /// Says that the text holds bytes that are not UTF-8, at the first of them.
  static func invalidUTF8(count: Int, at span: SourceSpan) -> Diagnostic {
    let what = count == 1 ? "a byte that is not" : "\(count) bytes that are not, the first of them here"
    return Diagnostic("invalid-utf8", "a program is UTF-8 text; found \(what)", at: span)
  }

  /// Says that the language has no such character.
  static func strayCharacters(_ text: String, at span: SourceSpan) -> Diagnostic {
    var notes: [Note] = []
    switch text.unicodeScalars.first {
    case "%": notes = [Note("the remainder of whole numbers is written mod(a, b)")]
    case "|": notes = [Note("an absolute value is written abs(x), the disjunction of conditions 'or'")]
    case "'": notes = [Note("a transpose is written A.T, a derivative grad(y, x)")]
    case "\"": notes = [Note("there are no text values")]
    case "?": notes = [Note("a choice is written if c then a else b")]
    case ".": notes = [Note("'.' stands in numbers, in ranges and in A.T")]
    default: break
    }
    return Diagnostic("stray-character", "\(quoted(text)) has no meaning here", at: span, notes: notes)
  }

  /// Says which sign of the language a character only looks like.
  static func lookAlike(_ text: String, spelling: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "look-alike", "\(quoted(text)) only looks like \(quoted(spelling))", at: span,
      fixes: [Fix("write \(quoted(spelling))", replacing: span, with: spelling)])
  }

  /// Says what the language writes in place of an operator of another one.
  static func noSuchOperator(_ text: String, instead: String?, at span: SourceSpan) -> Diagnostic {
    if text == "//" || text == "/*" {
      let quotient = text == "//" ? [Note("the quotient of whole numbers is written div(a, b)")] : []
      return Diagnostic(
        "no-such-operator", "'\(text)' is not an operator; a comment starts with '#'", at: span, notes: quotient)
    }
    if text.count == 2, text.hasSuffix("="), instead == "+=", let sign = text.first {
      return Diagnostic(
        "no-such-operator", "'\(text)' is not an operator; write 'x_new = x \(sign) ...', as names do not change",
        at: span)
    }
    let fixes = instead.map { [Fix("write '\($0)'", replacing: span, with: $0)] } ?? []
    let notes = text == "!" ? [Note("the factorial of n is gamma(n + 1)")] : []
    return Diagnostic("no-such-operator", "'\(text)' is not an operator", at: span, notes: notes, fixes: fixes)
  }

  /// Says that digits do not make a number.
  static func malformedNumber(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "malformed-number", "\(quoted(text)) is not a number; numbers look like 1, 1.5, 1e-3 and 1_000", at: span)
  }

  /// Says that a number is not finite as a double.
  static func numberTooLarge(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "number-too-large", "the number is beyond the largest double, 1.7976931348623157e308", at: span,
      notes: [Note("infinity is written inf")])
  }
}

/// The wording of what is wrong with expressions.
extension Diagnostic {
  /// Says that an operand is missing.
  static func expectedExpression(found: String, after: String?, at span: SourceSpan) -> Diagnostic {
    let place = after.map { " after \($0)" } ?? ""
    return Diagnostic("expected-expression", "expected an expression\(place); found \(found)", at: span)
  }

  /// Says that a name is taken by the language.
  static func reservedWord(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("reserved-word", "'\(word)' is a reserved word and cannot be a name", at: span)
  }

  /// Says that a bracket is open at the end of its item.
  static func unclosedBracket(
    _ bracket: String, closing: String, at span: SourceSpan, found: String?, foundAt: SourceSpan
  )
    -> Diagnostic
  {
    let notes = found.map { [Note("the next item starts here, with \($0)", at: foundAt)] } ?? []
    return Diagnostic("unclosed-bracket", "'\(bracket)' is never closed by '\(closing)'", at: span, notes: notes)
  }

  /// Says that a closing bracket has no opening one.
  static func unmatchedBracket(_ bracket: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("unmatched-bracket", "'\(bracket)' closes nothing", at: span)
  }

  /// Says that a bracket is closed by one of another kind.
  static func unmatchedBracket(
    _ bracket: String, at span: SourceSpan, opening: String, closing: String, openedAt: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "unmatched-bracket", "'\(opening)' is closed by '\(closing)'; found '\(bracket)'", at: span,
      notes: [Note("'\(opening)' was opened here", at: openedAt)])
  }

  /// Says that rows are not separated by semicolons.
  static func rowsWithSemicolons(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "unexpected-text", "';' ends an item and cannot stand inside brackets", at: span,
      notes: [Note("the rows of a matrix are written [[1, 2], [3, 4]]")])
  }

  /// Says that two operands stand side by side.
  static func missingOperator(
    between left: String, and right: String, at span: SourceSpan, product: String?, call: String?, orComma: Bool
  ) -> Diagnostic {
    let notes = call.map { [Note("if \(left) is a function, write '\($0)'")] } ?? []
    let fixes = product.map { [Fix("write '\($0)'", replacing: span, with: $0)] } ?? []
    return Diagnostic(
      "missing-operator", "an operator\(orComma ? " or ','" : "") is missing between \(left) and \(right)", at: span,
      notes: notes, fixes: fixes)
  }

  /// Says that parentheses hold one expression.
  static func commaInParentheses(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "expected-sign", "expected ')'; parentheses hold one expression, found ','", at: span,
      notes: [Note("an array is written [a, b]")])
  }

  /// Says how two comparisons are joined.
  static func chainedComparison(
    _ first: String, _ second: String, at span: SourceSpan, firstAt: SourceSpan, middle: String?
  )
    -> Diagnostic
  {
    let way = middle.map { "a \(first) \($0) and \($0) \(second) c" }
    let fixes = middle.map { [Fix("write '\(way ?? "")'", replacing: span, with: "and \($0) \(second)")] } ?? []
    return Diagnostic(
      "chained-comparison", "comparisons do not chain; join two with 'and'", at: span,
      notes: [Note("the first comparison is here", at: firstAt)], fixes: fixes)
  }

  /// Says that a loose operator stands behind a tight one.
  static func needsParentheses(_ word: String, after: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("needs-parentheses", "'\(word)' behind '\(after)' needs parentheses around it", at: span)
  }

  /// Says that a part of a choice is missing.
  static func incompleteConditional(missing word: String, found: String, at span: SourceSpan, ifAt: SourceSpan)
    -> Diagnostic
  {
    Diagnostic(
      "incomplete-if", "expected '\(word)' of 'if c then a else b'; found \(found)", at: span,
      notes: [Note("the 'if' is here", at: ifAt)])
  }

  /// Says what to write in place of a `=` inside an expression.
  static func equalsInExpression(at span: SourceSpan, label: String?) -> Diagnostic {
    if let label {
      return Diagnostic(
        "unexpected-equals", "'=' defines a name; an argument's label is followed by ':'", at: span,
        fixes: [Fix("write '\(label): ...'", replacing: span, with: ":")])
    }
    return Diagnostic(
      "unexpected-equals", "'=' defines a name and cannot stand inside an expression", at: span,
      fixes: [Fix("to compare, write '=='", replacing: span, with: "==")])
  }

  /// Says what can be defined.
  static func invalidTarget(at span: SourceSpan, function: String?) -> Diagnostic {
    Diagnostic(
      "invalid-target", "only a name, or a name with subscripts such as h[i, j], can be defined", at: span,
      notes: function.map { [Note("a function is defined with 'fn \($0)(...) = ...'")] } ?? [])
  }

  /// Says that a left side names its indices.
  static func sliceInTarget(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "slice-in-target", "a definition names the index of every axis, as in h[i, j] or h[i in 0..<3]", at: span,
      notes: [Note("the last axes may be left out where the right side is an array that has them: h[i] = A[i]")])
  }

  /// Says where a range can stand.
  static func misplacedRange(_ sign: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "misplaced-range", "'\(sign)' makes a range, which stands in a subscript or behind 'in'", at: span)
  }

  /// Says where an index can be made.
  static func misplacedIndex(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "misplaced-index", "'\(name) in' makes an index, which a reduction, [...: ...] or a definition's left side does",
      at: span)
  }

  /// Says that the range of an index is missing.
  static func expectedRange(found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("expected-range", "expected a range a..<b or a...b behind 'in'; found \(found)", at: span)
  }

  /// Says that an expression stands where an index should.
  static func expectedIndex(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "expected-index", "only indices, such as i or i in 0..<N, stand before ':'", at: span)
  }

  /// Says that indices have nothing to count in.
  static func expectedBody(found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("expected-body", "expected ':' and a body behind the indices; found \(found)", at: span)
  }

  /// Says that a function takes no indices, and which do.
  static func notAReduction(_ name: String, nearest: String?, at span: SourceSpan, nameAt: SourceSpan) -> Diagnostic {
    let fixes = nearest.map { [Fix("did you mean '\($0)'?", replacing: nameAt, with: $0)] } ?? []
    return Diagnostic(
      "not-a-reduction", "'\(name)' takes no indices; those that do are \(Reductions.names.joined(separator: ", "))",
      at: span, fixes: fixes)
  }

  /// Says which labels there are.
  static func unknownLabel(_ label: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("unknown-label", "there is no label '\(label)'; the one label is 'axis'", at: span)
  }

  /// Says that arguments with labels come last.
  static func argumentAfterLabel(at span: SourceSpan) -> Diagnostic {
    Diagnostic("argument-after-label", "an argument without a label cannot follow one that has it", at: span)
  }

  /// Says what can stand behind a dot.
  static func unknownMember(_ text: String, isCalled: Bool, at span: SourceSpan) -> Diagnostic {
    let name = text.drop { $0 == "." || $0.isWhitespace }
    return Diagnostic(
      "unknown-member", "there is no '\(text)'; what follows '.' is T, the transpose", at: span,
      notes: isCalled ? [Note("functions stand alone, as in '\(name)(x)'")] : [])
  }

  /// Says how a slice is written.
  static func colonSlice(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "colon-slice", "a slice is written a..<b; ':' alone is a whole axis", at: span,
      fixes: [Fix("write '..<'", replacing: span, with: "..<")])
  }
}

/// The wording of what is wrong with items.
extension Diagnostic {
  /// Says what has to be named.
  static func expectedName(_ purpose: String, found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("expected-name", "expected \(purpose); found \(found)", at: span)
  }

  /// Says which sign is missing.
  static func expectedSign(
    _ sign: String, _ purpose: String, found: String, at span: SourceSpan, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic("expected-sign", "expected '\(sign)' \(purpose); found \(found)", at: span, notes: notes)
  }

  /// Says that a shape is missing.
  static func expectedType(found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "expected-type", "expected a shape such as [N, D] or Int[N] behind ':'; found \(found)", at: span)
  }

  /// Says that something follows a complete item.
  static func unexpectedText(found: String, at span: SourceSpan, notes: [Note] = []) -> Diagnostic {
    Diagnostic(
      "unexpected-text", "expected the end of the line or ';'; found \(found)", at: span, notes: notes)
  }

  /// Says where a shape is declared.
  static func shapeWithoutDeclaration(at span: SourceSpan) -> Diagnostic {
    unexpectedText(
      found: "':'", at: span, notes: [Note("a shape is declared with input, param or const, as in 'param x: [3]'")])
  }

  /// Says of what a word is a part.
  static func straySection(_ word: String, belongsTo owner: String, at span: SourceSpan) -> Diagnostic {
    unexpectedText(found: "'\(word)'", at: span, notes: [Note("'\(word)' belongs to \(owner)")])
  }

  /// Says that a definition starts with its name.
  static func wordBeforeDefinition(_ word: String, name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "unexpected-text", "a definition is written '\(name.prefix(40)) = ...', with no word such as \(word) before it",
      at: span)
  }

  /// Says how a function is defined.
  static func functionByAnotherWord(_ word: String, name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "unexpected-text", "a function is written 'fn \(name.prefix(40))(x) = ...', not with \(word)", at: span)
  }

  /// Says that a value comes from outside.
  static func valueNotAllowed(_ keyword: String, name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "value-not-allowed", "'\(keyword)' declares what is given from outside; '\(name)' takes no value here", at: span,
      notes: [Note("a fixed value is declared with 'const \(name) = ...'")])
  }

  /// Says that a constant has no value.
  static func missingValue(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("missing-value", "'const' needs a value, as in 'const \(name) = 1'", at: span)
  }

  /// Says that a dim has no shape.
  static func typeNotAllowed(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "type-not-allowed",
      "the dim '\(name)' is an extent and has no shape; it may have a value, as in 'dim \(name) = 3'",
      at: span)
  }

  /// Says that a function has no body.
  static func missingFunctionBody(_ name: String, found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "missing-function-body", "expected '= ...' or '{ ... }' as the body of '\(name)'; found \(found)", at: span)
  }

  /// Says that a block has no value.
  static func missingReturn(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic("missing-return", "the block of '\(name)' must end with 'return ...'", at: span)
  }

  /// Says what a block can hold.
  static func expectedDefinition(found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "expected-definition", "a function's block holds definitions and one last 'return'; found \(found)", at: span)
  }

  /// Warns that a line does not go on with the one before.
  static func operatorStartsLine(_ sign: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "operator-starts-line", severity: .warning,
      "this line is an item of its own; it does not go on with the line before", at: span,
      notes: [Note("to go on, end the line before with '\(sign)', or put brackets around the whole")])
  }
}

/// Quotes a piece of the user's text, cut when it is long, invisible characters by their numbers.
private func quoted(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(40) {
    switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      result += "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return "'\(result)\(text.unicodeScalars.count > 40 ? "..." : "")'"
}
