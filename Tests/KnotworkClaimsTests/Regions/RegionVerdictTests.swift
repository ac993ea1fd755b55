import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkClaims

/// Verdicts through regions against brute force in fractions, and what is special about them.
@Suite(.timed) struct RegionVerdictTests {
  @Test(arguments: [([3], 1), ([2, 2], 1), ([3], 2), ([2, 1], 2)])
  func agreesWithBruteForce(_ hidden: [Int], _ inputs: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (holds, fails, between) = (0, 0, 0)
    for index in 0..<Seed.cases(inputs == 1 ? 800 : 150, soak: 20_000) {
      let weights: RandomNetworks.Weights = index % 3 == 0 ? .sparse : .integers
      let (network, claim) = try RandomClaims.pair(inputs: inputs, hidden: hidden, weights: weights, using: &generator)
      let violation = try #require(claim.violation)
      let isViolated = CornerSearch(network, violation).isViolated
      switch try claim.verdictThroughRegions(on: [network], within: Budget(threads: 1 + index % 2)) {
      case .holds:
        holds += 1
        #expect(!isViolated, "KNOTWORK_SEED=\(Seed.current), case \(index)")
      case .fails(let counterexample):
        fails += 1
        #expect(isViolated && counterexample.isExact, "KNOTWORK_SEED=\(Seed.current), case \(index)")
        #expect(claim.isViolated(at: counterexample.inputs, by: [network]))
      case .undecided(let open):
        between += 1
        #expect(isViolated && open.reason == .precision, "KNOTWORK_SEED=\(Seed.current), case \(index)")
      }
    }
    // All outcomes are met, and numbers between doubles seldom.
    #expect(holds > 10 && fails > 10 && between * 10 < holds + fails)
  }

  /// y = |x| on [−1, 1].
  private func absolute() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), activation: .relu), Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
  }

  private func claim(_ terms: [LinearConstraint.Term], atMost offset: Double, over range: ClosedRange<Double> = -1...1)
    -> Claim
  {
    Claim(
      inputCount: 1, outputCount: 1,
      violation: Violation(
        lower: [range.lowerBound], upper: [range.upperBound],
        condition: .constraint(LinearConstraint(terms, atMost: offset))))
  }

  @Test func aBoundThatIsReachedCounts() throws {
    let network = try absolute()
    let reached = claim([.init(-1, .output(0))], atMost: -1)
    guard case .fails(let found) = try reached.verdictThroughRegions(on: [network]) else {
      Issue.record("the violation occurs at -1 and at 1")
      return
    }
    #expect(found.inputs[0].magnitude == 1 && found.outputs == [1] && found.occursInSinglePrecision == true)
    let passed = claim([.init(-1, .output(0))], atMost: -(1.0.nextUp))
    guard case .holds(let proof) = try passed.verdictThroughRegions(on: [network]) else {
      Issue.record("no violation occurs")
      return
    }
    #expect(proof.method == .regions && proof.parts == 2)
  }

  /// 3 y = 1 at x = 1/3 only, which is no double.
  @Test func violationsBetweenDoublesLeaveTheClaimOpen() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[3], [-3]]), bias: [-1, 1], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    let claim = claim([.init(1, .output(0))], atMost: 0, over: 0...1)
    guard case .undecided(let open) = try claim.verdictThroughRegions(on: [network]) else {
      Issue.record("the violation occurs at 1/3 only")
      return
    }
    #expect(open.reason == .precision)
  }

  /// In exact arithmetic 2^30 + x − 2^30 = x, in single precision 0.
  @Test func singlePrecisionIsToldApart() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1]]), bias: [0x1p30], activation: .relu),
      Layer(weights: Matrix([[1]]), bias: [-0x1p30], activation: .linear),
    ])
    let above = claim([.init(-1, .output(0))], atMost: -0.5, over: 0...1)
    guard case .fails(let found) = try above.verdictThroughRegions(on: [network]) else {
      Issue.record("y = x is 0.5 or more on half of [0, 1]")
      return
    }
    #expect(found.isExact && found.occursInSinglePrecision == false)
    // And the other way round: y ≤ 0 at x = 1/4 in single precision only.
    let below = claim([.init(1, .output(0))], atMost: 0, over: 0.25...1)
    let only = try #require(below.counterexample(at: [0.25], by: [network]))
    #expect(!only.isExact && only.occursInSinglePrecision == true && only.outputs == [0.25])
    guard case .holds = try below.verdictThroughRegions(on: [network]) else {
      Issue.record("in exact arithmetic y = x is at least 0.25")
      return
    }
  }

  @Test func boxesWithoutNumbersOfSinglePrecision() throws {
    let network = try absolute()
    let value = 0.1
    let claim = claim([.init(-1, .output(0))], atMost: 0, over: value...value)
    let found = try #require(claim.counterexample(at: [value], by: [network]))
    #expect(found.isExact && found.occursInSinglePrecision == nil)
    #expect(try claim.verdictThroughRegions(on: [network]) == .fails(found))
  }

  /// A network against the same with its units in another order: no difference; and against one with a changed weight.
  @Test func twoNetworksSideBySide() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [4, 3], weights: .he, hasBias: true, leaky: false, using: &generator)
    let first = network.layers[0]
    let order = [2, 0, 3, 1]
    let permuted = try Network(
      layers: [
        Layer(
          weights: Matrix(order.map { Array(first.weights[row: $0]) }), bias: order.map { first.bias[$0] },
          activations: first.activations),
        Layer(
          weights: Matrix(
            (0..<3).map { row in order.map { network.layers[1].weights[row, $0] } }), bias: network.layers[1].bias,
          activations: network.layers[1].activations), network.layers[2],
      ])
    func claim(atLeast difference: Double) -> Claim {
      let ties = (0..<2).flatMap { input in
        [1.0, -1.0].map { sign in
          Condition.constraint(
            LinearConstraint([.init(sign, .input(input)), .init(-sign, .input(input + 2))], atMost: 0))
        }
      }
      let far = [1.0, -1.0].map { sign in
        Condition.constraint(
          LinearConstraint([.init(-sign, .output(0)), .init(sign, .output(1))], atMost: -difference))
      }
      let subject = Claim.Subject(
        inputs: [Claim.Tensor(name: "X", shape: [2])], outputs: [Claim.Tensor(name: "Y", shape: [1])])
      return Claim(
        about: [subject, subject],
        violation: Violation(
          lower: [-1, -1, -1, -1], upper: [1, 1, 1, 1], condition: .all(ties + [.any(far)])))
    }
    // Products and sums are exact, so that nothing differs; an exact 0 is no difference of 1e-9.
    guard case .holds = try claim(atLeast: 1e-9).verdictThroughRegions(on: [network, permuted]) else {
      Issue.record("the same function")
      return
    }
    guard case .fails(let same) = try claim(atLeast: 0).verdictThroughRegions(on: [network, permuted]) else {
      Issue.record("a difference of 0 is one of at least 0")
      return
    }
    #expect(same.inputs[0] == same.inputs[2] && same.inputs[1] == same.inputs[3])
  }

  @Test func limitsLeaveTheClaimOpen() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [30, 30], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
    let claim = Claim(
      inputCount: 2, outputCount: 1,
      violation: Violation(
        lower: [-1, -1], upper: [1, 1],
        condition: .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -1e9))))
    guard
      case .undecided(let open) = try claim.verdictThroughRegions(
        on: [network], within: Budget(limits: Limits(duration: .milliseconds(30))))
    else {
      Issue.record("more work than that")
      return
    }
    #expect(open.reason == .limit(.duration(limit: .milliseconds(30))) && open.provedShare < 1)
    let progress = Budget.Progress()
    progress.cancel()
    guard
      case .undecided(let cancelled) = try claim.verdictThroughRegions(
        on: [network], within: Budget(progress: progress))
    else {
      Issue.record("it was cancelled")
      return
    }
    #expect(cancelled.reason == .limit(.cancelled))
  }

  @Test func wildNumbersAreDecidedOrSaidToBeTooLarge() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for index in 0..<Seed.cases(100, soak: 3000) {
      let (network, claim) = try RandomClaims.pair(inputs: 1, hidden: [2, 2], weights: .wild, using: &generator)
      let violation = try #require(claim.violation)
      let isViolated = CornerSearch(network, violation).isViolated
      switch try claim.verdictThroughRegions(on: [network]) {
      case .holds: #expect(!isViolated, "KNOTWORK_SEED=\(Seed.current), case \(index)")
      case .fails: #expect(isViolated, "KNOTWORK_SEED=\(Seed.current), case \(index)")
      case .undecided(let open): #expect(open.reason == .precision)
      }
    }
  }

  /// y = x1 + x2 on [0, 1]², claimed to be below 1: half of the square is refuted.
  @Test func mapsMeasureWhatIsRefuted() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [0, 1]]), bias: [-0.25, -0.5], activation: .relu),
      Layer(weights: Matrix([[1, 0], [0, 1]]), activation: .linear),
      Layer(weights: Matrix([[1, 1]]), bias: [0.25], activation: .linear),
    ])
    let condition = Condition.constraint(LinearConstraint([.init(-1, .input(0)), .init(-1, .input(1))], atMost: -1))
    let claim = Claim(
      inputCount: 2, outputCount: 1, violation: Violation(lower: [0, 0], upper: [1, 1], condition: condition))
    let map = try #require(try claim.map(over: (0, 1), of: [network]))
    #expect(abs(map.violatedShare - 0.5) < 1e-12)
    #expect(abs(map.parts.reduce(0) { $0 + $1.area } - 1) < 1e-12)
    let swapped = try #require(try claim.map(over: (1, 0), of: [network]))
    #expect(abs(swapped.violatedShare - 0.5) < 1e-12 && swapped.inputs == (1, 0))
    #expect(try claim.map(over: (0, 1), at: [0, 0], of: [network])?.counterexample != nil)
  }
}
