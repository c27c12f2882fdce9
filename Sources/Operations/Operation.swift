/// Every operation on real numbers that a flat program may hold: the operators, the conditions and the functions.
///
/// An operation is one row of the table, `row`; nothing outside this room names a function.
package enum Operation: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  // The operators.
  case add, subtract, multiply, divide, negate, power
  // Conditions: results and operands that are 0 or 1.
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual, and, or, not
  /// `if c then a else b`: the only operation that does not look at all of its operands.
  case select
  /// The value, taken as a constant by differentiation.
  case stop
  /// A value with a derivative that is given beside it.
  case attach
  /// A call of a function of the user's, by its number in the program, and the arguments of a call.
  case call, arguments
  // The functions of the language, by family.
  case exp, exp2, expm1, log, log2, log10, log1p
  case sqrt, cbrt, hypot, square, recip
  case sin, cos, tan, asin, acos, atan, atan2
  case sinh, cosh, tanh, asinh, acosh, atanh
  case sigmoid, logsigmoid, softplus, relu, leakyrelu, elu, gelu, silu
  case erf, erfc, expnegsq, normpdf, normcdf
  case gamma, lgamma, digamma, polygamma
  case abs, sign, step, min, max, clamp
  case floor, ceil, round, trunc
  case xlogy, logaddexp
}
