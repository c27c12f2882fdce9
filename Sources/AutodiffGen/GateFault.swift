import Differentiation

/// Why a program does not come as gates.
enum GateFault: Error {
  case notDifferentiable(NotDifferentiable)
  /// Calls within what has this name need each other's results.
  case entangled(String)
}
