import Diagnostics
import FlatProgram
import Scheduling

/// Comments that say where steps come from.
extension BodyWriter {
  /// What a comment before a step says: the lines of the source, and the passes.
  struct Note: Hashable, Sendable {
    var lines: [Int]
    var passes: [Pass]
    var isLoop = false
  }

  /// Returns the note of every item of a block; what is kept belongs to the next store.
  func notes(of block: Block) -> [Note?] {
    var notes = [Note?](repeating: nil, count: block.items.count)
    var next: Note?
    for position in block.items.indices.reversed() {
      switch block.items[position] {
      case .store(let store): next = note(of: store)
      case .loop(let loop): next = note(of: loop)
      case .keep: break
      }
      notes[position] = next
    }
    return notes
  }

  private func note(of store: Store) -> Note {
    Note(lines: store.span.flatMap { line(of: $0) }.map { [$0] } ?? [], passes: [store.pass])
  }

  private func line(of span: SourceSpan) -> Int? { source?.line(at: Int(span.start)) }

  private func note(of loop: Loop) -> Note {
    var lines: Set<Int> = []
    var passes: [Pass] = []
    var pending = [loop.body]
    while let block = pending.popLast() {
      for item in loops[block].items {
        switch item {
        case .keep: break
        case .loop(let inner): pending.append(inner.body)
        case .store(let store):
          if let line = store.span.flatMap({ line(of: $0) }) { lines.insert(line) }
          if !passes.contains(store.pass) { passes.append(store.pass) }
        }
      }
    }
    return Note(lines: lines.sorted(), passes: Pass.allCases.filter(passes.contains), isLoop: true)
  }

  /// Writes the comment that is due before a step.
  mutating func write(_ note: Note?, isOutermost: Bool, follows previous: Note?) {
    guard let note else { return }
    guard isOutermost else {
      // Inside a loop only a change of direction is worth a line.
      guard let previous, previous.passes != note.passes, note.passes.count == 1 else { return }
      return write(comment: [note.passes[0].title])
    }
    guard note != lastNote else { return }
    // Straight code stays together; loops and passes stand apart.
    if let lastNote, lastNote.isLoop || note.isLoop || lastNote.passes != note.passes { lines.append("") }
    lastNote = note
    let title = note.passes.map(\.title).joined(separator: " and ")
    let texts = note.lines.map { line in "\(line): \(sourceLine(line))" }
    switch texts.count {
    case 0: write(comment: [title])
    case 1: write(comment: ["\(title), \(texts[0])"])
    default: write(comment: ["\(title):"] + texts.map { "  " + $0 })
    }
  }

  private func sourceLine(_ line: Int) -> String {
    let text = CommentText.line(source?.text(ofLine: line).prefix(200) ?? "")
    let trimmed = text.drop { $0 == " " }
    return trimmed.count > 96 ? trimmed.prefix(96) + " ..." : String(trimmed)
  }
}

extension Pass {
  /// The passes in the order in which they are carried out.
  static let allCases: [Pass] = [.forward, .tangent, .backward]

  /// What comments call the pass.
  var title: String {
    switch self {
    case .forward: "forward"
    case .backward: "backward"
    case .tangent: "tangent"
    }
  }
}
