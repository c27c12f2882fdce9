import Foundation
import Testing

@testable import autodiff_gen

/// Functions in C and Swift that generated code calls: `extern fn`.
@Suite struct ExternTests {
  /// Functions with one argument, with three, with named derivatives, in loops and in branches.
  private let program = """
    extern fn drag(v) = 0.5*v*abs(v)
      derivative v = abs(v)
    extern fn mix(a, b, c) = a*b + c^2
      derivative a = b
      derivative b = a
      derivative c = 2*c
    extern fn curve(x, y) = sin(x)*y
      derivative curve_x, curve_y
    extern fn curve_x(x, y) = cos(x)*y
    extern fn curve_y(x, y) = sin(x)
    dim N
    input t: [N]
    param k, v: [N]
    f = sum(n: drag(v[n])*k) + (if k > 0 then mix(k, v[0], 2*k) else 0) + sum(n: curve(v[n]*t[n], k)*mix(v[n]*t[n], k, exp(v[n])) + mix(1 + k, k, exp(v[n])))
    """

  private let inC = """
    #include <math.h>
    double drag(double v);
    double mix(double a, double b, double c);
    double curve(double x, double y);
    double curve_x(double x, double y);
    double curve_y(double x, double y);
    double drag(double v) { return 0.5 * v * fabs(v); }
    double mix(double a, double b, double c) { return a * b + c * c; }
    double curve(double x, double y) { return sin(x) * y; }
    double curve_x(double x, double y) { return cos(x) * y; }
    double curve_y(double x, double y) { (void)y; return sin(x); }
    """

  private let inSwift = """
    #if canImport(Darwin)
      import Darwin
    #elseif canImport(Musl)
      import Musl
    #else
      import Glibc
    #endif
    func drag(_ v: Double) -> Double { 0.5 * v * abs(v) }
    func mix(_ a: Double, _ b: Double, _ c: Double) -> Double { a * b + c * c }
    func curve(_ x: Double, _ y: Double) -> Double { sin(x) * y }
    func curve_x(_ x: Double, _ y: Double) -> Double { cos(x) * y }
    func curve_y(_ x: Double, _ y: Double) -> Double { sin(x) }
    """

  private static func isThere(_ compiler: String) -> Bool {
    ChildProcess.run([compiler, "--version"], in: "/") != nil
  }

  @Test(.enabled(if: isThere("cc")), arguments: [[], ["--plain"], ["--modular"]])
  func theTestInCPassesWithTheUsersFunctions(style: [String]) throws {
    let folder = try Folder()
    let file = try folder.file("fall.adg", program)
    #expect(Run(["emit", "c", file, "--self-test", "-o", folder.path] + style).complaints == "")
    _ = try folder.file("user.c", inC)
    let strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes"]
    let compilation = try #require(
      ChildProcess.run(
        ["cc"] + strict + ["-Werror", "-ffp-contract=off", "fall.c", "fall_test.c", "user.c", "-lm", "-o", "test"],
        in: folder.path))
    #expect(compilation.status == 0, "\(compilation.output)")
    #expect(ChildProcess.run(["./test"], in: folder.path)?.output == "fall: all tests passed\n")
  }

  @Test(.enabled(if: isThere("swiftc"))) func theTestInSwiftPassesWithTheUsersFunctions() throws {
    let folder = try Folder()
    let file = try folder.file("fall.adg", program)
    #expect(Run("emit", "swift", file, "--self-test", "-o", folder.path).complaints == "")
    _ = try folder.file("user.swift", inSwift)
    let compilation = try #require(
      ChildProcess.run(
        ["swiftc", "-warnings-as-errors", "fall.swift", "fall_test.swift", "user.swift", "-o", "test"], in: folder.path)
    )
    #expect(compilation.status == 0, "\(compilation.output)")
    #expect(ChildProcess.run(["./test"], in: folder.path)?.output == "fall: all tests passed\n")
  }

  @Test func theHeaderDeclaresWhatIsCalled() {
    let text = "extern fn gauge(θ, y); extern fn other(x); param x; f = gauge(x, 2)"
    let double = Run("emit", "c", "-e", text, "--no-gradient")
    #expect(double.output.contains("/* This is yours to define: the functions below call it. */"))
    #expect(double.output.contains("\ndouble gauge(double, double);\n"))
    #expect(!double.output.contains("double other("))
    let single = Run("emit", "c", "-e", text, "--no-gradient", "--real", "float")
    #expect(single.output.contains("\nfloat gauge(float, float);\n"))
    #expect(single.output.contains("gauge(x, 2.0f)"))
    let swift = Run("emit", "swift", "-e", text, "--no-gradient")
    #expect(swift.output.contains("///   func gauge(_ theta: Double, _ y: Double) -> Double\n"))
  }

  @Test func aFunctionIsCalledOnlyWhereItIsWanted() {
    let run = Run("emit", "c", "-e", "extern fn root(x); param x; f = if x > 0 then root(x) else 0", "--no-gradient")
    #expect(run.output.contains("t0 ? root(x) : 0.0"))
  }

  @Test func nothingIsKnownOfACallOfNumbers() {
    let run = Run("emit", "c", "-e", "extern fn size(a, b); f = size(1, 2) + size(1, 2)")
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.output.contains("size(1.0, 2.0)"))
  }

  @Test func theInterpreterSaysWhatItNeeds() {
    let run = Run("eval", "-e", "extern fn drag(v); param v; f = drag(v)", "v=2")
    #expect(run.status == 1)
    #expect(run.complaints.contains("<expression>:1:11: error[extern-call]: the interpreter cannot call 'drag'"))
    #expect(run.complaints.contains("'extern fn drag(v) = ...' says what the interpreter is to take for it"))
    let test = Run("emit", "c", "-e", "extern fn drag(v) derivative v = 1; param v; f = drag(v)", "--self-test")
    #expect(test.complaints.contains("error[extern-call]"))
  }

  @Test func aDefinitionStandsInForTheInterpreter() {
    let text = "extern fn drag(v) = v*abs(v)\n  derivative v = 2*abs(v)\nparam v\nf = drag(v)"
    #expect(Run("eval", "-e", text, "v=3").output == "f = 9\n")
    #expect(Run("grad", "-e", text, "v=3").output == "f = 9\ndf/dv = 6\n")
    #expect(Run("trace", "-e", text, "v=3").status == 0)
    let check = Run("check", "-e", text, "v=3")
    #expect(check.output.contains("drag, derivative v, in 1 call: 1 element agrees"))
    let wrong = Run("check", "-e", text.replacing("2*abs", with: "abs"), "v=3")
    #expect(wrong.status == 1)
    #expect(wrong.output.contains("drag, derivative v, in 1 call: 1 element WRONG\n"))
    #expect(wrong.output.contains("  by v at v = 3: 3 is stated, by differences 6 to within "))
  }

  @Test func faultsInADefinitionThatStandsInAreFound() {
    let run = Run("derive", "-e", "extern fn drag(v) = u; param v; f = drag(v)")
    #expect(run.complaints.contains("<expression>:1:21: error[unknown-name]"))
  }

  @Test func aDerivativeThroughAFunctionWithoutOneIsAnError() {
    let run = Run("derive", "-e", "extern fn drag(v); param v, w; f = w^2 + drag(v)")
    #expect(run.status == 1)
    #expect(run.complaints.contains("<expression>:1:32: error[extern-derivative]: the derivative goes through 'drag'"))
    // Nothing goes through it where only w is moved, or where it is a constant.
    #expect(Run("derive", "-e", "extern fn drag(v); param v, w; f = w^2 + drag(v)", "--wrt", "w").status == 0)
    #expect(Run("derive", "-e", "extern fn drag(v); param v; f = v*stop(drag(v))").status == 0)
    let second = Run("derive", "-e", "extern fn drag(v) derivative drag_dv; param v; f = drag(v)", "--hessian")
    #expect(second.complaints.contains("the derivative goes through 'drag_dv'"))
  }

  @Test func aDerivativeMayBeAFunctionOfTheLanguageOrOfTheFile() {
    let text = "fn slope(v) = 2*v\nextern fn wave(x) = sin(x) derivative cos\nextern fn sq(v) = v^2 derivative slope\n"
    let run = Run("grad", "-e", text + "param x\nf = wave(x) + sq(x)", "x=0")
    #expect(run.output == "f = 0\ndf/dx = 1\n")
    let derived = Run("derive", "-e", text + "param x\nf = wave(x) + sq(x)")
    #expect(derived.output.contains("extern fn wave(x)\nextern fn sq(v)\n"))
    #expect(derived.output.contains("cos(x)"))
  }

  @Test func aFunctionOfTheLibraryIsNotDeclaredAgain() {
    let run = Run("emit", "c", "-e", "extern fn fmod(x, y); param x; f = fmod(x, 2)", "--no-gradient")
    #expect(run.output.contains("fmod(x, 2.0)"))
    #expect(!run.output.contains("double fmod("))
  }

  @Test func aKeywordIsNoFunction() {
    let run = Run("emit", "c", "-e", "extern fn switch(x) derivative x = 1; param x; f = switch(x)")
    #expect(run.complaints.contains("<expression>:1:11: error[extern-keyword]"))
  }

  @Test func theManifestNamesWhatIsCalled() throws {
    let folder = try Folder()
    let text = "extern fn gauge(θ, y); param x; f = gauge(x, 2)"
    let run = Run("emit", "c", "-e", text, "--no-gradient", "--manifest", "-o", folder.path)
    #expect(run.complaints == "")
    let manifest = try String(contentsOfFile: folder.path + "/f.json", encoding: .utf8)
    #expect(manifest.contains(#""calls": [{"name": "gauge", "original": "gauge", "arguments": 2}],"#))
  }

  @Test func compiledChecksAreLeftToTheUser() {
    let text = "extern fn drag(v) = v*abs(v)\n  derivative v = 2*abs(v)\nparam v\nf = drag(v)"
    let run = Run("check", "-e", text, "v=3", "--compiled")
    #expect(run.status == 0)
    #expect(run.output.contains("nothing was compiled: 'drag' is yours to link"))
  }
}
