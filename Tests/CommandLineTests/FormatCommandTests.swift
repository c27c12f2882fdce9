import Testing

@testable import autodiff_gen

/// `fmt`.
@Suite struct FormatCommandTests {
  @Test func theCanonicalTextIsPrinted() {
    #expect(Run("fmt", "-e", "f=(x+y )*z").output == "f = (x + y) * z\n")
  }

  @Test func filesAreWrittenBack() throws {
    let folder = try Folder()
    let (a, b) = (try folder.file("a.adg", "f=x"), try folder.file("b.adg", "g = y\n"))
    let run = Run("fmt", "--in-place", a, b)
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(try folder.text("a.adg") == "f = x\n")
    #expect(try folder.text("b.adg") == "g = y\n")
  }

  @Test func aCheckNamesWhatIsNotFormatted() throws {
    let folder = try Folder()
    let (a, b) = (try folder.file("a.adg", "f=x"), try folder.file("b.adg", "g = y\n"))
    let run = Run("fmt", "--check", a, b)
    #expect(run.status == 1)
    #expect(run.complaints == "\(a) is not formatted\n")
    #expect(try folder.text("a.adg") == "f=x")
    #expect(Run("fmt", "--check", b).status == 0)
  }

  @Test func aFileWithAnErrorIsLeftAlone() throws {
    let folder = try Folder()
    let file = try folder.file("a.adg", "f = (x")
    let run = Run("fmt", "-i", file)
    #expect(run.status == 1)
    #expect(run.complaints.hasPrefix("\(file):1:5: error[unclosed-bracket]"))
    #expect(try folder.text("a.adg") == "f = (x")
  }

  @Test func namesAreNotLookedAt() {
    #expect(Run("fmt", "-e", "param x; f=y").output == "param x\nf = y\n")
  }
}
