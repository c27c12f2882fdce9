extension Primitive {
  /// Makes a step of one operand; inlined, so that the loop over a chunk is compiled around `body`.
  @inline(__always)
  static func unary(
    _ spelling: Spelling, single: Spelling?, swift: Spelling? = nil, cHelper: String? = nil,
    swiftHelper: String? = nil, cost: Int, _ body: @escaping @Sendable (Double) -> Double
  ) -> Primitive {
    Primitive(
      scalar: { x, _, _ in body(x) },
      kernel: .unary { count, x, out in
        for i in 0..<count {
          out[i] = body(x[i])
        }
      },
      c: spelling, cSingle: single, swift: swift ?? spelling, cHelper: cHelper, swiftHelper: swiftHelper, cost: cost)
  }

  /// Makes a step of two operands; inlined, so that the loop over a chunk is compiled around `body`.
  @inline(__always)
  static func binary(
    _ spelling: Spelling, single: Spelling?, swift: Spelling? = nil, cHelper: String? = nil,
    swiftHelper: String? = nil, cost: Int, _ body: @escaping @Sendable (Double, Double) -> Double
  ) -> Primitive {
    Primitive(
      scalar: { x, y, _ in body(x, y) },
      kernel: .binary { count, x, y, out in
        for i in 0..<count {
          out[i] = body(x[i], y[i])
        }
      },
      c: spelling, cSingle: single, swift: swift ?? spelling, cHelper: cHelper, swiftHelper: swiftHelper, cost: cost)
  }

  /// Makes a step of three operands; inlined, so that the loop over a chunk is compiled around `body`.
  @inline(__always)
  static func ternary(
    _ spelling: Spelling, cost: Int, _ body: @escaping @Sendable (Double, Double, Double) -> Double
  ) -> Primitive {
    Primitive(
      scalar: body,
      kernel: .ternary { count, x, y, z, out in
        for i in 0..<count {
          out[i] = body(x[i], y[i], z[i])
        }
      },
      c: spelling, cSingle: spelling, swift: spelling, cHelper: nil, swiftHelper: nil, cost: cost)
  }
}

extension OperationRow.Implementation {
  /// A function of one operand in libm, of the same name in C and Swift.
  @inline(__always)
  static func libm(_ name: String, cost: Int = 20, _ body: @escaping @Sendable (Double) -> Double) -> Self {
    .primitive(.unary(.call(name), single: .call(name + "f"), cost: cost, body))
  }

  /// A function of two operands in libm, of the same name in C and Swift.
  @inline(__always)
  static func libm(_ name: String, cost: Int = 20, _ body: @escaping @Sendable (Double, Double) -> Double) -> Self {
    .primitive(.binary(.call(name), single: .call(name + "f"), cost: cost, body))
  }

  /// An infix operator, written alike in C and Swift.
  @inline(__always)
  static func infix(_ symbol: String, cost: Int = 1, _ body: @escaping @Sendable (Double, Double) -> Double) -> Self {
    .primitive(.binary(.infix(symbol), single: .infix(symbol), cost: cost, body))
  }
}
