import FlatProgram
import Operations

/// What a variable of the emitted text holds.
enum ValueType: Hashable, Sendable {
  case real, condition
  /// An integer that may be negative.
  case position
  /// An integer that may not.
  case size
}

/// How one language spells what loop nests are made of.
protocol TargetLanguage: Sendable {
  var precision: EmissionOptions.Precision { get }
  /// The most operations that one expression may have; nil is no limit.
  var longestExpression: Int? { get }
  /// Whether integers other than positions are unsigned, so that a difference may not fall below 0.
  var hasUnsignedSizes: Bool { get }
  /// Whether the name of a loop that its body does not mention is left out.
  var leavesOutUnusedNames: Bool { get }
  /// Whether the row of an array that an innermost loop walks along may have a name.
  var namesRows: Bool { get }
  /// What stands before `+`, `-` and `*` in subscripts, so that they are not checked for overflow.
  var wrapping: String { get }
  /// What ends a statement.
  var end: String { get }
  /// The spaces of one level.
  var indentation: Int { get }
  /// How numbers go side by side; nil where compilers see to that.
  var vectors: VectorSpelling? { get }
  /// How many sums run side by side, as text.
  var laneCount: String { get }
  /// How many positions a block of a sum has, as text.
  var blockSize: String { get }

  /// Returns what a function of the text's own is called: words with `_` between them.
  func helperName(_ words: String) -> String

  func name(of type: ValueType) -> String
  func literal(_ number: Double) -> Fragment
  /// The literal of a condition.
  func truth(_ holds: Bool) -> Fragment
  func spelling(of primitive: Primitive) -> Primitive.Spelling
  /// Returns a call of a function for `double` in a program of another type.
  func call(_ name: String, _ arguments: [Fragment], of primitive: Primitive) -> Fragment

  /// Returns the value of an integer as a real number.
  func real(_ integer: Fragment) -> Fragment
  /// Returns a value as another type of integer.
  func integer(_ value: Fragment, as type: ValueType) -> Fragment

  /// Returns a position as the type that the caller's integers have.
  func narrowed(_ integer: Fragment) -> Fragment

  func constant(_ name: String, _ type: ValueType, _ value: String) -> String
  func variable(_ name: String, _ type: ValueType, _ value: String) -> String
  /// Declares several running sums, all 0.
  func lanes(_ name: String) -> String
  /// Returns the sum of lanes, for one of the steps of a loop or once.
  func sum(ofLanes name: String, isInLoop: Bool) -> String
  /// The statement that adds a value to a sum, with another variable for what that rounds away.
  func adding(_ value: String, to sum: String, lost: String) -> String
  /// Declares where a row of an array begins; the array may be missing where there is a condition.
  func row(_ name: String, of array: String, at offset: Fragment, isWritten: Bool, if condition: String?) -> String

  /// Returns a statement that keeps compilers from warning of a variable that nothing reads.
  func ignoring(_ name: String) -> String

  func opening(_ loop: LoopText) -> [String]
  func opening(if condition: String) -> String
  func comment(_ lines: [String]) -> [String]
}

/// A loop's first line in words.
struct LoopText {
  enum Direction { case up, down }

  var name: String
  var type: ValueType
  var lower: String
  /// Exclusive; never below `lower` unless it is written so that this does no harm.
  var upper: String
  /// The condition under which the loop goes on, where it is not `name < upper`.
  var condition: String?
  var direction = Direction.up
  /// Whether `upper` may be below `lower`.
  var mayBeEmpty = true
  /// How far one iteration is from the next; nil is 1.
  var step: String?
  /// Whether a compiler should take one value at a time.
  var staysScalar = false
}
