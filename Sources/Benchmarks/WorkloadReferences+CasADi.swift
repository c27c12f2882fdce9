/// The workloads in CasADi's Python, each in the form that CasADi makes the faster code of. Its arrays go column by column.
extension WorkloadReferences {
  private static let function = """
    def function(ca, given, value, parameters):
        gradients = [ca.densify(ca.gradient(value, p)) for p in parameters]
        return ca.Function("adf", given, [value] + gradients)

    """

  static let neuronCasADi =
    function + """
      def build(ca):
          w, x = ca.SX.sym("w", 3), ca.SX.sym("x", 2)
          return function(ca, [w, x], 1 / (1 + ca.exp(-(w[0]*x[0] + w[1]*x[1] + w[2]))), [w, x])

      """

  static let rosenbrockCasADi =
    function + """
      def build(ca):
          x = ca.MX.sym("x", N)
          value = ca.sumsqr(10 * (x[1:] - x[:-1]**2)) + ca.sumsqr(1 - x[:-1])
          return function(ca, [x], value, [x])

      """

  static let logisticRegressionCasADi =
    function + """
      def build(ca):
          X, y = ca.MX.sym("X", 50, 1000), ca.MX.sym("y", 1000)
          w, b = ca.MX.sym("w", 50), ca.MX.sym("b")
          z = ca.mtimes(X.T, w) + b
          loss = ca.sum1(ca.fmax(z, 0) + ca.log1p(ca.exp(-ca.fabs(z))) - y * z)
          return function(ca, [X, y, w, b], loss / 1000 + 0.005 * ca.sumsqr(w), [w, b])

      """

  /// The loss of one row of logits, mapped over the rows.
  private static let crossEntropy = """
    def loss(ca, Z, Y):
        z, y = ca.MX.sym("z", 10), ca.MX.sym("y", 10)
        row = ca.Function("row", [z, y], [ca.logsumexp(z) - ca.dot(y, z)])
        return ca.sum2(row.map(64)(Z, Y)) / 64

    """

  static let softmaxRegressionCasADi =
    function + crossEntropy + """
      def build(ca):
          X, Y = ca.MX.sym("X", 784, 64), ca.MX.sym("Y", 10, 64)
          W, b = ca.MX.sym("W", 10, 784), ca.MX.sym("b", 10)
          return function(ca, [X, Y, W, b], loss(ca, ca.mtimes(W, X) + ca.repmat(b, 1, 64), Y), [W, b])

      """

  static let networkCasADi =
    function + crossEntropy + """
      def build(ca):
          X, Y = ca.MX.sym("X", 256, 64), ca.MX.sym("Y", 10, 64)
          W1, b1 = ca.MX.sym("W1", 128, 256), ca.MX.sym("b1", 128)
          W2, b2 = ca.MX.sym("W2", 10, 128), ca.MX.sym("b2", 10)
          A = ca.fmax(ca.mtimes(W1, X) + ca.repmat(b1, 1, 64), 0)
          Z = ca.mtimes(W2, A) + ca.repmat(b2, 1, 64)
          value = loss(ca, Z, Y) + 0.0005 * (ca.sumsqr(W1) + ca.sumsqr(W2))
          return function(ca, [X, Y, W1, b1, W2, b2], value, [W1, b1, W2, b2])

      """
}
