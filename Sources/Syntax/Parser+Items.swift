import Diagnostics

extension Parser {
  // item = dim | input | param | const | local | function | extern | output | sequence | definition | expression ;
  /// Reads one item; nil where there is nothing to keep of it.
  mutating func item() -> ItemSyntax? {
    guard !failAtReservedTarget() else { return nil }
    switch current.kind {
    case .dim: return dim()
    case .input: return input()
    case .param: return param()
    case .const: return const()
    case .local: return local()
    case .for: return sequence()
    case .fn: return function()
    case .extern: return extern()
    case .output: return output()
    case .name: return definitionOrExpression()
    case .derivative:
      fail(.straySection("derivative", belongsTo: "a function", at: current.span))
      return nil
    case .return:
      fail(.straySection("return", belongsTo: "a function's block", at: current.span))
      return nil
    case .rightParenthesis, .rightBracket, .rightBrace:
      fail(.unmatchedBracket(current.kind.rawValue, at: current.span))
      return nil
    default:
      warnOfContinuation()
      return .expression(checkedExpression(expression()))
    }
  }

  /// Reports the definition of something that is called by a reserved word.
  mutating func failAtReservedTarget() -> Bool {
    guard TokenKind.reserved.contains(current.kind), following.kind == .equals || following.kind == .plusEquals,
      !following.startsLine
    else { return false }
    fail(.reservedWord(current.kind.rawValue, at: current.span))
    return true
  }

  private mutating func definitionOrExpression() -> ItemSyntax? {
    switch definitionOrOperand() {
    case .definition(let definition): return .definition(definition)
    case .expression(let node): return .expression(node)
    }
  }

  /// Warns where a line starts with a sign and is indented as though it went on with the line before.
  private mutating func warnOfContinuation() {
    guard current.kind == .plus || current.kind == .minus, current.startsLine, let last = tree.itemSpans.last,
      previous.kind != .semicolon, indentation(at: itemStart) > indentation(at: Int(last.start))
    else { return }
    lexer.log.report(.operatorStartsLine(current.kind.rawValue, at: current.span))
  }

  // dim = "dim" dimension { "," dimension } ;
  // dimension = name [ "=" expression ] ;
  private mutating func dim() -> ItemSyntax {
    .dim(
      declarations(of: "a dim") { parser, name in
        if parser.at(.colon) { parser.fail(.typeNotAllowed(parser.text(of: name), at: parser.current.span)) }
        return DeclarationSyntax(name: name, type: nil, value: parser.value())
      })
  }

  // input = "input" declaration { "," declaration } ;
  private mutating func input() -> ItemSyntax {
    .input(declarations(of: "an input") { parser, name in parser.declaration(name, keyword: "input") })
  }

  // param = "param" declaration { "," declaration } ;
  private mutating func param() -> ItemSyntax {
    .param(declarations(of: "a param") { parser, name in parser.declaration(name, keyword: "param") })
  }

  // const = "const" constant { "," constant } ;
  // constant = name [ ":" type ] "=" expression ;
  private mutating func const() -> ItemSyntax {
    .const(
      declarations(of: "a const") { parser, name in
        let type = parser.typeAnnotation()
        if !parser.at(.equals) { parser.fail(.missingValue(parser.text(of: name), at: name.span)) }
        return DeclarationSyntax(name: name, type: type, value: parser.value())
      })
  }

  // local = "local" declaration { "," declaration } ;
  private mutating func local() -> ItemSyntax {
    .local(declarations(of: "a local") { parser, name in parser.declaration(name, keyword: "local") })
  }

  // declaration = name [ ":" type ] ;
  private mutating func declaration(_ name: Identifier, keyword: String) -> DeclarationSyntax {
    let type = typeAnnotation()
    if at(.equals) { fail(.valueNotAllowed(keyword, name: text(of: name), at: current.span)) }
    return DeclarationSyntax(name: name, type: type, value: nil)
  }

  /// Reads what a keyword declares, separated by commas.
  private mutating func declarations(
    of what: String, _ read: (inout Parser, Identifier) -> DeclarationSyntax
  ) -> [DeclarationSyntax] {
    advance()
    var result: [DeclarationSyntax] = []
    while let name = name("the name of \(what)") {
      let declaration = read(&self, name)
      guard !hasFailed else { break }
      result.append(declaration)
      guard at(.comma) else { break }
      advance()
    }
    return result
  }

  /// Reads `= expression` where it stands.
  private mutating func value() -> NodeID? {
    guard !hasFailed, at(.equals) else { return nil }
    advance()
    return expression()
  }

  /// Reads `: type` where it stands.
  mutating func typeAnnotation() -> TypeSyntax? {
    guard !hasFailed, at(.colon) else { return nil }
    advance()
    return type()
  }

  // type = "Int" [ shape ] [ "in" expression ] | shape ;
  private mutating func type() -> TypeSyntax? {
    let start = Int(current.span.start)
    let isInteger = current.kind == .name && spelling(of: current) == "Int"
    if isInteger { advance() }
    var shape: [NodeID] = []
    if at(.leftBracket) {
      shape = self.shape()
    } else if !isInteger {
      fail(.expectedType(found: describe(current), at: current.span))
    }
    guard !hasFailed else { return nil }
    var bound: NodeID?
    if isInteger, at(.in) {
      advance()
      bound = expression()
    }
    return TypeSyntax(
      isInteger: isInteger, shape: shape, bound: bound,
      span: SourceSpan(start: start, end: max(start, Int(previous.span.end))))
  }

  // shape = "[" expression { "," expression } "]" ;
  private mutating func shape() -> [NodeID] {
    var extents: [NodeID] = []
    bracketed(.leftBracket) { parser in
      repeat {
        extents.append(parser.expression())
      } while parser.take(.comma)
    }
    return extents
  }

  // output = "output" name { "," name } ;
  private mutating func output() -> ItemSyntax {
    advance()
    var names: [Identifier] = []
    while let name = name("the name of an output") {
      names.append(name)
      guard at(.comma) else { break }
      advance()
    }
    return .output(names)
  }

  /// Reads an opening bracket, what it holds, and the bracket that closes it.
  mutating func bracketed(_ opening: TokenKind, _ content: (inout Parser) -> Void) {
    let open = current.span
    guard at(opening) else {
      fail(.expectedSign(opening.rawValue, "here", found: describe(current), at: current.span))
      return
    }
    bracketDepth += 1
    advance()
    content(&self)
    guard !hasFailed else { return }
    guard current.kind == opening.closing else { return failUnclosed(open, opening) }
    bracketDepth -= 1
    advance()
  }

  /// Takes a sign where it stands.
  mutating func take(_ kind: TokenKind) -> Bool {
    guard !hasFailed, at(kind) else { return false }
    advance()
    return true
  }

  /// Takes a name, or reports what stands in its place.
  mutating func name(_ purpose: String) -> Identifier? {
    guard !hasFailed else { return nil }
    guard current.kind == .name, let symbol = current.symbol else {
      if TokenKind.reserved.contains(current.kind), !current.startsLine {
        fail(.reservedWord(current.kind.rawValue, at: current.span))
      } else {
        fail(.expectedName(purpose, found: describe(current), at: current.span))
      }
      return nil
    }
    let identifier = Identifier(symbol, at: current.span)
    advance()
    return identifier
  }
}
