import Testing

@testable import autodiff_gen

/// What generated code takes for granted, and how it says so.
@Suite struct PreconditionTests {
  private static let program = """
    dim N, C, T
    input label: Int[N] in C, lag: Int[T] in T, W: [N, C]
    param a
    h[0] = a
    h[1] = 2 * a
    h[t in 2...T-1] = tanh(h[t - 1 - lag[t]])
    f = h[T-1] + sum(n: W[n, label[n]]) * a + sum(n in 0..<N: if n > 2 then W[n-3, 0] else 0) + W[1, 0]
    """

  @Test(.enabled(if: ModularTests.has("gcc"), "needs gcc"))
  func theCheckFindsWhatTheInterpreterReports() throws {
    let folder = try Folder()
    let file = try folder.file("model.adg", Self.program)
    let run = Run("emit", "c", file, "-o", folder.path)
    try #require(run.status == 0, "\(run.complaints)")
    _ = try folder.file(
      "main.c",
      """
      #include "model.h"
      #include <string.h>
      int main(void)
      {
          const int32_t label[3] = {0, 1, 1}, lag[4] = {0, 0, 1, 2};
          const int32_t wrong[3] = {0, 2, 1}, negative[3] = {0, -1, 1}, late[4] = {0, 0, 2, 0};
          if (model_check(3, 2, 4, label, lag) != 0) return 1;
          if (strstr(model_check_message(model_check(3, 2, 4, wrong, lag)), "label holds") == NULL) return 2;
          if (strstr(model_check_message(model_check(3, 2, 4, negative, lag)), "label holds") == NULL) return 3;
          if (strstr(model_check_message(model_check(3, 2, 4, label, late)), "h") == NULL) return 4;
          if (strstr(model_check_message(model_check(3, 2, 1, label, lag)), "clauses of h") == NULL) return 5;
          if (strstr(model_check_message(model_check(1, 2, 4, label, lag)), "W are within") == NULL) return 6;
          return model_check(0, 2, 4, label, lag) == 0;
      }
      """)
    let flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-fsanitize=address,undefined"]
    let compilation = ChildProcess.run(["gcc"] + flags + ["main.c", "model.c", "-lm", "-o", "test"], in: folder.path)
    #expect(compilation?.status == 0, "\(compilation?.output ?? "")")
    #expect(ChildProcess.run(["./test"], in: folder.path)?.status == 0)
  }

  @Test func theHeaderListsThem() {
    let run = Run("emit", "c", "-e", "dim N, C; input k: Int[N] in C; param w: [C]; f = sum(n: w[k[n]])")
    #expect(run.output.contains(" *   1. k holds integers in 0..<C */"))
    #expect(run.output.contains("int f_check(size_t N, size_t C, const int32_t *k)"))
  }

  @Test func whereNothingIsTakenForGrantedThereIsNoCheck() {
    let run = Run("emit", "c", "-e", "dim N; param x: [N]; f = sum(i: x[i]^2)")
    #expect(!run.output.contains("_check"))
    #expect(!Run("emit", "swift", "-e", "dim N; param x: [N]; f = sum(i: x[i]^2)").output.contains("validate"))
  }

  @Test func swiftArraysAreValidated() {
    let text = "dim N, C; input k: Int[N] in C; param w: [C]; f = sum(n: w[k[n]]) + w[1]"
    let output = Run("emit", "swift", "-e", text).output
    #expect(output.contains("public static func validate(k: [Int], N: Int, C: Int) {"))
    #expect(output.contains("    validate(k: k, N: N, C: C)"))
    #expect(output.contains("fatalError(\"this does not hold: k holds integers in 0..<C\")"))
    #expect(output.contains("the subscripts of w are within its extents"))
  }
}
