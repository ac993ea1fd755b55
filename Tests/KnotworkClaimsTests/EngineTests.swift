import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Deciding claims")
struct EngineTests {
  /// y = max(x1, x2, 0), by units.
  private func greatest() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1, -1], [0, 1], [0, -1]]), activations: [.relu, .relu, .relu]),
      Layer(weights: Matrix([[1, 1, -1]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
  }

  private func claim(_ lower: [Double], _ upper: [Double], _ condition: Condition) -> Claim {
    Claim(
      inputCount: lower.count, outputCount: 1,
      violation: Violation(lower: lower, upper: upper, condition: condition))
  }

  private func atLeast(_ value: Double) -> Condition {
    .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -value))
  }

  @Test("A bound that is attained fails, and one just above it holds")
  func touching() throws {
    let network = try greatest()
    let touching = try claim([-1, -1], [1, 2], atLeast(2)).verdict(on: [network])
    guard case .fails(let example) = touching else {
      Issue.record("\(touching)")
      return
    }
    #expect(example.outputs == [2] && example.isExact)
    guard case .holds = try claim([-1, -1], [1, 2], atLeast(2.0.nextUp)).verdict(on: [network]) else {
      Issue.record("not proved")
      return
    }
  }

  @Test("Inputs that are held fixed, and a box that is a point")
  func fixed() throws {
    let network = try greatest()
    #expect(try isFailure(claim([0.5, 0.5], [0.5, 0.5], atLeast(0.5)).verdict(on: [network])))
    #expect(try isProof(claim([0.5, -1], [0.5, 0.75], atLeast(0.76)).verdict(on: [network])))
    #expect(try isFailure(claim([0.5, -1], [0.5, 0.75], atLeast(0.75)).verdict(on: [network])))
  }

  @Test("Constraints on inputs and on inputs with outputs are parts of the question")
  func mixed() throws {
    let network = try greatest()
    // y ≥ 1.5 where x2 ≤ 1 and y ≥ x1 + 2: y is at most 1 there.
    let small = Condition.constraint(LinearConstraint([.init(1, .input(1))], atMost: 1))
    let beyond = Condition.constraint(LinearConstraint([.init(1, .input(0)), .init(-1, .output(0))], atMost: -2))
    #expect(try isProof(claim([-1, -1], [1, 2], .all([atLeast(1.5), small])).verdict(on: [network])))
    #expect(try isFailure(claim([-1, -1], [1, 2], .all([atLeast(1.5), beyond])).verdict(on: [network])))
    #expect(try isProof(claim([0, -1], [1, 1.9], .all([beyond, atLeast(0)])).verdict(on: [network])))
  }

  @Test("Weights of 10¹² and of 10⁻¹², and numbers that overflow, never give a wrong verdict")
  func wild() throws {
    let cancelling = try Network(layers: [
      Layer(weights: Matrix([[1e12], [1e12]]), bias: [1, 0], activation: .relu),
      Layer(weights: Matrix([[1, -1]]), activation: .linear),
    ])
    // The difference is 1 for x ≥ 0: claims beside it are decided rightly or left open.
    #expect(try !isProof(claim([0], [1], atLeast(1)).verdict(on: [cancelling], within: few)))
    #expect(try !isFailure(claim([0], [1], atLeast(1.0.nextUp)).verdict(on: [cancelling], within: few)))
    let overflowing = try Network(layers: [
      Layer(weights: Matrix([[1e300]]), activation: .relu), Layer(weights: Matrix([[1e300]]), activation: .relu),
      Layer(weights: Matrix([[1e-300]]), activation: .linear),
    ])
    #expect(try !isProof(claim([0], [1], atLeast(1e299)).verdict(on: [overflowing], within: few)))
    #expect(try !isFailure(claim([0], [1], atLeast(1e301)).verdict(on: [overflowing], within: few)))
  }

  @Test("Disjunctions of many alternatives are not multiplied out")
  func disjunctions() throws {
    let network = try greatest()
    let parts = (0..<20).map { index in
      Condition.any([
        .constraint(LinearConstraint([.init(1, .input(0))], atMost: Double(index) / 20)), atLeast(0.1 * Double(index)),
      ])
    }
    let verdict = try claim([-1, -1], [1, 2], .all(parts + [atLeast(2.5)])).verdict(on: [network])
    #expect(isProof(verdict))
  }

  @Test("Two networks side by side, with different numbers of layers")
  func twoNetworks() throws {
    let first = try greatest()
    let second = try Network(layers: [Layer(weights: Matrix([[1, 0]]), activation: .linear)])
    // With equal inputs the greatest is never below the first input.
    let equal = (0..<2).flatMap { input in
      [1.0, -1].map {
        Condition.constraint(LinearConstraint([.init($0, .input(input)), .init(-$0, .input(input + 2))], atMost: 0))
      }
    }
    let below = Condition.constraint(LinearConstraint([.init(1, .output(0)), .init(-1, .output(1))], atMost: -0.001))
    let subject = { (name: String) in
      Claim.Subject(
        name: name, inputs: [Claim.Tensor(name: "X", shape: [2])], outputs: [Claim.Tensor(name: "Y", shape: [1])])
    }
    let claim = Claim(
      about: [subject("f"), subject("g")],
      violation: Violation(
        lower: [-1, -1, -1, -1], upper: [1, 1, 1, 1], condition: .all(equal + [below])))
    #expect(try isProof(claim.verdict(on: [first, second], within: Budget(limits: Limits(duration: .seconds(20))))))
  }

  @Test("A budget of no time leaves a claim open, and says so")
  func limits() throws {
    var generator = SeededGenerator(seed: 3)
    let network = try RandomNetworks.network(
      inputs: 4, hidden: [20, 20], weights: .he, hasBias: true, leaky: false, using: &generator)
    let range = try network.range(over: try Polytope(Box(-1...1, dimension: 4)), gap: 1e-6)
    let value = try #require(range).maximum.value
    let open = claim([-1, -1, -1, -1], [1, 1, 1, 1], atLeast(value + 1e-6))
    let verdict = try open.verdict(on: [network], within: Budget(limits: Limits(duration: .zero)))
    guard case .undecided(let rest) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(rest.reason == .limit(.duration(limit: .zero)) && rest.openParts > 0 && rest.provedShare >= 0)
    #expect(try isProof(open.verdict(on: [network], within: Budget(threads: 2))))
    let cancelled = Budget()
    cancelled.progress.cancel()
    guard case .undecided(let rest) = try open.verdict(on: [network], within: cancelled) else {
      Issue.record("not cancelled")
      return
    }
    #expect(rest.reason == .limit(.cancelled))
  }

  private var few: Budget { Budget(limits: Limits(regions: 200)) }

  private func isProof(_ verdict: Verdict) -> Bool { if case .holds = verdict { true } else { false } }

  private func isFailure(_ verdict: Verdict) -> Bool { if case .fails = verdict { true } else { false } }
}
