import AutodiffGen

extension Arguments {
  /// Prints the stage that `--dump` names; false where it is not given.
  func dumpStage(of model: Model, for purpose: Purpose, on console: inout Console) throws(Failure) -> Bool {
    guard let name = first(.dump), let stage = Stage(rawValue: name) else { return false }
    console.print(try model.text(of: stage, for: purpose))
    return true
  }
}
