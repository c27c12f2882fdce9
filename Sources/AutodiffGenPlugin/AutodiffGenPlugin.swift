import Foundation
import PackagePlugin

/// Turns every program (.adg) of a target into Swift whenever the target is built and the program is new.
///
/// `model.adg` becomes a part of the target as `emit swift` writes it; options for it stand in `model.autodiff.json` beside it.
@main struct AutodiffGenPlugin: BuildToolPlugin {
  /// Returns one command for each program.
  func createBuildCommands(context: PluginContext, target: Target) async throws -> [Command] {
    guard let module = target as? SwiftSourceModuleTarget else {
      Diagnostics.error("autodiff-gen makes Swift, which '\(target.name)' does not hold; 'emit c' makes C")
      return []
    }
    let tool = try context.tool(named: "autodiff-gen").url
    return module.sourceFiles(withSuffix: ".adg").map { file in
      let place = Self.path(of: file.url, in: module.directoryURL)
      // Folders count, so that programs of one name get along.
      let output = context.pluginWorkDirectoryURL.appending(path: place.replacing("/", with: "-") + ".swift")
      let options = file.url.deletingPathExtension().appendingPathExtension("autodiff.json")
      var arguments = ["emit", "swift", file.url.path, "--output", output.path, "--diagnostics", "gcc"]
      var inputs = [file.url]
      if FileManager.default.fileExists(atPath: options.path) {
        arguments += ["--options", options.path]
        inputs.append(options)
      }
      return .buildCommand(
        displayName: "Deriving \(place)", executable: tool, arguments: arguments, inputFiles: inputs,
        outputFiles: [output])
    }
  }

  private static func path(of file: URL, in folder: URL) -> String {
    let (parts, above) = (file.pathComponents, folder.pathComponents)
    return (parts.starts(with: above) ? parts.dropFirst(above.count) : parts.suffix(1)).joined(separator: "/")
  }
}
