import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Radii of claims")
struct RobustnessTests {
  /// y = relu(x1 + x2 - 1) >= 0.5 fails nowhere nearer than the line x1 + x2 = 1.5.
  @Test("Radii are distances to a line in every norm", arguments: Robustness.Norm.allCases)
  func line(norm: Robustness.Norm) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 1]]), bias: [-1], activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let violation = Violation(
      lower: [-4, -4], upper: [4, 4],
      condition: .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -0.5)))
    let claim = Claim(inputCount: 2, outputCount: 1, violation: violation)
    let found = try claim.robustness(at: [0, 0], in: norm, on: [network])
    let truth =
      switch norm {
      case .infinity: 0.75
      case .one: 1.5
      case .two: 1.5 / 2.0.squareRoot()
      }
    let distance = try #require(found.distance)
    #expect(found.radius <= truth * (1 + 1e-12) && truth * (1 - 1e-12) <= distance)
    #expect(distance - found.radius <= 2e-4 * truth)
    #expect(try claim.isViolated(at: #require(found.counterexample), by: [network]))
    #expect(try claim.robustness(at: [1, 1], in: norm, on: [network]).distance == 0)
    let weak = Violation(
      lower: [-4, -4], upper: [0.5, 0.5],
      condition: .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -0.5)))
    let held = try Claim(inputCount: 2, outputCount: 1, violation: weak).robustness(
      at: [0, 0], in: norm, on: [network])
    #expect(held.holdsEverywhere && held.counterexample == nil)
  }

  @Test("No point within the radius violates the claim", arguments: RandomNetworks.Weights.allCases)
  func samples(weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(8, soak: 200) {
      let network = try RandomNetworks.network(
        inputs: round % 3 + 1, hidden: [5, 4], weights: weights, hasBias: true, leaky: round & 1 == 0,
        using: &generator)
      let point = [Double](repeating: 0.25, count: network.inputCount)
      let value = network(point)[0]
      guard value.isFinite else { continue }
      let limit = value + 0.25 * max(value.magnitude, 1)
      let violation = Violation(
        lower: point.map { $0 - 2 }, upper: point.map { $0 + 2 },
        condition: .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -limit)))
      let claim = Claim(inputCount: network.inputCount, outputCount: 1, violation: violation)
      let norm = Robustness.Norm.allCases[round % 3]
      let found = try claim.robustness(
        at: point, in: norm, on: [network], tolerance: 1e-2, within: Budget(limits: Limits(regions: 500)))
      if let distance = found.distance { #expect(found.radius < distance) }
      let reach = found.holdsEverywhere ? 2 / Double(network.inputCount) : found.radius / Double(network.inputCount)
      for _ in 0..<200 {
        let near = point.map { $0 + reach * Double.random(in: -1...1, using: &generator) * (1 - 1e-9) }
        #expect(!claim.isViolated(at: near, by: [network]))
      }
    }
  }
}
