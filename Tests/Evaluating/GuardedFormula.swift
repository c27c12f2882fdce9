#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A formula of a guarded program over the letters around it.
indirect enum GuardedFormula {
  case number(Double)
  /// A letter over the number of elements.
  case fraction(String)
  /// `x[i + shift]`, or of another array that is given.
  case element(array: Int, String, shift: Int)
  /// `x[k[i]]`
  case gathered(array: Int, String)
  /// An element of a definition.
  case defined(Int, String, shift: Int)
  /// One element of a definition, by its number.
  case picked(Int, at: Int)
  case applied(String, GuardedFormula)
  case joined(String, GuardedFormula, GuardedFormula)
  case choice(GuardedCondition, GuardedFormula, GuardedFormula)
  case reduced(String, String, GuardedFormula)
  /// A sum over a letter from a number on.
  case sumFrom(Int, String, GuardedFormula)
}

/// A condition of a guarded program.
indirect enum GuardedCondition {
  /// `i > 0` and the like.
  case letter(String, String, Int)
  /// `k[i] >= 0` and the like.
  case position(String, String, Int)
  case value(GuardedFormula, String, Double)
  case both(GuardedCondition, GuardedCondition)
  case opposite(GuardedCondition)
}

/// A number with its derivatives by all that is given.
struct GuardedValue {
  var value: Double
  var slopes: [Double]

  /// Returns a function of it, given that function's value and slope.
  func mapped(_ value: Double, slope: Double) -> GuardedValue {
    GuardedValue(value: value, slopes: slopes.map { $0 == 0 ? 0 : $0 * slope })
  }

  static func + (a: Self, b: Self) -> Self {
    Self(value: a.value + b.value, slopes: zip(a.slopes, b.slopes).map { $0 + $1 })
  }

  static func * (a: Self, b: Self) -> Self {
    Self(
      value: a.value * b.value, slopes: zip(a.slopes, b.slopes).map { $0 * b.value + $1 * a.value })
  }
}

/// The elements of definitions that were asked for, by definition and position.
final class GuardedMemory {
  var elements: [[Int]: GuardedValue] = [:]
}

/// The walk over formulas: what is asked for is computed, and nothing else.
struct GuardedOracle {
  let values: [Double]
  let positions: [Int]
  let definitions: [GuardedFormula]
  let known = GuardedMemory()
  var letters: [String: Int] = [:]

  var count: Int { positions.count }

  private func constant(_ number: Double) -> GuardedValue {
    GuardedValue(value: number, slopes: Array(repeating: 0, count: values.count))
  }

  private func given(_ array: Int, _ position: Int) -> GuardedValue {
    precondition((0..<count).contains(position), "the test itself reads outside of an array")
    var element = constant(values[array * count + position])
    element.slopes[array * count + position] = 1
    return element
  }

  private func at(_ letter: String) -> Int { letters[letter] ?? -1 }

  func value(of formula: GuardedFormula) -> GuardedValue {
    switch formula {
    case .number(let number): return constant(number)
    case .fraction(let letter): return constant(Double(at(letter)) / Double(count))
    case .element(let array, let letter, let shift): return given(array, at(letter) + shift)
    case .gathered(let array, let letter): return given(array, positions[at(letter)])
    case .defined(let number, let letter, let shift): return defined(number, at(letter) + shift)
    case .picked(let number, let position): return defined(number, position)
    case .applied(let name, let operand): return applied(name, value(of: operand))
    case .joined(let sign, let a, let b):
      let (x, y) = (value(of: a), value(of: b))
      return sign == "*" ? x * y : sign == "-" ? x + y.mapped(-y.value, slope: -1) : x + y
    case .choice(let condition, let a, let b): return value(of: holds(condition) ? a : b)
    case .reduced(let name, let letter, let body):
      let terms = (0..<count).map { position in
        var inner = self
        inner.letters[letter] = position
        return inner.value(of: body)
      }
      return reduced(name, terms)
    case .sumFrom(let first, let letter, let body):
      return (first..<count).reduce(constant(0)) { sum, position in
        var inner = self
        inner.letters[letter] = position
        return sum + inner.value(of: body)
      }
    }
  }

  private func defined(_ number: Int, _ position: Int) -> GuardedValue {
    precondition((0..<count).contains(position), "the test itself reads outside of a definition")
    if let value = known.elements[[number, position]] { return value }
    var inner = self
    inner.letters = ["i": position]
    let value = inner.value(of: definitions[number])
    known.elements[[number, position]] = value
    return value
  }

  func holds(_ condition: GuardedCondition) -> Bool {
    func compare(_ a: Double, _ sign: String, _ b: Double) -> Bool {
      switch sign {
      case ">": a > b
      case ">=": a >= b
      case "<": a < b
      default: a == b
      }
    }
    return switch condition {
    case .letter(let letter, let sign, let end): compare(Double(at(letter)), sign, Double(end))
    case .position(let letter, let sign, let end): compare(Double(positions[at(letter)]), sign, Double(end))
    case .value(let formula, let sign, let end): compare(value(of: formula).value, sign, end)
    case .both(let a, let b): holds(a) && holds(b)
    case .opposite(let a): !holds(a)
    }
  }

  private func applied(_ name: String, _ x: GuardedValue) -> GuardedValue {
    let v = x.value
    switch name {
    case "sqrt": return x.mapped(v.squareRoot(), slope: 0.5 / v.squareRoot())
    case "log": return x.mapped(log(v), slope: 1 / v)
    case "recip": return x.mapped(1 / v, slope: -1 / (v * v))
    case "tanh": return x.mapped(tanh(v), slope: 1 - tanh(v) * tanh(v))
    case "cos": return x.mapped(cos(v), slope: -sin(v))
    case "acosh": return x.mapped(acosh(v), slope: 1 / (v * v - 1).squareRoot())
    default: return x.mapped(v.squareRoot() * v, slope: 1.5 * v.squareRoot())
    }
  }

  private func reduced(_ name: String, _ terms: [GuardedValue]) -> GuardedValue {
    switch name {
    case "max": return terms.dropFirst().reduce(terms[0]) { $1.value > $0.value ? $1 : $0 }
    case "prod": return terms.reduce(constant(1), *)
    case "logsumexp":
      let powers = terms.map { $0.mapped(exp($0.value), slope: exp($0.value)) }
      let sum = powers.reduce(constant(0), +)
      return sum.mapped(log(sum.value), slope: 1 / sum.value)
    default: return terms.reduce(constant(0), +)
    }
  }
}

extension GuardedFormula {
  /// The formula in the language.
  var text: String {
    switch self {
    case .number(let number): return "\(number)"
    case .fraction(let letter): return "\(letter)/N"
    case .element(let array, let letter, let shift):
      return "\(array == 0 ? "x" : "y")[\(Self.shifted(letter, shift))]"
    case .gathered(let array, let letter): return "\(array == 0 ? "x" : "y")[k[\(letter)]]"
    case .defined(let number, let letter, let shift): return "d\(number)[\(Self.shifted(letter, shift))]"
    case .picked(let number, let position): return "d\(number)[\(position)]"
    case .applied(let name, let operand):
      switch name {
      case "recip": return "1/(\(operand.text))"
      case "^1.5": return "(\(operand.text))^1.5"
      default: return "\(name)(\(operand.text))"
      }
    case .joined(let sign, let a, let b): return "(\(a.text) \(sign) \(b.text))"
    case .choice(let condition, let a, let b): return "(if \(condition.text) then \(a.text) else \(b.text))"
    case .reduced(let name, let letter, let body): return "\(name)(\(letter) in 0..<N: \(body.text))"
    case .sumFrom(let first, let letter, let body): return "sum(\(letter) in \(first)..<N: \(body.text))"
    }
  }

  private static func shifted(_ letter: String, _ shift: Int) -> String {
    shift == 0 ? letter : shift < 0 ? "\(letter) - \(-shift)" : "\(letter) + \(shift)"
  }
}

extension GuardedCondition {
  /// The condition in the language; the last position is written with the dim.
  var text: String {
    switch self {
    case .letter(let letter, let sign, let end): "\(letter) \(sign) \(Self.end(end))"
    case .position(let letter, let sign, let end): "k[\(letter)] \(sign) \(Self.end(end))"
    case .value(let formula, let sign, let end): "\(formula.text) \(sign) \(end)"
    case .both(let a, let b): "(\(a.text)) and (\(b.text))"
    case .opposite(let a): "not (\(a.text))"
    }
  }

  private static func end(_ number: Int) -> String {
    let distance = GuardedProgram.count - number
    return distance <= 1 ? distance == 0 ? "N" : "N - \(distance)" : "\(number)"
  }
}
