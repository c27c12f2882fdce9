import Diagnostics
import FlatProgram
import Operations
import Syntax

/// Functions in another language: `extern fn`.
extension Analyzer {
  /// Checks that a function in another language takes numbers.
  mutating func checkParameters(of function: FunctionSyntax) {
    let name = text(function.name.symbol)
    if function.parameters.isEmpty { report(.externalParameter(nil, of: name, at: function.name.span)) }
    for parameter in function.parameters where parameter.type != nil {
      report(.externalParameter(text(parameter.name.symbol), of: name, at: parameter.name.span))
    }
  }

  /// Calls a function in another language with the parameters of the function that is being called.
  mutating func callExternal(_ name: Identifier, of function: FunctionSyntax, at span: SourceSpan) {
    let operands = variables(of: function)
    guard let last = operands.last, operands.count == function.parameters.count,
      checkReal(operands, of: text(name.symbol), at: span)
    else { return values.append(failure(at: span)) }
    let number = program.external(
      ExternalFunction(
        name: text(name.symbol), parameters: function.parameters.map { text($0.name.symbol) }, span: name.span))
    let list = operands.dropLast().reversed().reduce(last) { elementwise(.arguments, [$1, $0], at: span) }
    values.append(elementwise(.call, [constant(Double(number), at: span), list], at: span))
  }

  /// Calls the function that a derivative names: one of the file, one of the language, or one in another language.
  mutating func callNamed(_ name: Identifier, of function: FunctionSyntax) {
    let operands = variables(of: function)
    if let named = functions[name.symbol] { return call(named, operands, at: name.span) }
    if let operation = Operation.named(text(name.symbol)) {
      guard operation.row.arity == operands.count else {
        return fail(
          .argumentCount(
            text(name.symbol), expected: operation.row.arity, found: operands.count, at: name.span), at: name.span)
      }
      return values.append(elementwise(operation, operands, at: name.span))
    }
    callExternal(name, of: function, at: name.span)
  }
}
