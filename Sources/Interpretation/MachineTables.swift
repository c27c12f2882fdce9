import FlatProgram

/// The tables of a machine's code where reading them touches no reference count.
///
/// What it holds is its own until `deallocate`.
struct MachineTables {
  let elements: UnsafeMutablePointer<ElementCode>
  let subscripts: UnsafeMutablePointer<SubscriptCode>
  let indices: UnsafeMutablePointer<IndexCode>
  let terms: UnsafeMutablePointer<LinearTerm>
  let indexSteps: UnsafeMutablePointer<IndexStep>
  let loops: UnsafeMutablePointer<LoopCode>
  let sums: UnsafeMutablePointer<SumCode>
  let vectorLoops: UnsafeMutablePointer<VectorLoop>
  let directStreams: UnsafeMutablePointer<DirectStream>
  let filledStreams: UnsafeMutablePointer<FilledStream>
  let vectorSums: UnsafeMutablePointer<VectorSum>
  let vectorInstructions: UnsafeMutablePointer<VectorInstruction>

  /// Complexity: linear in the code.
  init(_ code: MachineCode) {
    elements = Self.copy(code.elements)
    subscripts = Self.copy(code.subscripts)
    indices = Self.copy(code.indices)
    terms = Self.copy(code.terms)
    indexSteps = Self.copy(code.indexSteps)
    loops = Self.copy(code.loops)
    sums = Self.copy(code.sums)
    vectorLoops = Self.copy(code.vectorLoops)
    directStreams = Self.copy(code.directStreams)
    filledStreams = Self.copy(code.filledStreams)
    vectorSums = Self.copy(code.vectorSums)
    vectorInstructions = Self.copy(code.vectorInstructions)
  }

  func deallocate() {
    elements.deallocate()
    subscripts.deallocate()
    indices.deallocate()
    terms.deallocate()
    indexSteps.deallocate()
    loops.deallocate()
    sums.deallocate()
    vectorLoops.deallocate()
    directStreams.deallocate()
    filledStreams.deallocate()
    vectorSums.deallocate()
    vectorInstructions.deallocate()
  }

  private static func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { copy.initialize(from: base, count: elements.count) }
    }
    return copy
  }
}
