import FlatProgram
import Scheduling

/// A program made ready to run for known dims.
struct MachineCode {
  var layout: ArrayLayout
  var instructions: [Instruction] = []
  var elements: [ElementCode] = []
  var subscripts: [SubscriptCode] = []
  var indices: [IndexCode] = []
  var terms: [LinearTerm] = []
  var indexSteps: [IndexStep] = []
  /// How many numbers an integer expression has waiting at most.
  var indexDepth = 0
  var loops: [LoopCode] = []
  var sums: [SumCode] = []
  var vectorLoops: [VectorLoop] = []
  var directStreams: [DirectStream] = []
  var filledStreams: [FilledStream] = []
  var vectorSums: [VectorSum] = []
  var vectorInstructions: [VectorInstruction] = []
  /// The numbers that cells hold from the start.
  var constants: [(cell: Int, number: Double)] = []
  var cellCount = 0
  /// The most streams that a vector loop uses.
  var streamCount = 0

  /// How many positions a vector loop takes at a time: one block of a sum.
  static let chunk = SumLanes.block
}
