import AutodiffGen

/// `cmake`: prints the module that adds programs to a CMake project, or writes it where CMake finds it.
struct CMakeCommand {
  private let arguments: Arguments

  /// Takes the command line.
  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Prints the module, or writes it into a folder with the file that tells its version.
  func run(on console: inout Console) throws(Failure) {
    try arguments.expectNoFiles()
    let module = String(decoding: PackageResources.AutodiffGenConfig_cmake, as: UTF8.self)
    guard let folder = arguments.first(.output) else {
      if arguments.has(.force) {
        throw .commandLine("'--force' needs '--output'", hint: "as in '--output lib/cmake/AutodiffGen'")
      }
      return console.print(module)
    }
    let files = [
      CodeFile(name: "AutodiffGenConfig.cmake", text: module),
      CodeFile(
        name: "AutodiffGenConfigVersion.cmake",
        text: String(decoding: PackageResources.AutodiffGenConfigVersion_cmake, as: UTF8.self)),
    ]
    try CodeFolder(folder).write(files, isForced: arguments.has(.force))
  }
}
