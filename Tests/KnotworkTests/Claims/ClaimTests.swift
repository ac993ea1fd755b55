import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Claims as formulas over inputs and outputs: what they mean, the box that follows, and their alternatives.
@Suite(.timed) struct ClaimTests {
  private func constraint(_ terms: (Double, Claim.Variable)..., atMost offset: Double) -> Condition {
    .constraint(LinearConstraint(terms.map { .init($0.0, $0.1) }, atMost: offset))
  }

  private func box(_ intervals: ClosedRange<Double>...) -> [Condition] {
    intervals.enumerated().flatMap { input, interval in
      [
        constraint((-1, .input(input)), atMost: -interval.lowerBound),
        constraint((1, .input(input)), atMost: interval.upperBound),
      ]
    }
  }

  @Test func boundsBecomeTheBox() throws {
    let output = constraint((1, .output(0)), (-2, .input(1)), atMost: 3)
    let violation = try #require(
      try Violation.described(by: .conjunction(box(-1...1, 2...2) + [output]), inputCount: 2))
    #expect(violation == Violation(lower: [-1, 2], upper: [1, 2], condition: output))
    #expect(violation.freeInputs == [0])
    #expect(try Violation.described(by: .conjunction(box(0...1) + box(2...3)), inputCount: 1) == nil)
    #expect(try Violation.described(by: .conjunction(box(0...1) + [.never]), inputCount: 1) == nil)
  }

  @Test func boundsThatAreNoDoublesAreRoundedOutwards() throws {
    // x ≤ 1/3 and x ≥ −1/3.
    let conditions = [constraint((3, .input(0)), atMost: 1), constraint((-3, .input(0)), atMost: 1)]
    let violation = try #require(try Violation.described(by: .conjunction(conditions), inputCount: 1))
    #expect(
      Dyadic(violation.upper[0]) * Dyadic(3) > Dyadic(1) && Dyadic(violation.upper[0].nextDown) * Dyadic(3) < Dyadic(1))
    #expect(violation.lower[0] == -violation.upper[0])
    // What the box does not say exactly stays.
    #expect(violation.condition == .all(conditions))
    #expect(!violation.contains(inputs: [Dyadic(violation.upper[0])], outputs: []))
  }

  @Test func boxesOfAlternativesHaveAHull() throws {
    let condition = Condition.any([
      .all(box(0...1, 5...6)), .all(box(3...4, -6...(-5)) + [constraint((1, .output(0)), atMost: 0)]),
      .all(box(3...4) + box(7...8)),
    ])
    let violation = try #require(try Violation.described(by: condition, inputCount: 2))
    #expect(violation.lower == [0, -6] && violation.upper == [4, 6])
    let alternatives = violation.alternatives
    // The third excludes itself.
    #expect(alternatives.map(\.lower) == [[0, 5], [3, -6]] && alternatives.map(\.upper) == [[1, 6], [4, -5]])
    #expect(alternatives[0].condition == .always)
    #expect(alternatives[1].condition == constraint((1, .output(0)), atMost: 0))
    #expect(alternatives[0].alternatives == [alternatives[0]])
  }

  @Test func equationsCarryBoundsOver() throws {
    // x1 = x0, x2 = x0 + x1 + 1, in any order.
    let equations = [
      constraint((1, .input(2)), (-1, .input(0)), (-1, .input(1)), atMost: 1),
      constraint((-1, .input(2)), (1, .input(0)), (1, .input(1)), atMost: -1),
      constraint((1, .input(1)), (-1, .input(0)), atMost: 0), constraint((-1, .input(1)), (1, .input(0)), atMost: 0),
    ]
    let violation = try #require(try Violation.described(by: .conjunction(equations + box(0...2)), inputCount: 3))
    #expect(violation.lower == [0, 0, 1] && violation.upper == [2, 2, 5])
    // One inequality gives one side only.
    #expect(throws: UnboundedInput(input: 1, lower: nil, upper: 2)) {
      try Violation.described(by: .conjunction(box(0...2) + [equations[2]]), inputCount: 2)
    }
    #expect(throws: UnboundedInput(input: 0, lower: nil, upper: nil)) {
      try Violation.described(by: .always, inputCount: 1)
    }
  }

  @Test func claimsAboutTwoNetworks() throws {
    let single = [Claim.Tensor(name: "X", shape: [1])]
    let claim = Claim(
      about: [
        .init(name: "f", inputs: single, outputs: single), .init(name: "g", inputs: single, outputs: single),
      ],
      violation: Violation(
        lower: [0, 0], upper: [1, 1],
        condition: .conjunction([
          constraint((1, .input(0)), (-1, .input(1)), atMost: 0),
          constraint((-1, .input(0)), (1, .input(1)), atMost: 0),
          constraint((1, .output(1)), (-1, .output(0)), atMost: -1),
        ])))
    let f = try Network(layers: [Layer(weights: Matrix([[3]]), activation: .linear)])
    let g = try Network(layers: [Layer(weights: Matrix([[1]]), activation: .linear)])
    #expect(claim.isViolated(at: [0.5, 0.5], by: [f, g]))
    #expect(!claim.isViolated(at: [0.5, 0.5 - 0x1p-52], by: [f, g]))
    #expect(!claim.isViolated(at: [0.5 - 0x1p-52, 0.5 - 0x1p-52], by: [f, g]))
    #expect(!claim.isViolated(at: [0.5, 0.5], by: [g, f]))
  }

  @Test func violationsAreDecidedExactly() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[0.1, 0.2]]), activation: .linear)])
    let claim = Claim(
      inputCount: 2, outputCount: 1,
      violation: Violation(
        lower: [0, 0], upper: [1, 1], condition: constraint((-1, .output(0)), atMost: -0.3)))
    // The doubles 0.1 and 0.2 sum to 2.8e-17 more than the double 0.3; a step of 4.4e-17 down is less.
    #expect(claim.isViolated(at: [1, 1], by: [network]))
    #expect(!claim.isViolated(at: [1, 1 - 0x1p-52], by: [network]))
    #expect(!claim.isViolated(at: [1, 1.0.nextUp], by: [network]))
    #expect(!Claim(inputCount: 2, outputCount: 1, violation: nil).isViolated(at: [1, 1], by: [network]))
  }

  @Test func simplification() {
    let (a, b) = (constraint((1, .input(0)), atMost: 0), constraint((1, .input(0)), atMost: 1))
    #expect(Condition.conjunction([a, .conjunction([b, .always])]) == .all([a, b]))
    #expect(Condition.disjunction([.disjunction([a, b]), .never, a]) == .any([a, b, a]))
    #expect(Condition.conjunction([a, .never]) == .never && Condition.disjunction([a, .always]) == .always)
    #expect(Condition.conjunction([a]) == a && Condition.conjunction([]) == .always)
    #expect(Condition.all([a, .any([b, a])]).opposite.opposite == .all([a, .any([b, a])]))
    #expect(Condition.all([a, .any([b, a])]).constraints.count == 3)
  }

  @Test func namesOfVariables() {
    let claim = Claim(
      about: [
        .init(
          name: "f", inputs: [.init(name: "A", shape: []), .init(name: "B", shape: [2, 3])],
          outputs: [.init(name: "C", shape: [1])]),
        .init(name: "g", inputs: [.init(name: "D", shape: [4])], outputs: [.init(name: "E", shape: [2])]),
      ], violation: nil)
    #expect([0, 1, 6, 7, 10].map { claim.name(of: .input($0)) } == ["A", "B[0,0]", "B[1,2]", "D[0]", "D[3]"])
    #expect([0, 2].map { claim.name(of: .output($0)) } == ["C[0]", "E[1]"])
    #expect(claim.inputCount == 11 && claim.outputCount == 3)
    #expect(Claim(inputCount: 3, outputCount: 1, violation: nil).name(of: .input(2)) == "X_2")
  }

  /// Alternatives are not multiplied out: as many as there are remain as many.
  @Test func formulasStaySmall() throws {
    let pairs = (0..<2000).map { index in
      Condition.any([
        constraint((1, .output(0)), atMost: Double(index)), constraint((-1, .output(0)), atMost: -Double(index) - 1),
      ])
    }
    let violation = try #require(try Violation.described(by: .conjunction(box(0...1) + pairs), inputCount: 1))
    #expect(violation.condition.constraints.count == 4000 && violation.alternatives.count == 2)
  }
}
