import Foundation
import Testing

/// What the page of the guide on builds shows is built from its own text.
@Suite("The page on builds", .timeLimit(.minutes(10))) struct PageTests {
  private let page = Page("Sources/AutodiffGen/AutodiffGen.docc/InABuild.md")

  /// What is the same for the tool and the reader, whatever a program is called.
  private static let program = "f = (x + y) * z\n"
  private static let main = """
    #include <stdio.h>
    #include "model.h"
    int main(void)
    {
        REAL x, y, z;
        REAL f = model_gradient(-2, 5, -4, &x, &y, &z);
        printf("%g: %g %g %g\\n", f, x, y, z);
        return 0;
    }

    """

  @Test("CMake", .enabled(if: Consumer.has("cmake", "cc"), "needs cmake and a C compiler"))
  func cmake() throws {
    let block = try #require(page.blocks(of: "cmake").first)
    #expect(page.blocks(of: "cmake").count == 1)
    let consumer = try Consumer(files: [
      "model.adg": Self.program, "main.c": Self.main.replacing("REAL", with: "float"),
      "CMakeLists.txt": """
      cmake_minimum_required(VERSION 3.20)
      project(app C)
      add_executable(app main.c)
      \(block)
      """,
    ])
    let words = page.text.split { $0.isWhitespace }.joined(separator: " ")
    let install = "autodiff-gen cmake -o PREFIX/lib/cmake/AutodiffGen"
    #expect(words.contains("`\(install)`") && words.contains("`-D AutodiffGen_DIR:PATH=FOLDER`"))
    let run = try consumer.run(
      "\(install) && cmake -S . -B build -D AutodiffGen_DIR:PATH=PREFIX/lib/cmake/AutodiffGen && cmake --build build"
        + " && build/app")
    #expect(run.status == 0 && run.lines.last == "-12: -4 -4 3", "\(run.output)")
  }

  @Test("make", .enabled(if: Consumer.has("make", "cc"), "needs make and a C compiler"))
  func make() throws {
    let block = try #require(page.blocks(of: "make").first)
    #expect(page.blocks(of: "make").count == 1)
    let consumer = try Consumer(files: [
      "model.adg": Self.program, "main.c": Self.main.replacing("REAL", with: "double"),
      "Makefile": "app: main.c build/model.c build/model.h\n\tcc -Ibuild main.c build/model.c -lm -o app\n\n\(block)\n",
    ])
    let run = try consumer.run("make && ./app")
    #expect(run.status == 0 && run.lines.last == "-12: -4 -4 3", "\(run.output)")
    try consumer.change("model.adg", "x + y", to: "x - y")
    #expect(try consumer.run("make && ./app").lines.last == "28: -4 4 -7")
    #expect(try consumer.run("make").output.contains("up to date"))
  }

  @Test("A Swift package", .enabled(if: Consumer.has("swift"), "needs swift"))
  func swiftPackage() throws {
    let block = try #require(page.blocks(of: "swift").first)
    #expect(page.blocks(of: "swift").count == 1)
    // The consumer is built by the same lines under names of its own.
    func words(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    let shown = block.replacing("../autodiff-gen", with: "../../..").replacing("\"app\"", with: "\"locate\"")
    let sample = "Samples/Consumers/SwiftPackage/"
    for line in shown.split(separator: "\n") {
      let part = words(line.trimmingCharacters(in: CharacterSet(charactersIn: "],")))
      #expect(words(Page(sample + "Package.swift").text).contains(part), "\(line)")
    }
    let command = try #require(page.blocks(of: "sh").first)
    #expect(
      Page(sample + "README.md").blocks(of: "sh").joined(separator: "\n")
        .contains(command.replacing("app/model.adg", with: "locate/position.adg")))
    // Its options are what 'emit' takes.
    let options = try #require(page.text.firstMatch(of: #/as in `(\{.*?\})`/#))
    let consumer = try Consumer(files: [
      "model.adg": Self.program, "model.autodiff.json": String(options.1),
      "Package.swift": "// swift-tools-version: 6.2\nimport PackageDescription\nlet package = Package(name: \"app\","
        + "platforms: [.macOS(.v14)],\n\(block))\n",
    ])
    let code = try consumer.run("autodiff-gen emit swift model.adg --options model.autodiff.json")
    #expect(code.output.contains("enum Plant") && code.output.contains("Float"), "\(code.output)")
    // The manifest is one that the package manager reads.
    let manifest = try consumer.run("swift package dump-package")
    #expect(manifest.status == 0 && manifest.output.contains("AutodiffGenPlugin"), "\(manifest.output)")
  }
}

/// A document of the project.
private struct Page {
  let text: String

  init(_ path: String) {
    text = (try? String(contentsOf: Consumer.root.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// Returns the texts of the blocks that are marked as being in a language.
  func blocks(of language: String) -> [String] {
    text.matches(of: #/(?m)^```(\w+)\n((?:.*\n)*?)```$/#).filter { $0.1 == language }.map { String($0.2) }
  }
}
