import Diagnostics
import FlatProgram

/// Something that is wrong with the values of a run, found while it ran or just before.
package struct RuntimeFault: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A subscript, counted from 0, is not in 0..<extent.
    case subscriptOutOfRange(array: ArrayID, position: Int, index: IndexID, value: Int, extent: Int)
    /// An extent is below 0.
    case negativeExtent(array: ArrayID, position: Int, value: Int)
    /// The arrays of the program hold more numbers than the machine has room for; the largest is this.
    case tooLarge(array: ArrayID, shape: [Int])
    /// A given array has another shape than its declaration, or is missing.
    case wrongShape(array: ArrayID)
    /// The program calls a function of the user's in another language.
    case external(ExternalFunction)
    /// An integer division by 0 in a subscript.
    case divisionByZero
    /// Extents or data are not what the program takes for granted.
    case check(DataCheck.Fault)
  }

  package var kind: Kind
  /// Where the statement stands that was carried out.
  package var span: SourceSpan?

  package init(_ kind: Kind, at span: SourceSpan? = nil) {
    (self.kind, self.span) = (kind, span)
  }
}
