import Diagnostics
import FlatProgram
import Recurrences
import Scheduling

extension Model {
  /// Returns loop nests whose scratch memory takes at most so many bytes at some extents, with as few steps that run again
  /// as that allows.
  ///
  /// Diagnoses: `workspace-too-small` where no plan fits, with the least that one takes.
  func scheduled(for purpose: Purpose, within bytes: Int, extents: [Int]) throws(Failure) -> LoopProgram {
    try scheduled(try unscheduled(for: purpose), for: .interpreter, within: bytes, extents: extents)
  }

  /// Returns loop nests of an optimised program whose scratch memory takes at most so many bytes at the extents that the
  /// file fixes.
  func scheduled(
    _ program: Program, for executor: Scheduler.Executor, within bytes: Int
  ) throws(Failure) -> LoopProgram {
    if let open = openDims.first {
      throw .commandLine(
        "a bound on the workspace of generated code needs fixed extents; the dim '\(open)' is open",
        hint: "fix it in the file, as in 'dim \(open) = 1000', or leave '--max-workspace' out")
    }
    return try scheduled(program, for: executor, within: bytes, extents: program.dims.map { $0.fixed ?? 0 })
  }

  private func scheduled(
    _ program: Program, for executor: Scheduler.Executor, within bytes: Int, extents: [Int]
  ) throws(Failure) -> LoopProgram {
    var least = Int.max
    var levels = 0
    while true {
      let plan = levels == 0 ? nil : Checkpointing(levels: levels, extents: extents)
      let economized = program.economized(by: plan)
      let loops = Scheduler.schedule(economized, for: executor)
      let size = loops.workspaceSize(at: extents)
      if size <= bytes { return loops }
      // Each level more takes less, up to a point.
      guard levels == 0 || size < least, levels < Checkpointing.mostLevels else { break }
      least = min(least, size)
      levels += 1
    }
    throw Failure(diagnostics: [.workspaceTooSmall(bytes, least: least)], source: source)
  }
}

extension LoopProgram {
  /// Returns how many bytes of scratch memory a run takes at some extents.
  package func workspaceSize(at extents: [Int]) -> Int {
    let count = workspace.size.substituting { atom in
      if case .dim(let dim) = atom { IndexExpression(extents[Int(dim.raw)]) } else { nil }
    }
    return saturatingProduct(count.constant ?? Int.max, MemoryLayout<Double>.size)
  }
}
