import Foundation
import PackagePlugin

/// Runs the tool in the package's folder: `swift package autodiff emit swift model.adg -o Sources/Model`.
@main struct AutodiffGenCommandPlugin: CommandPlugin {
  /// Hands the arguments on as they are.
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    let process = Process()
    process.executableURL = try context.tool(named: "autodiff-gen").url
    process.arguments = arguments
    process.currentDirectoryURL = context.package.directoryURL
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      Diagnostics.error("autodiff-gen ended with status \(process.terminationStatus)")
    }
  }
}
