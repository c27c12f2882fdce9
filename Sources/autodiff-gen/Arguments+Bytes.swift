import AutodiffGen

extension Arguments {
  /// Returns the number of bytes behind an option, `1000`, `64K`, `2M` or `1G`, in units of 1024; nil where it is not given.
  func bytes(_ option: Option) throws(Failure) -> Int? {
    guard let text = first(option) else { return nil }
    var digits = Substring(text)
    var unit = 1
    switch digits.last {
    case "K": unit = 1 << 10
    case "M": unit = 1 << 20
    case "G": unit = 1 << 30
    default: break
    }
    if unit > 1 { digits.removeLast() }
    let isPlain = !digits.isEmpty && digits.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard isPlain, let count = Int(digits) else { throw misplaced(text, option) }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { throw misplaced(text, option) }
    return bytes
  }

  private func misplaced(_ text: String, _ option: Option) -> Failure {
    .commandLine(
      "'\(option.spelling)' needs a number of bytes, such as 4096, 64K or 2M; found '\(text)'",
      hint: "'autodiff-gen \(command.rawValue) --help' lists its options")
  }
}
