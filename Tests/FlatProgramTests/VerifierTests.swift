import Operations
import Testing

@testable import FlatProgram

@Suite struct VerifierTests {
  /// A draft with `dim N`, `input x: [N]`, a local `y: [N]`, and the axis `i` over N.
  private static func start() -> (draft: Draft, n: IndexID, x: ArrayID, y: ArrayID, i: AxisID) {
    let draft = Draft()
    let n = draft.dim("N")
    let (x, y) = (draft.array("x", [n], .input), draft.array("y", [n]))
    return (draft, n, x, y, draft.axis("i", to: n))
  }

  private func expect(_ sentence: String, _ draft: Draft, at location: Testing.SourceLocation = #_sourceLocation) {
    #expect(Verifier.violations(of: draft.program) == [sentence], sourceLocation: location)
  }

  @Test func aGoodProgramHasNone() {
    let (draft, _, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, i))
    draft.program.outputs = [y]
    #expect(Verifier.violations(of: draft.program) == [])
  }

  @Test func namesAreUnique() {
    let (draft, _, _, _, _) = Self.start()
    _ = draft.array("x", [], .input)
    expect("two things are called x", draft)
  }

  @Test func ranksAgreeWithSubscripts() {
    let (draft, _, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, i, i))
    expect("x has rank 1, and stands with 2 subscripts", draft)
  }

  @Test func bodiesDependOnWhatIsWalked() {
    let (draft, n, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, draft.axis("j", to: n)))
    expect("the body of y depends on j, which is not walked there", draft)
  }

  @Test func boundsNameOuterAxes() {
    let (draft, _, x, _, i) = Self.start()
    let s = draft.array("s")
    let j = draft.program.axis("j", from: draft.program.index(0), to: draft.program.index(i))
    draft.set(s, [], .add, over: [j, i], draft.read(x, j))
    expect("a bound of j names i, which is not around it", draft)
  }

  @Test func readsComeAfterDefinitions() {
    let (draft, _, x, y, i) = Self.start()
    let s = draft.array("s")
    draft.set(s, [], .add, over: [i], draft.read(y, i))
    draft.set(y, [i], draft.read(x, i))
    expect("s reads y before it is defined", draft)
  }

  @Test func aStatementDoesNotReadItsOwnTarget() {
    let (draft, _, _, y, i) = Self.start()
    draft.set(y, [i], draft.read(y, i))
    expect("y reads y before it is defined", draft)
  }

  @Test func whatIsGivenIsNotAssigned() {
    let (draft, _, x, _, i) = Self.start()
    draft.set(x, [i], draft.program.constant(1))
    expect("x is given, and assigned", draft)
  }

  @Test func anElementIsAssignedOnce() {
    let (draft, n, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, i))
    draft.set(y, [i], draft.read(x, i))
    expect("y is assigned twice at the same elements", draft)
    let (other, _, _, _, _) = Self.start()
    let j = other.axis("j", to: n)
    other.set(y, [i], .assign, over: [i, j], other.read(x, j))
    expect("y is assigned for every j at the same element", other)
  }

  @Test func operandsAreOfTheRightKind() {
    let (draft, _, x, y, i) = Self.start()
    let read = draft.read(x, i)
    draft.set(y, [i], draft.program.apply(.select, read, read, read))
    expect("select needs a condition", draft)
    let (other, _, _, _, _) = Self.start()
    let less = other.program.apply(.less, other.read(x, i), other.program.constant(2))
    other.set(y, [i], other.program.apply(.exp, less))
    expect("exp needs a number, not a condition", other)
    other.program.statements = []
    other.set(y, [i], less)
    expect("y is given a condition", other)
  }

  @Test func subscriptsStayInRange() {
    let (draft, _, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, draft.at(i) + IndexExpression(1)))
    expect("a subscript of x leaves its range", draft)
  }

  @Test func aGuardedSubscriptMayLeaveItsRange() {
    let (draft, _, x, y, i) = Self.start()
    let read = draft.read(x, draft.at(i) - IndexExpression(1))
    let position = draft.program.number(draft.program.index(i))
    let guarded = draft.program.apply(.greater, position, draft.program.constant(0))
    draft.set(y, [i], draft.program.apply(.select, guarded, read, draft.program.constant(0)))
    #expect(Verifier.violations(of: draft.program) == [])
  }

  @Test func onlyIntegersStandInSubscripts() {
    let (draft, _, x, y, i) = Self.start()
    draft.set(y, [i], draft.read(x, IndexExpression(.element(x, draft.program.subscripts([i])))))
    expect("x is not of integers, and stands in a subscript", draft)
  }

  @Test func anOutputHasAValue() {
    let (draft, _, _, y, _) = Self.start()
    draft.program.outputs = [y]
    expect("the output y is never given a value", draft)
  }

  @Test func positionsAreAlongTheLastAxis() {
    let (draft, n, x, y, i) = Self.start()
    draft.set(y, [i], .argmax, over: [i, draft.axis("j", to: n)], draft.read(x, i))
    expect("y has the wrong kind of elements", draft)
  }
}

@Suite struct RangeAnalysisTests {
  @Test func boundsDecide() {
    let draft = Draft()
    let n = draft.dim("N")
    let extent = draft.program[n]
    let (i, one) = (draft.axis("i", to: n), IndexExpression(1))
    let j = draft.program.axis("j", from: draft.program.index(0), to: draft.program.index(i))
    let label = draft.array("label", [n], .input, .integer(bound: n))
    let found = draft.array("found", [], .local, .integer(bound: n))
    var ranges = RangeAnalysis()
    func answer(_ expression: IndexExpression) -> RangeAnalysis.Answer {
      let index = draft.program.index(expression)
      return ranges.answer(index, in: n, of: draft.program)
    }
    #expect(answer(draft.at(i)) == .inside)
    #expect(answer(extent - one - draft.at(i)) == .inside)
    #expect(answer(draft.at(j) + one) == .inside)
    #expect(answer(draft.at(i) - draft.at(j)) == .inside)
    #expect(answer(draft.at(i) + one) == .outside)
    #expect(answer(draft.at(i) - one) == .outside)
    #expect(answer(draft.at(i) * IndexExpression(2)) == .unknown)
    #expect(answer(IndexExpression(.element(label, draft.program.subscripts([i])))) == .inside)
    // A position is -1 where there was nothing to choose from.
    #expect(answer(IndexExpression(.element(found, .none))) == .unknown)
  }

  @Test func fixedDimsCountAsNumbers() {
    let draft = Draft()
    let d = draft.dim("D", 3)
    var ranges = RangeAnalysis()
    let (inside, outside) = (draft.program.index(2), draft.program.index(3))
    #expect(ranges.answer(inside, in: d, of: draft.program) == .inside)
    #expect(ranges.answer(outside, in: d, of: draft.program) == .outside)
  }
}

@Suite struct StepsTests {
  @Test func stepsAndStatementsAreTheSame() {
    let draft = Draft()
    let t = draft.dim("T")
    let (a, b) = (draft.array("a"), draft.array("b", [t, t]))
    let (outer, inner) = (draft.axis("t", to: t), draft.axis("u", to: t))
    draft.set(a, draft.program.constant(1))
    let assignment = Assignment(
      target: b, subscripts: draft.program.subscripts([outer, inner]), domain: [], body: draft.read(a))
    draft.program.statements.append(
      .sequence(
        Sequence(
          axis: outer, isReversed: false,
          body: [.sequence(Sequence(axis: inner, isReversed: true, body: [.assignment(assignment)]))])))
    let (statements, steps) = (draft.program.statements, draft.program.steps)
    #expect(steps.count == 6)
    draft.program.steps = steps
    #expect(draft.program.statements == statements)
  }

  @Test func aSequenceAroundNothingGoes() {
    let draft = Draft()
    let t = draft.dim("T")
    draft.program.steps = [.enter(draft.axis("t", to: t), isReversed: false), .leave]
    #expect(draft.program.statements.isEmpty)
  }
}
