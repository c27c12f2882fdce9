import Testing

@testable import autodiff_gen

/// What is said of recurrences whose data or memory do not do.
@Suite struct RecurrenceInputTests {
  private let depths = "dim N; input up: Int[N] in N; d[0] = 0; d[i in 1..<N] = d[up[i]] + 1"

  @Test func aTableThatPointsForwardsIsRefusedWithTheElement() {
    #expect(Run("eval", "-e", depths, "up=[0,0,1]").output == "d = [0, 1, 2]\n")
    let run = Run("eval", "-e", depths, "up=[0,2,1]")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[read-before-given]"))
    #expect(run.complaints.contains("for i = 1 this reads 'd' at 2, which is not given before"))
  }

  @Test func aBoundThatNothingMeetsNamesTheLeastThatDoes() {
    let product = "param x: [20]; h[0] = 1; h[t in 1..<20] = h[t-1] * x[t]; f = h[19]"
    let run = Run("grad", "-e", product, "x=[1,2,3,4,5,6,7,8,9,10,1,1,1,1,1,1,1,1,1,1]", "--max-workspace", "1")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[workspace-too-small]"))
    #expect(run.complaints.contains("the bound is 1"))
  }
}
