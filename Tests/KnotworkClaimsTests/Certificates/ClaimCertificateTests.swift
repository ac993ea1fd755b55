import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkClaims

/// Proofs of claims: what they prove is true, and what has been tampered with is refused.
@Suite(.timed) struct ClaimCertificateTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func hashesAreThoseOfTheStandard(_ text: String, _ hash: String) {
    var state = SHA256()
    state.add(Array(text.utf8))
    #expect(state.finish() == hash)
  }

  /// A proof is found for most claims that hold by some distance, and never for one that fails.
  @Test func proofsAreTrue() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (proved, held) = (0, 0)
    for index in 0..<Seed.cases(200, soak: 10_000) {
      let (network, claim) = try RandomClaims.pair(
        inputs: 1 + index % 2, hidden: [3, 2], weights: index % 2 == 0 ? .integers : .he, using: &generator)
      let verdict = try claim.verdictThroughRegions(on: [network])
      let budget = Budget(limits: Limits(duration: .milliseconds(200)))
      let certificate = try? claim.certificate(for: network, within: budget)
      if case .holds = verdict {
        held += 1
        if let certificate {
          proved += 1
          #expect(try certificate.check(against: network) > 0)
        }
      } else {
        #expect(certificate == nil, "KNOTWORK_SEED=\(Seed.current), case \(index)")
      }
    }
    #expect(proved * 3 > held, "\(proved) of \(held)")
  }

  private func sample() throws -> (network: Network, certificate: ClaimCertificate) {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1], [-1.1, 0.3]]), bias: [0.1, -0.2, 0.3], activation: .relu),
      Layer(weights: Matrix([[1, -1, 0.5], [0.5, 0.25, -1]]), activation: .leakyReLU(slope: 0.1)),
      Layer(weights: Matrix([[1, 1], [1, -1]]), activation: .linear),
    ])
    let condition = Condition.any([
      .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -3.455)),
      .all([
        .constraint(LinearConstraint([.init(1, .output(0)), .init(-1, .output(1))], atMost: -2)),
        .constraint(LinearConstraint([.init(1, .input(0))], atMost: 0.5)),
      ]),
    ])
    let claim = Claim(
      inputCount: 2, outputCount: 2, violation: Violation(lower: [-1, -1], upper: [1, 1], condition: condition))
    guard case .holds = try claim.verdictThroughRegions(on: [network]) else {
      throw InvalidNetwork("the sample's claim holds")
    }
    return (network, try #require(try claim.certificate(for: network)))
  }

  @Test func whatIsTamperedWithIsRefused() throws {
    let (network, good) = try sample()
    #expect(try good.check(against: network) == good.tree.count { $0 == "." })
    #expect(good.tree.count > 3)
    func expectFlaw(_ flaw: String, tree: String? = nil, digest: String? = nil, scale: Int? = nil) {
      let changed = ClaimCertificate(
        digest: digest ?? good.digest, violation: good.violation, scale: scale ?? good.scale, tree: tree ?? good.tree)
      let found = #expect(throws: ClaimCertificate.Flaw.self) { _ = try changed.check(against: network) }
      #expect(found?.description == flaw)
    }
    expectFlaw("part 1 is not proved", tree: ".")
    expectFlaw(
      "the tree ends before its end, after \((good.tree.count { $0 == "." }) - 1) parts",
      tree: String(good.tree.dropLast()))
    expectFlaw("the tree goes on after its end", tree: good.tree + ".")
    expectFlaw("the tree goes on after its end", tree: good.tree + "0..")
    expectFlaw("\"2\" is no input", tree: "2" + good.tree.dropFirst())
    expectFlaw("\"x\" is no input", tree: "x" + good.tree.dropFirst())
    expectFlaw("\"-\" is no input", tree: "-" + good.tree.dropFirst())
    expectFlaw("the tree ends before its end, after 0 parts", tree: "")
    expectFlaw("the proof is about another network", digest: String(repeating: "0", count: 64))
    expectFlaw("the scale is not from 1 to 52", scale: 0)
    expectFlaw("the scale is not from 1 to 52", scale: 60)
    var weights = network.layers[0].weights
    weights[0, 0] = weights[0, 0].nextUp
    let other = try Network(
      layers: [Layer(weights: weights, bias: network.layers[0].bias, activation: .relu)] + network.layers.dropFirst())
    #expect(throws: ClaimCertificate.Flaw.self) { try good.check(against: other) }
  }

  /// Whatever a changed proof says, it is refused, or what it says is true.
  @Test func changedProofsProveNothingFalse() throws {
    let (network, good) = try sample()
    var generator = SeededGenerator(seed: Seed.current)
    var accepted = 0
    for index in 0..<Seed.cases(150, soak: 10_000) {
      var tree = Array(good.tree.utf8)
      var lower = good.violation.lower
      var upper = good.violation.upper
      var condition = good.violation.condition
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
          tree[Int.random(in: 0..<tree.count, using: &generator)] = Array("01.".utf8).randomElement(using: &generator)!
        case 1: tree.remove(at: Int.random(in: 0..<tree.count, using: &generator))
        case 2: tree.insert(UInt8(ascii: "."), at: Int.random(in: 0..<tree.count, using: &generator))
        case 3: lower[0] -= Double.random(in: -0.2...0.2, using: &generator)
        case 4: upper[1] += Double.random(in: -0.2...0.2, using: &generator)
        default:
          let limit = Double.random(in: -5...(-3), using: &generator)
          condition = .constraint(LinearConstraint([.init(-1, .output(0))], atMost: limit))
        }
        if tree.isEmpty { tree = [UInt8(ascii: ".")] }
      }
      let violation = Violation(lower: lower, upper: upper, condition: condition)
      let changed = ClaimCertificate(
        digest: good.digest, violation: violation, scale: [good.scale, 24, 12].randomElement(using: &generator)!,
        tree: String(decoding: tree, as: UTF8.self))
      guard (try? changed.check(against: network)) != nil else { continue }
      accepted += 1
      let claim = Claim(inputCount: 2, outputCount: 2, violation: violation)
      guard case .holds = try claim.verdictThroughRegions(on: [network]) else {
        Issue.record("KNOTWORK_SEED=\(Seed.current), case \(index): a false proof was accepted")
        continue
      }
    }
    #expect(accepted > 0)
  }

  /// The range of a random network's output, and the certificate that cases of units make of it.
  private func ranged(
    inputs: Int, hidden: [Int], leaky: Bool, using generator: inout SeededGenerator
  ) throws -> (network: Network, range: OutputRange, certificate: ClaimCertificate)? {
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, outputs: 1, weights: .he, hasBias: true, leaky: leaky, using: &generator)
    let domain = try Polytope(Box(-1...1, dimension: inputs))
    let range = try #require(try network.range(ofOutput: 0, over: domain))
    let budget = Budget(limits: Limits(duration: .seconds(10)))
    guard
      let certificate = try range.certificate(
        of: [.init(1, .output(0))], plus: 0, over: domain, for: network, within: budget)
    else { return nil }
    return (network, range, certificate)
  }

  /// Ranges get proofs with cases of units whose multipliers prove them, and none that proves too much.
  @Test func casesAreTrue() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (found, withCases) = (0, 0)
    let count = Seed.cases(12, soak: 500)
    for index in 0..<count {
      let made = try ranged(
        inputs: [2, 4, 8][index % 3], hidden: index & 1 == 0 ? [6, 4] : [8], leaky: index % 4 == 3, using: &generator)
      guard let (network, range, good) = made else { continue }
      found += 1
      if !good.cases.isEmpty { withCases += 1 }
      #expect(try good.check(against: network) > 0)
      let outputs = good.points.map { network($0)[0] }
      let distance = range.maximum.value - range.minimum.value
      #expect(abs(outputs[0] - range.minimum.value) + abs(outputs[1] - range.maximum.value) <= 1e-9 * (1 + distance))
      // The same steps with bounds that values reach prove nothing.
      for end in [-1.0, 1] {
        let value = end < 0 ? range.minimum.value : range.maximum.value
        let condition = Condition.constraint(
          LinearConstraint([.init(-end, .output(0))], atMost: -end * value + 1e-6 * distance))
        let violation = Violation(
          lower: good.violation.lower, upper: good.violation.upper, condition: .any([condition, condition]))
        let wrong = ClaimCertificate(
          digest: good.digest, violation: violation, scale: good.scale, tree: good.tree, cases: good.cases)
        #expect(throws: ClaimCertificate.Flaw.self, "KNOTWORK_SEED=\(Seed.current), case \(index)") {
          try wrong.check(against: network)
        }
      }
    }
    #expect(2 * found > count && 2 * withCases > found, "\(found) of \(count), \(withCases) with cases")
  }

  /// Whatever is changed in cases, the proof is refused, or what it says is true.
  @Test func changedCasesProveNothingFalse() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (refused, accepted) = (0, 0)
    for index in 0..<Seed.cases(6, soak: 200) {
      let made = try ranged(inputs: 2, hidden: [5, 3], leaky: index & 1 == 0, using: &generator)
      guard let (network, range, good) = made, !good.cases.isEmpty else { continue }
      for _ in 0..<20 {
        var cases = good.cases
        let part = Int.random(in: cases.indices, using: &generator)
        let way = Int.random(in: cases[part].indices, using: &generator)
        var steps = cases[part][way].steps
        let place = Int.random(in: 0...max(0, steps.count - 1), using: &generator)
        let kind = Int.random(in: 0..<5, using: &generator)
        if steps.isEmpty || kind == 0 {
          steps.append(.leaf(weights: [1], factors: []))
        } else if kind == 1 {
          steps.remove(at: place)
        } else if case .leaf(let weights, let factors) = steps[place] {
          let factor = Double.random(in: -1...2, using: &generator)
          steps[place] = .leaf(
            weights: kind == 2 ? weights.map { $0 * factor } : weights,
            factors: factors.map { CaseProof.Factor(unit: $0.unit, $0.value * factor) })
        } else {
          steps[place] = .split(unit: Int.random(in: -1...12, using: &generator))
        }
        cases[part][way] = CaseProof(steps)
        // Bounds that may be too close, or far.
        let distance = range.maximum.value - range.minimum.value
        let shift = distance * Double.random(in: -0.1...0.3, using: &generator)
        let condition = Condition.any([
          .constraint(LinearConstraint([.init(1, .output(0))], atMost: range.minimum.value - shift)),
          .constraint(LinearConstraint([.init(-1, .output(0))], atMost: -range.maximum.value - shift)),
        ])
        let violation = Violation(
          lower: good.violation.lower, upper: good.violation.upper, condition: condition)
        let changed = ClaimCertificate(
          digest: good.digest, violation: violation, scale: good.scale, tree: good.tree, cases: cases)
        guard (try? changed.check(against: network)) != nil else {
          refused += 1
          continue
        }
        accepted += 1
        let claim = Claim(inputCount: 2, outputCount: 1, violation: violation)
        guard case .holds = try claim.verdictThroughRegions(on: [network]) else {
          Issue.record("KNOTWORK_SEED=\(Seed.current), case \(index): a false proof was accepted")
          continue
        }
      }
    }
    #expect(refused > 0, "\(accepted) accepted")
  }

  /// Bounds hold at every point of the box, whatever the scale.
  @Test func boundsHold() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for index in 0..<Seed.cases(60, soak: 3000) {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [4, 3], outputs: 1, weights: index % 2 == 0 ? .he : .integers, hasBias: true, leaky: true,
        using: &generator)
      let scale = [4, 10, 24, 40].randomElement(using: &generator)!
      guard let integers = IntegerNetwork(network, scale: scale) else { continue }
      let sign: Double = Bool.random(using: &generator) ? 1 : -1
      let constraint = LinearConstraint([.init(sign * 0.3, .output(0)), .init(0.7, .input(1))], atMost: 0)
      let row = try #require(IntegerConstraint(constraint, scale: scale))
      let violation = Violation(lower: [-0.9, 0.1], upper: [0.3, 0.8], condition: .always)
      let box = try #require(IntegerBox(violation, scale: scale))
      let bounds = try #require(IntegerBounds(integers, lower: box.lower, upper: box.upper))
      let least = Double(try #require(bounds.least(row))) * Double(sign: .plus, exponent: -2 * scale, significand: 1)
      for _ in 0..<50 {
        let point = [Double.random(in: -0.9...0.3, using: &generator), Double.random(in: 0.1...0.8, using: &generator)]
        let value = sign * 0.3 * network(point)[0] + 0.7 * point[1]
        #expect(value >= least - 1e-9, "KNOTWORK_SEED=\(Seed.current), case \(index), scale \(scale)")
      }
    }
  }
}
