import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Proofs of regions: they are accepted, they prove what the engines count, and what is not a proof is refused.
@Suite(.timed) struct CertificateTests {
  private func steps(_ network: Network, over domain: Polytope) throws -> (steps: [RegionProofStep], count: Int) {
    var steps: [RegionProofStep] = []
    let count = try network.certify(over: domain) { steps.append($0) }
    return (steps, count)
  }

  private func check(_ steps: [RegionProofStep], _ network: Network, over domain: Polytope) throws -> Int {
    var checker = try RegionProofChecker(network, over: domain)
    for step in steps { try checker.check(step) }
    try checker.finish()
    return checker.regionCount
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func proofsHold(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (inputs, hidden) in [(1, [5, 4]), (2, [5, 4]), (3, [5, 3, 2]), (4, [4, 3]), (5, [5]), (7, [4, 2])] {
      for number in Seed.isSoak ? [0, 1, 2, 3] : [2, 3] {
        let network = try RandomNetworks.network(
          inputs: inputs, hidden: hidden, weights: weights, hasBias: number % 2 == 0, leaky: number == 3,
          using: &generator)
        let cut = HalfSpace(
          normal: (0..<inputs).map { _ in Double(Int.random(in: 1...3, using: &generator)) }, offset: 1)
        let domain = try Polytope(Box(-1...1, dimension: inputs), halfSpaces: number == 2 ? [cut] : [])
        let (steps, count) = try steps(network, over: domain)
        let comment: Comment = "\(weights) \(inputs)-\(hidden) \(number)"
        #expect(try count == network.regionCount(over: .polytope(domain)), comment)
        #expect(try check(steps, network, over: domain) == count, comment)
        // Points inside regions show different patterns, those that the reference engine finds.
        var patterns = Set<ActivationPattern>()
        for case .region(let point) in steps {
          patterns.insert(pattern(network, at: point))
        }
        #expect(patterns == ReferenceCells(of: network, over: domain).patterns, comment)
      }
    }
  }

  @Test func degenerateNetworks() throws {
    for entry in try DegenerateCatalogue.all() {
      let (lower, upper) = entry.domain.bounds
      let box = try Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])
      guard entry.domain == ConvexPolygon(box), entry.network.inputCount == 2 else { continue }
      let domain = try Polytope(box)
      let (steps, count) = try steps(entry.network, over: domain)
      #expect(try count == entry.network.regionCount(over: .polygon(entry.domain)), "\(entry.name)")
      #expect(try check(steps, entry.network, over: domain) == count, "\(entry.name)")
    }
  }

  private func pattern(_ network: Network, at point: [Dyadic]) -> ActivationPattern {
    network.pattern(ofExact: network.exactPreactivations(point))
  }

  /// Every way to spoil a proof that makes it false is noticed.
  @Test func spoiltProofsAreRefused() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 3, hidden: [5, 4], weights: .he, hasBias: true, leaky: false, using: &generator)
    let domain = try Polytope(Box(-1...1, dimension: 3))
    let (steps, count) = try steps(network, over: domain)
    #expect(count > 10)
    var spoilt = 0
    func refuse(_ steps: [RegionProofStep], _ comment: Comment) {
      spoilt += 1
      #expect(throws: RegionProofFlaw.self, comment) { _ = try check(steps, network, over: domain) }
    }
    for (index, step) in steps.enumerated() {
      refuse(Array(steps[..<index]), "ends before step \(index)")
      refuse(Array(steps[..<index]) + steps[(index + 1)...], "without step \(index)")
      refuse(steps[...index] + [step] + steps[(index + 1)...], "step \(index) twice")
      func replace(by other: RegionProofStep) -> [RegionProofStep] {
        Array(steps[..<index]) + [other] + steps[(index + 1)...]
      }
      switch step {
      case .split(let layer, let unit):
        refuse(
          replace(by: .settled(layer: layer, unit: unit, isActive: true, scale: .one, multipliers: [])),
          "a unit that splits cannot be settled")
        refuse(replace(by: .split(layer: layer, unit: 99)), "no such unit")
        refuse(replace(by: .split(layer: 7, unit: unit)), "no such layer")
        refuse(replace(by: .split(layer: -1, unit: unit)), "no such layer")
      case .settled(let layer, let unit, let isActive, let scale, let multipliers):
        refuse(
          replace(
            by: .settled(layer: layer, unit: unit, isActive: !isActive, scale: scale, multipliers: multipliers)),
          "the other sign")
        refuse(
          replace(by: .settled(layer: layer, unit: unit, isActive: isActive, scale: .zero, multipliers: [])),
          "a scale of 0")
        refuse(
          replace(
            by: .settled(
              layer: layer, unit: unit, isActive: isActive, scale: scale,
              multipliers: multipliers.map { .init(halfSpace: $0.halfSpace + 1000, factor: $0.factor) }
                + [.init(halfSpace: -1, factor: .one)])), "no such half-space")
        refuse(
          replace(
            by: .settled(
              layer: layer, unit: unit, isActive: isActive, scale: scale,
              multipliers: multipliers + [.init(halfSpace: 0, factor: Dyadic(-1))])), "a negative multiplier")
      case .entered, .left: Issue.record("a proof of the whole has no part of another")
      case .region(let point):
        let opposite = point.map { -$0 }
        if pattern(network, at: opposite) != pattern(network, at: point) {
          refuse(replace(by: .region(point: opposite)), "a point of another region")
        }
        refuse(replace(by: .region(point: point.map { _ in Dyadic(1) })), "a point on the boundary")
        refuse(replace(by: .region(point: Array(point.dropLast()))), "a point of two coordinates")
      }
    }
    #expect(spoilt > 300)
    #expect(throws: RegionProofFlaw.self) {
      _ = try check(steps, network, over: Polytope(Box(-2...2, dimension: 3)))
    }
    #expect(throws: RegionProofFlaw.self) {
      _ = try RegionProofChecker(network, over: Polytope(Box(-2...2, dimension: 2)))
    }
  }

  /// A unit that is zero on a whole cell is inactive there, and cannot be proved active.
  @Test func aUnitThatVanishesIsInactive() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0]]), activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let domain = try Polytope(Box(-1...1, dimension: 2))
    let (steps, count) = try steps(network, over: domain)
    #expect(count == 2)
    let spoilt = steps.map { step in
      guard case .settled(1, 0, false, let scale, let multipliers) = step else { return step }
      return .settled(layer: 1, unit: 0, isActive: true, scale: scale, multipliers: multipliers)
    }
    #expect(spoilt != steps)
    #expect(throws: RegionProofFlaw.self) { _ = try check(spoilt, network, over: domain) }
  }
}
