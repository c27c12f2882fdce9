import Diagnostics

/// What is said of values; they stand in no text, so the sentence names all there is to know, and the caret shows what they are for.
extension Diagnostic {
  /// Words an input or parameter without a value.
  static func missingValue(_ name: String, shape: String, isInteger: Bool) -> Diagnostic {
    let what = isInteger ? (shape == "a scalar" ? "an integer" : "integers of shape \(shape)") : shape
    return Diagnostic(
      "value-missing", "'\(name)' has no value; it should be \(what)", at: nil,
      notes: [Note("give it as '\(name)=...', '\(name)=@FILE', or in '--values FILE'")]
        + (name == "e" && shape == "a scalar" ? [Note("Euler's number is written exp(1)")] : []))
  }

  /// Words a dim that no array shows and nothing gives.
  static func missingDim(_ name: String) -> Diagnostic {
    Diagnostic(
      "value-missing", "'\(name)' has no value: no array shows that extent", at: nil,
      notes: [Note("give it as '\(name)=100'")])
  }

  /// Words a value for a name that takes none.
  static func unknownValue(_ name: String, near: String?, known: [String], origin: String) -> Diagnostic {
    let hint =
      if let near { "did you mean '\(near)'?" } else if known.isEmpty { "the program takes no values" } else {
        "the program takes \(known.prefix(20).map { "'\($0)'" }.joined(separator: ", "))"
          + (known.count > 20 ? ", ..." : "")
      }
    return Diagnostic(
      "unknown-value", "the program has no input called '\(name)', which \(origin) gives", at: nil, notes: [Note(hint)])
  }

  /// Words a value for what the file defines itself.
  static func valueNotTaken(_ name: String, isConstant: Bool, origin: String) -> Diagnostic {
    Diagnostic(
      "value-not-taken",
      "'\(name)' is \(isConstant ? "a constant" : "a definition") of the file and takes no value, which \(origin) gives",
      at: nil, notes: isConstant ? [Note("declare it with 'input' or 'param' to give it one")] : [])
  }

  /// Words a second value for a name.
  static func duplicateValue(_ name: String, _ first: String, _ second: String) -> Diagnostic {
    Diagnostic(
      "duplicate-value", "'\(name)' is given twice: by \(first) and by \(second)", at: nil)
  }

  /// Words a value of a dim that is no extent.
  static func dimNotExtent(_ name: String, found: String) -> Diagnostic {
    Diagnostic(
      "value-shape",
      "'\(name)' is a dim: a whole number, 0 or more; found \(found == "a scalar" ? "another number" : found)",
      at: nil)
  }

  /// Words a value of a dim that the file fixes at another.
  static func fixedDim(_ name: String, fixed: Int, given: Int) -> Diagnostic {
    Diagnostic("value-not-taken", "'\(name)' is fixed at \(fixed) by the file; found \(given)", at: nil)
  }

  /// Words an array of another shape than the declared one.
  static func valueShape(_ name: String, expected: String, found: String, because: String?) -> Diagnostic {
    Diagnostic(
      "value-shape", "'\(name)' should be \(expected); found \(found)", at: nil,
      notes: because.map { [Note($0)] } ?? [])
  }

  /// Words an infinity or NaN among given numbers.
  static func valueNotFinite(_ name: String, _ place: String, _ value: String) -> Diagnostic {
    Diagnostic("value-not-finite", "'\(name)\(place)' is \(value); it should be a finite number", at: nil)
  }

  /// Words a number that is no integer, or not within its bound.
  static func valueNotInRange(_ name: String, _ place: String, _ value: String, range: String?) -> Diagnostic {
    Diagnostic(
      "value-not-in-range", "'\(name)\(place)' is \(value); it should be an integer\(range.map { " in \($0)" } ?? "")",
      at: nil)
  }
}

/// What is said of the files that values come from.
extension Diagnostic {
  /// Words a table none of whose columns the program takes.
  static func noColumn(_ file: String, has columns: [String], wanted: [String]) -> Diagnostic {
    func list(_ names: [String]) -> String {
      let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
      return names.isEmpty ? "none" : names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
    return Diagnostic(
      "no-column", "\(file) has no column that the program has an input for", at: nil,
      notes: [
        Note("its columns are \(list(columns)); the program takes \(list(wanted))"),
        Note("'X=@\(file):a,b' makes one array of several columns"),
      ])
  }
}
