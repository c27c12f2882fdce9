import Testing

@testable import autodiff_gen

/// `--max-workspace`: a bound on what a run keeps.
@Suite("Bounded workspace") struct MaxWorkspaceTests {
  private let arguments = [
    "grad", "-e", "dim T; param a, b; h[0] = a; h[t in 1...T] = sin(h[t-1]) * b; loss = h[T]; output loss", "T=100",
    "a=0.5", "b=1.25",
  ]

  @Test("The gradient is the same to the last bit", arguments: ["1K", "200", "0160", "144", "1M"])
  func sameBits(bound: String) {
    let plain = Run(arguments + ["--json"])
    let bounded = Run(arguments + ["--json", "--max-workspace", bound])
    #expect(plain.status == 0)
    #expect(bounded.status == 0)
    #expect(plain.output == bounded.output)
  }

  @Test("A bound that cannot be kept is an error that says what can")
  func tooSmall() throws {
    let failed = Run(arguments + ["--max-workspace", "10"])
    #expect(failed.status == 1)
    #expect(failed.complaints.contains("error[workspace-too-small]"))
    let found = try #require(
      failed.complaints.firstMatch(of: #/needs at least (\d+) bytes of workspace; the bound is 10/#))
    let least = try #require(Int(found.1))
    #expect(least < 200)
    #expect(Run(arguments + ["--max-workspace", "\(least)"]).status == 0)
    #expect(Run(arguments + ["--max-workspace", "\(least - 1)"]).status == 1)
  }

  @Test("A value needs no history, however long it is")
  func values() {
    let values = ["eval"] + Array(arguments.dropFirst()) + ["--max-workspace", "16"]
    #expect(Run(values).status == 0)
  }

  @Test(
    "What is no number of bytes is refused",
    arguments: ["", "K", "-1", "1.5K", "1T", "many", "99999999999999999999", "9999999999999G"])
  func malformed(bound: String) {
    let failed = Run(arguments + ["--max-workspace=\(bound)"])
    #expect(failed.status == 2)
    #expect(failed.complaints.contains("'--max-workspace' needs a number of bytes"))
  }

  @Test("A stage that is only shown has no workspace")
  func dump() {
    let failed = Run(arguments + ["--max-workspace", "1K", "--dump", "loops"])
    #expect(failed.status == 2)
    #expect(failed.complaints.contains("'--dump' does not run anything"))
  }

  @Test("Generated code keeps a bound where the extents are fixed")
  func code() {
    let text = "dim T = 100; param a, b; h[0] = a; h[t in 1...T] = sin(h[t-1]) * b; loss = h[T]; output loss"
    let code = Run(["emit", "c", "-e", text, "--max-workspace", "200"])
    #expect(code.status == 0)
    #expect(code.output.contains("segment"))
    #expect(!Run(["emit", "c", "-e", text]).output.contains("segment"))
    #expect(Run(["emit", "c", "-e", text, "--max-workspace", "9"]).complaints.contains("error[workspace-too-small]"))
    let open = Run(["emit", "c", "-e", text.replacing(" = 100", with: ""), "--max-workspace", "200"])
    #expect(open.status == 2)
    #expect(open.complaints.contains("the dim 'T' is open"))
  }
}
