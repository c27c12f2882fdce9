import Interpretation

/// Holds what a data file holds, whatever its format.
package enum DataContents: Sendable, Equatable {
  /// One array without a name.
  case single(Tensor)
  /// Arrays by name, in the order of the file.
  case named([NamedTensor])
}
