import Foundation
import Testing

@testable import autodiff_gen

/// `cmake`: the module that the tool carries along.
@Suite struct CMakeCommandTests {
  @Test func theModuleIsPrinted() {
    let run = Run("cmake")
    #expect(run.status == 0)
    #expect(run.output.contains("\nfunction(autodiff_gen_add_library)\n"))
  }

  @Test func aFolderGetsTheModuleAndItsVersionAgainAndAgain() throws {
    let folder = try Folder()
    for _ in 0..<2 {
      let run = Run("cmake", "-o", folder.path + "/cmake")
      #expect(run.complaints == "")
      #expect(run.status == 0)
    }
    #expect(try folder.text("cmake/AutodiffGenConfig.cmake") == Run("cmake").output)
    let version = try folder.text("cmake/AutodiffGenConfigVersion.cmake")
    #expect(version.contains("set(PACKAGE_VERSION \"\(Version.text)\")"))
  }

  @Test func whatSomebodyWroteIsNotOverwritten() throws {
    let folder = try Folder()
    _ = try folder.file("AutodiffGenConfig.cmake", "# mine\n")
    #expect(Run("cmake", "-o", folder.path).complaints.hasPrefix("error[not-overwritten]: "))
    #expect(try folder.text("AutodiffGenConfig.cmake") == "# mine\n")
    #expect(Run("cmake", "-o", folder.path, "--force").status == 0)
    #expect(Run("cmake", "--force").status == 2)
  }
}
