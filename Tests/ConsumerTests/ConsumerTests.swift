import Foundation
import Testing

/// The projects under Samples/Consumers build from scratch and print what their READMEs say.
@Suite("Consumers", .timeLimit(.minutes(25))) struct ConsumerTests {
  /// Runs the lines of a README; every line of what must come out is printed, in order.
  private func expectReadme(_ consumer: Consumer) throws {
    let commands = try consumer.readme("sh")
    let wanted = try consumer.readme("")
    try #require(!commands.isEmpty && !wanted.isEmpty)
    var printed: [Substring] = []
    for command in commands {
      let outcome = try consumer.run(command)
      try #require(outcome.status == 0, "\(command): \(outcome.output)")
      printed += outcome.lines
    }
    #expect(printed.filter { wanted.contains(String($0)) }.map(String.init) == wanted)
  }

  @Test("A Swift package, by the build tool and by the command", .enabled(if: Consumer.has("swift"), "needs swift"))
  func swiftPackage() throws {
    let consumer = try Consumer("SwiftPackage")
    try consumer.change("Package.swift", "\"../../..\"", to: "\"\(Consumer.root.path)\"")
    try expectReadme(consumer)
    #expect(consumer.has("generated/position.h") && consumer.has("generated/position.c"))

    let options = "Sources/locate/position.autodiff.json"
    try consumer.change(options, "{ \"name\"", to: "{ \"reel\": \"float\", \"name\"")
    let refused = try consumer.run("swift build")
    #expect(refused.status != 0)
    #expect(refused.output.contains("\(options):1:1: error: there is no option '--reel' [command-line]"))

    try consumer.change(options, "\"reel\": \"float\", ", to: "")
    try consumer.change("Sources/locate/position.adg", "norm(k: position", to: "norm(k: possition")
    let wrong = try consumer.run("swift build")
    #expect(wrong.status != 0)
    #expect(wrong.output.contains("Sources/locate/position.adg:6:19: error: "), "\(wrong.output)")
  }

  @Test("A CMake project", .enabled(if: Consumer.has("cmake", "cc"), "needs cmake and a C compiler"))
  func cmake() throws {
    let consumer = try Consumer("CMake")
    try expectReadme(consumer)
    #expect(try !consumer.run("cmake --build build").output.contains("Deriving"))

    // With twice the price of control, Riccati's equation is p^2 - p - 2 = 0.
    try consumer.change("plant.adg", "+ u[t]^2", to: "+ 2 * u[t]^2")
    let changed = try consumer.run("cmake --build build && build/control")
    #expect(changed.output.contains("Deriving plant from plant.adg"))
    #expect(changed.lines.suffix(2) == ["cost 2.000000000", "first control -0.500000000"])

    try consumer.change("plant.adg", "u[t]^2", to: "v[t]^2")
    let wrong = try consumer.run("cmake --build build")
    #expect(wrong.status != 0)
    #expect(wrong.output.contains("plant.adg:8:37: error: "), "\(wrong.output)")
  }

  @Test("The CMake module is found where it is installed", .enabled(if: Consumer.has("cmake", "cc"), "needs cmake"))
  func installedModule() throws {
    let consumer = try Consumer("CMake")
    let setUp = try consumer.run(
      "mkdir -p prefix/bin && ln -s \"$(command -v autodiff-gen)\" prefix/bin"
        + " && autodiff-gen cmake -o prefix/lib/cmake/AutodiffGen")
    try #require(setUp.status == 0, "\(setUp.output)")
    try consumer.change("CMakeLists.txt", "AutodiffGen REQUIRED", to: "AutodiffGen 0.1 REQUIRED")
    let found = try consumer.run(
      "CMAKE_PREFIX_PATH=\"$PWD/prefix\" cmake -S . -B build && cmake --build build --target plant", withTool: false)
    #expect(found.status == 0, "\(found.output)")
  }

  @Test(
    "The CMake module of the checkout serves C++, several programs, prefixes and lone headers",
    .enabled(if: Consumer.has("cmake", "c++"), "needs cmake and a C++ compiler"))
  func checkoutModule() throws {
    let consumer = try Consumer("CMake")
    let files = [
      "2nd-rate.adg": "f = exp(a) * b\n",
      "control.cpp": """
      #include "my_plant.h"
      #include "my_v_2nd_rate.h"
      #include "lone.h"
      #include <cstdio>
      int main() {
        double u = 0, grad_u = 0, grad_a = 0, grad_b = 0, work[2];
        double cost = my_plant_gradient(1, 3.0, &u, &grad_u, work);
        double rate = my_v_2nd_rate_gradient(0.0, 2.0, &grad_a, &grad_b);
        std::printf("%g %g %g\\n", cost, rate, lone(0.0, 5.0));
      }

      """,
      "CMakeLists.txt": """
      cmake_minimum_required(VERSION 3.20)
      project(control CXX)
      find_package(AutodiffGen 0.1 REQUIRED)
      autodiff_gen_add_library(TARGET both FILES plant.adg 2nd-rate.adg OPTIONS --prefix my_ --manifest)
      autodiff_gen_add_library(TARGET lone FILES 2nd-rate.adg OPTIONS --header-only --static-inline --name lone)
      add_executable(control control.cpp)
      target_link_libraries(control PRIVATE both lone)

      """,
    ]
    for (name, text) in files {
      try text.write(to: consumer.folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let module = Consumer.root.appendingPathComponent("Sources/autodiff-gen/CMake").path
    let run = try consumer.run("cmake -S . -B build -D AutodiffGen_DIR='\(module)' && cmake --build build -j 2")
    try #require(run.status == 0, "\(run.output)")
    #expect(try consumer.run("build/control").output == "9 2 5\n")
  }

  @Test("A makefile", .enabled(if: Consumer.has("make", "cc"), "needs make and a C compiler"))
  func make() throws {
    let consumer = try Consumer("Make")
    try expectReadme(consumer)
    #expect(try consumer.run("make").output.contains("up to date"))

    // Without the years of no deaths, the mean is 122 in 91 years.
    try consumer.change("rate.adg", "loss = sum(k: years", to: "loss = sum(k in 1..<K: years")
    try consumer.change("rate.adg", "/ sum(k: years", to: "/ sum(k in 1..<K: years")
    let changed = try consumer.run("make && build/estimate")
    #expect(changed.lines.last == "rate 1.340659341", "\(changed.output)")

    try consumer.change("rate.adg", "exp(eta)", to: "exq(eta)")
    let wrong = try consumer.run("make")
    #expect(wrong.status != 0)
    #expect(wrong.output.contains("rate.adg:6:"), "\(wrong.output)")
    #expect(wrong.output.contains(": error: no function is called 'exq' [unknown-function]"))
  }

  @Test("Functions of the user's", .enabled(if: Consumer.has("make", "cc", "swiftc"), "needs make and compilers"))
  func functions() throws {
    let consumer = try Consumer("Extern")
    try expectReadme(consumer)

    // At the first dark ring, the first root of the Bessel function, the light is least.
    try consumer.change("main.c", "double x = 1.0", to: "double x = 4.0")
    try consumer.change("main.c", "(signal - 0.5) / slope", to: "(signal > 1e-25 ? 2 * signal / slope : 0.0)")
    let ring = try consumer.run("make build/half && build/half")
    #expect(ring.lines.last?.hasPrefix("half the light at 3.8317059") == true, "\(ring.output)")

    // A function that is not what the program takes it for is found.
    try consumer.change("functions.c", "return j1(x)", to: "return 1.001 * j1(x)")
    #expect(try consumer.run("make test").status != 0)

    try consumer.change("functions.c", "double bessel0(double x)", to: "double bessel(double x)")
    let missing = try consumer.run("make build/half")
    #expect(missing.status != 0)
    #expect(missing.output.contains("bessel0"), "\(missing.output)")
  }
}
