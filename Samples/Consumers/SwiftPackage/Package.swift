// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "locate",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "autodiff-gen", path: "../../..")],
  targets: [
    .executableTarget(
      name: "locate", plugins: [.plugin(name: "AutodiffGenPlugin", package: "autodiff-gen")])
  ]
)
