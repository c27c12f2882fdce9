// swift-tools-version: 6.2
import PackageDescription

/// Applied to every target: a warning is an error.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Makes a library room: a folder of Sources with the rooms that it may import.
func room(_ name: String, _ imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: strict)
}

/// Makes the test suite of one room; it reads what is excluded as data.
func suite(_ name: String, _ imports: [Target.Dependency], excluding data: [String] = []) -> Target {
  .testTarget(name: name + "Tests", dependencies: imports, exclude: data, swiftSettings: strict)
}

let package = Package(
  name: "autodiff-gen",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "AutodiffGen", targets: ["AutodiffGen"]),
    .executable(name: "autodiff-gen", targets: ["autodiff-gen"]),
    .plugin(name: "AutodiffGenPlugin", targets: ["AutodiffGenPlugin"]),
    .plugin(name: "AutodiffGenCommandPlugin", targets: ["AutodiffGenCommandPlugin"]),
  ],
  targets: [
    room("Diagnostics"),
    room("Operations"),
    room("Syntax", ["Diagnostics"]),
    room("FlatProgram", ["Operations", "Diagnostics"]),
    room("Semantics", ["Syntax", "FlatProgram", "Operations", "Diagnostics"]),
    room("Differentiation", ["FlatProgram", "Operations"]),
    room("Optimization", ["FlatProgram", "Operations", "Diagnostics"]),
    room("Formulas", ["FlatProgram", "Operations"]),
    room("Recurrences", ["FlatProgram", "Operations"]),
    room("Scheduling", ["FlatProgram", "Operations", "Diagnostics"]),
    room("Interpretation", ["Scheduling", "FlatProgram", "Operations", "Diagnostics"]),
    room("Emission", ["Scheduling", "FlatProgram", "Operations", "Diagnostics"]),
    room("DataFormats", ["Interpretation", "Diagnostics"]),
    room("Fitting", []),
    room(
      "AutodiffGen",
      [
        "Diagnostics", "Operations", "Syntax", "FlatProgram", "Semantics", "Differentiation", "Optimization",
        "Formulas", "Recurrences", "Scheduling", "Interpretation", "Emission", "DataFormats", "Fitting",
      ]),
    .executableTarget(
      name: "autodiff-gen", dependencies: ["AutodiffGen"],
      resources: [
        .embedInCode("CMake/AutodiffGenConfig.cmake"), .embedInCode("CMake/AutodiffGenConfigVersion.cmake"),
      ],
      swiftSettings: strict),
    .plugin(
      name: "AutodiffGenPlugin", capability: .buildTool(), dependencies: ["autodiff-gen"],
      path: "Sources/AutodiffGenPlugin"),
    .plugin(
      name: "AutodiffGenCommandPlugin",
      capability: .command(
        intent: .custom(verb: "autodiff", description: "Derives gradients: 'swift package autodiff help'"),
        permissions: [.writeToPackageDirectory(reason: "'emit -o' writes the code that it generates")]),
      dependencies: ["autodiff-gen"], path: "Sources/AutodiffGenCommandPlugin"),
    .executableTarget(name: "Benchmarks", dependencies: ["AutodiffGen", "Fitting"], swiftSettings: strict),
    suite("Diagnostics", ["Diagnostics"]),
    suite(
      "Operations", ["Operations", "Fitting"],
      excluding: ["references.txt", "second_references.txt", "make_references.py"]),
    suite("Syntax", ["Syntax", "Diagnostics", "Fitting"]),
    suite("FlatProgram", ["FlatProgram", "Operations"]),
    .target(
      name: "ProgramBuilding", dependencies: ["FlatProgram", "Operations"], path: "Tests/ProgramBuilding",
      swiftSettings: strict),
    .target(
      name: "Evaluating",
      dependencies: [
        "Semantics", "Optimization", "Scheduling", "Interpretation", "Syntax", "FlatProgram", "Operations",
        "Diagnostics", "Fitting",
      ],
      path: "Tests/Evaluating", swiftSettings: strict),
    suite(
      "Semantics",
      [
        "Semantics", "Evaluating", "Differentiation", "Interpretation", "Syntax", "FlatProgram", "Operations",
        "Diagnostics",
      ]),
    suite("Differentiation", ["Differentiation", "ProgramBuilding", "FlatProgram", "Operations", "Fitting"]),
    suite(
      "Optimization",
      [
        "Optimization", "Evaluating", "Differentiation", "Semantics", "Syntax", "FlatProgram", "Operations",
        "Diagnostics", "Fitting",
      ]),
    suite(
      "Recurrences",
      [
        "Recurrences", "Evaluating", "Differentiation", "Optimization", "Scheduling", "Interpretation", "FlatProgram",
      ]),
    suite("Scheduling", ["Scheduling", "ProgramBuilding", "FlatProgram", "Operations"]),
    suite(
      "Interpretation", ["Interpretation", "ProgramBuilding", "Scheduling", "FlatProgram", "Operations", "Fitting"]),
    suite(
      "Emission",
      [
        "Emission", "Recurrences", "Evaluating", "Interpretation", "Scheduling", "Optimization", "Differentiation",
        "Semantics", "Syntax", "FlatProgram", "Operations", "Diagnostics", "Fitting",
      ]),
    suite("DataFormats", ["DataFormats", "Interpretation", "Fitting"], excluding: ["Fixtures"]),
    suite("Fitting", ["Fitting"]),
    suite(
      "AutodiffGen",
      ["AutodiffGen", "Semantics", "Scheduling", "Interpretation", "FlatProgram", "Diagnostics"]),
    suite("CommandLine", ["autodiff-gen", "AutodiffGen", "Diagnostics"]),
    suite(
      "Properties",
      [
        "AutodiffGen", "Evaluating", "Differentiation", "Optimization", "Interpretation", "Scheduling", "Syntax",
        "FlatProgram", "Diagnostics",
      ]),
    suite("Fuzz", ["Evaluating", "Diagnostics", "Fitting"]),
    suite(
      "Samples",
      ["autodiff-gen", "AutodiffGen", "Optimization", "Scheduling", "FlatProgram", "Operations", "Diagnostics"],
      excluding: ["make_expected.py", "make_expected_adbench.py", "networks.py"]),
    suite("Golden", ["AutodiffGen"], excluding: ["HardPoints", "MGH", "NIST", "oracle.py"]),
    suite("Consumer", ["autodiff-gen"]),
    suite("Architecture", ["AutodiffGen", "Diagnostics"]),
  ],
  swiftLanguageModes: [.v6]
)
