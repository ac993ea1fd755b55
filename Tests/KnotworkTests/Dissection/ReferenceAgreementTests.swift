import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// The engine equals the reference engine: exact counts, patterns and neighbours, and numbers to rounding.
@Suite(.timed) struct ReferenceAgreementTests {
  @Test func degenerateCatalogue() throws {
    for entry in try DegenerateCatalogue.all() {
      try compare(entry.network, entry.domain, isThin: true, named: entry.name)
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func randomNetworks(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(80, soak: 240) {
      let depth = Int.random(in: 1...3, using: &generator)
      let hidden = (0..<depth).map { _ in Int.random(in: 1...5, using: &generator) }
      let network = try RandomNetworks.network(
        inputs: 2, hidden: hidden, outputs: Int.random(in: 1...2, using: &generator), weights: weights,
        hasBias: Bool.random(using: &generator), leaky: number % 4 == 0, using: &generator)
      try compare(
        network, RandomNetworks.domain(using: &generator), isThin: weights == .wild,
        named: "\(weights) number \(number) of seed \(Seed.current), hidden \(hidden)")
    }
  }

  /// Lines that meet at sharp angles, behind a layer whose sums are rounded: corners are known far less well than areas.
  @Test(arguments: [1e-3, 1e-6, 1e-9, 1e-12])
  func sharpCorners(_ angle: Double) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<10 {
      let mixed = (0..<3).map { _ in (0..<2).map { _ in Double.random(in: -1...1, using: &generator) } }
      let first = Layer(weights: Matrix(mixed + [[1, 0], [0, 1]]), bias: [2, 2, 2, 2, 2], activation: .relu)
      // In the domain all units of the first layer are active: lines through it that differ by little.
      let line = (0..<5).map { _ in Double.random(in: -1...1, using: &generator) }
      let rows = (0..<4).map { _ in line.map { $0 + angle * Double.random(in: -1...1, using: &generator) } }
      let network = try Network(layers: [
        first,
        Layer(weights: Matrix(rows), bias: rows.map { -2 * $0.reduce(0, +) }, activation: .relu),
        Layer(weights: Matrix([[1, -2, 3, 1]]), activation: .linear),
      ])
      try compare(
        network, ConvexPolygon(Box(-0.5...0.5, dimension: 2)), isThin: true,
        named: "angle \(angle), number \(number) of seed \(Seed.current)")
    }
  }

  @Test func slices() throws {
    var generator = SeededGenerator(seed: Seed.current &+ 1)
    for number in 0..<40 {
      let network = try RandomNetworks.network(
        inputs: 3 + number % 2, hidden: [4, 3], weights: number % 3 == 0 ? .integers : .he, hasBias: number % 2 == 0,
        leaky: false, using: &generator)
      func point() -> [Double] {
        (0..<network.inputCount).map { _ in Double(Int.random(in: -8...8, using: &generator)) / 10 }
      }
      guard let plane = try? Plane(through: point(), point(), point()) else { continue }
      try compare(
        network, ConvexPolygon(Box(-2...2, dimension: 2)), on: plane, isThin: number % 3 == 0,
        named: "slice \(number) of seed \(Seed.current)")
    }
  }

  /// - Parameter isThin: regions may be thinner than doubles can tell.
  private func compare(
    _ network: Network, _ domain: ConvexPolygon, on plane: Plane = .identity, isThin: Bool = false, named name: String
  ) throws {
    let expected = ReferenceDissection(of: network, over: domain, on: plane)
    let found = try Dissection(of: network, over: .slice(plane, domain))
    let patterns = found.regions.map(\.pattern.layers)
    #expect(Set(patterns) == Set(expected.regions.map(\.pattern)), "\(name)")
    #expect(found.regions.count == expected.regions.count, "\(name)")
    guard Set(patterns) == Set(expected.regions.map(\.pattern)), patterns.count == expected.regions.count else {
      return
    }
    #expect(
      try network.regionCount(over: .slice(plane, domain), within: Budget(threads: 2)) == expected.regions.count,
      "\(name)")
    let numbers = Dictionary(uniqueKeysWithValues: zip(expected.regions.map(\.pattern), expected.regions.indices))
    let order = patterns.map { numbers[$0]! }
    // Neighbours, each pair once.
    let pairs = found.creases.map { [order[$0.regions.active], order[$0.regions.inactive]].sorted() }
    #expect(Set(pairs) == expected.adjacentPairs, "\(name)")
    #expect(pairs.count == Set(pairs).count, "\(name): a pair of regions has two creases")
    let pieces = found.linearPieces()
    #expect(pieces.count == expected.linearPieceCount, "\(name)")
    #expect(found.affineMapCount(in: pieces) == expected.affineMapCount, "\(name)")
    let sizes = network.pathSums(on: plane)
    for (region, number) in zip(found.regions, order) {
      compare(region, expected.regions[number], domain, sizes, named: name)
    }
    for output in 0..<network.outputCount { try compareAnswers(found, expected, domain, output, named: name) }
    let violations = try checkDissection(found, isThin: isThin)
    #expect(violations.isEmpty, "\(name): \(violations)")
  }

  private func compare(
    _ region: Region, _ expected: ReferenceRegion, _ domain: ConvexPolygon, _ sizes: [Double], named name: String
  ) {
    let area = expected.area.approximate
    // Seven digits, however thin the region.
    #expect(((region.volume ?? .nan) - area).magnitude <= 0x1p-23 * area, "\(name): area of \(region.pattern)")
    for (output, map) in expected.maps.enumerated() {
      let found = Array(region.map.slope[row: output]) + [region.map.intercept[output]]
      for (coefficient, exact) in zip(found, [map.a, map.b, map.c]) {
        #expect(
          (Rational(coefficient) - exact).approximate.magnitude <= 1e-13 * sizes[output],
          "\(name): map of \(region.pattern): \(coefficient), expected \(exact.approximate)")
      }
    }
    for half in region.halfSpaces {
      let center = region.interiorPoint
      let slack = 1e-9 * (2 * (half.normal[0].magnitude + half.normal[1].magnitude) + half.offset.magnitude)
      #expect(
        half.normal[0] * center[0] + half.normal[1] * center[1] <= half.offset + slack,
        "\(name): half-spaces of \(region.pattern)")
    }
  }

  private func compareAnswers(
    _ found: Dissection, _ expected: ReferenceDissection, _ domain: ConvexPolygon, _ output: Int, named name: String
  ) throws {
    let (minimum, maximum) = try found.extremes(of: output)
    let exact = expected.extremes(of: output)
    #expect(minimum.value.isCloseTo(exact.minimum), "\(name): minimum \(minimum.value), \(exact.minimum.approximate)")
    #expect(maximum.value.isCloseTo(exact.maximum), "\(name): maximum \(maximum.value), \(exact.maximum.approximate)")
    let mean = (expected.integral(of: output) / Rational(domain.area)).approximate
    let size = max(minimum.value.magnitude, maximum.value.magnitude)
    // A steep and thin region: its area and its values are off by what rounding its corners to doubles amounts to.
    let rounding = expected.regions.reduce(0) {
      $0 + 2 * max($1.maps[output].a.approximate.magnitude, $1.maps[output].b.approximate.magnitude) * 0x1p-104
    }
    #expect((try found.mean(of: output) - mean).magnitude <= 1e-9 * size + 64 * rounding, "\(name): mean")
    let isLinear = Set(expected.regions.map { $0.maps[output] }).count == 1
    let verdict = found.linearity(of: output)
    #expect(verdict.isLinear == isLinear, "\(name): linearity")
    if case .notLinear(let witness) = verdict, let witness { #expect(witness.gap != 0) }
  }
}

extension Network {
  /// For each output the sum over all paths of the products of absolute weights: the size of what may cancel in a slope.
  fileprivate func pathSums(on plane: Plane) -> [Double] {
    var sums = plane.origin.indices.map {
      [plane.first[$0], plane.second[$0], plane.origin[$0]].map(\.nearest.magnitude).max() ?? 0
    }
    for layer in layers {
      sums = (0..<layer.unitCount).map { unit in
        let sum = zip(layer.weights[row: unit], sums).reduce(layer.bias[unit].magnitude) { $0 + $1.0.magnitude * $1.1 }
        return max(1, layer.activations[unit].inactiveSlope.magnitude) * sum
      }
    }
    return sums
  }
}

extension Double {
  /// Whether it is one of the doubles next to an exact value.
  func isCloseTo(_ exact: Rational) -> Bool {
    Rational(nextDown) <= exact && exact <= Rational(nextUp)
  }
}
