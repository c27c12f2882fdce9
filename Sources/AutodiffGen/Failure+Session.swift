import Diagnostics

extension Failure {
  /// Returns the failure as one of the input that the user typed, where all of its places lie in one item of it.
  ///
  /// What has no meaning is answered with the names that the session has.
  func told(of items: [SessionItem], in input: SourceText, names: [String]) -> Failure {
    guard let source else { return self }
    for item in items {
      guard let start = item.start, let place = source.bytes.offset(of: Array(item.text.utf8)) else { continue }
      let range = place...(place + item.text.utf8.count)
      var moved: [Diagnostic] = []
      for diagnostic in diagnostics {
        guard let own = diagnostic.moved(by: start - place, within: range) else { break }
        moved.append(own.naming(names, in: input))
      }
      if moved.count == diagnostics.count { return Failure(diagnostics: moved, source: input) }
    }
    return self
  }
}

extension Diagnostic {
  /// Returns the diagnostic with all places moved; nil where one is outside the range, or there is none.
  fileprivate func moved(by distance: Int, within range: ClosedRange<Int>) -> Diagnostic? {
    func moved(_ span: SourceSpan) -> SourceSpan? {
      guard range.contains(Int(span.start)), range.contains(Int(span.end)) else { return nil }
      return SourceSpan(start: Int(span.start) + distance, end: Int(span.end) + distance)
    }
    var diagnostic = self
    guard let span, let own = moved(span) else { return nil }
    diagnostic.span = own
    for (position, note) in notes.enumerated() {
      guard let span = note.span else { continue }
      guard let own = moved(span) else { return nil }
      diagnostic.notes[position].span = own
    }
    for (position, fix) in fixes.enumerated() {
      guard let own = moved(fix.span) else { return nil }
      diagnostic.fixes[position].span = own
    }
    return diagnostic
  }

  /// Returns the diagnostic of an unknown name with what a session offers instead of a declaration.
  fileprivate func naming(_ names: [String], in input: SourceText) -> Diagnostic {
    guard code == "unknown-name", fixes.isEmpty, let span else { return self }
    var diagnostic = self
    let name = input.text(of: span)
    let near = nearestName(to: name, among: names)
    diagnostic.notes = [Note(near.map { "did you mean '\($0)'?" } ?? "give it a value first, as in '\(name) = 1'")]
    return diagnostic
  }
}

extension [UInt8] {
  /// Returns where some bytes stand for the last time.
  fileprivate func offset(of part: [UInt8]) -> Int? {
    guard !part.isEmpty, count >= part.count else { return nil }
    return (0...count - part.count).last { self[$0] == part[0] && self[$0..<$0 + part.count].elementsEqual(part) }
  }
}
