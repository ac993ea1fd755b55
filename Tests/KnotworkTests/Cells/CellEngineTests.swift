import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Both engines for any dimension against the reference engine, known arrangements and each other.
@Suite(.timed) struct CellEngineTests {
  /// Keeps the patterns.
  private struct PatternSink: CellSink, Sendable {
    static var detail: ViewDetail { .nothing }
    let wordCount: Int
    var patterns: [[UInt64]] = []
    mutating func add(_ region: FoundCell) { patterns.append((0..<wordCount).map { region.pattern[$0] }) }
  }

  private static let engines: [CellEngine] = [.vertices, .halfSpaces]

  private func patterns(
    _ network: Network, over domain: Polytope, by engine: CellEngine, threads: Int = 1
  ) throws -> [ActivationPattern] {
    let compiled = try DomainCoordinates(.polytope(domain), inputs: network.inputCount).compile(network)
    let sinks = try engine.run(compiled, within: Budget(threads: threads)) {
      PatternSink(wordCount: compiled.wordCount)
    }
    return sinks.flatMap(\.patterns).map { compiled.pattern(of: $0[...]) }
  }

  private func check(_ network: Network, over domain: Polytope, _ comment: String) throws {
    let expected = ReferenceCells(of: network, over: domain).patterns
    for engine in CellEngineTests.engines {
      let found = try patterns(network, over: domain, by: engine)
      #expect(found.count == expected.count && Set(found) == expected, "\(engine) \(comment)")
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func randomNetworksEqualTheReference(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let shapes: [(inputs: Int, hidden: [Int])] = [
      (1, [4, 3]), (2, [4, 3]), (3, [4, 3]), (3, [3, 2, 2]), (4, [4, 2]), (5, [4, 2]), (3, [6]), (4, [5]),
      (2, [1, 5, 2]),
    ]
    for shape in shapes {
      for number in 0..<Seed.cases(4, soak: 8) {
        let network = try RandomNetworks.network(
          inputs: shape.inputs, hidden: shape.hidden, weights: weights, hasBias: number % 2 == 0,
          leaky: number % 4 == 3,
          using: &generator)
        let box = try Box(-1...1, dimension: shape.inputs)
        let cut = HalfSpace(
          normal: (0..<shape.inputs).map { _ in Double(Int.random(in: 1...3, using: &generator)) }, offset: 1)
        let domain = try Polytope(box, halfSpaces: number % 4 == 2 ? [cut] : [])
        try check(network, over: domain, "\(weights) \(shape) \(number)")
      }
    }
  }

  /// The plane's degenerate networks with further inputs that they do not look at: as many regions as in the plane.
  @Test(arguments: [3, 4, 6])
  func degenerateNetworksInMoreDimensions(_ dimension: Int) throws {
    for item in try DegenerateCatalogue.all() {
      let first = item.network.layers[0]
      let lifted = try Network(
        layers: [
          Layer(
            weights: Matrix(
              (0..<first.unitCount).map { first.weights[row: $0] + [Double](repeating: 0, count: dimension - 2) }),
            bias: first.bias, activations: first.activations)
        ] + item.network.layers.dropFirst())
      let (lower, upper) = item.domain.bounds
      guard item.domain == ConvexPolygon(try Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])) else {
        continue
      }
      let box = try Box(
        lower: [lower.x, lower.y] + [Double](repeating: -1, count: dimension - 2),
        upper: [upper.x, upper.y] + [Double](repeating: 1, count: dimension - 2))
      let expected = try item.network.regionCount(over: .polygon(item.domain))
      for engine in CellEngineTests.engines {
        #expect(
          try lifted.regionCount(over: .box(box), by: engine) == expected, "\(item.name), \(dimension)-D, \(engine)"
        )
      }
    }
  }

  /// Reflection arrangements, all of whose hyperplanes meet in one point.
  @Test(arguments: [2, 3, 4])
  func reflectionArrangements(_ dimension: Int) throws {
    func unit(_ entries: (Int, Double)...) -> [Double] {
      var row = [Double](repeating: 0, count: dimension)
      for (index, value) in entries { row[index] = value }
      return row
    }
    let pairs = (0..<dimension).flatMap { i in (i + 1..<dimension).map { (i, $0) } }
    let braid = pairs.map { unit(($0.0, 1), ($0.1, -1)) }
    let signed = braid + pairs.map { unit(($0.0, 1), ($0.1, 1)) } + (0..<dimension).map { unit(($0, 1)) }
    let factorial = (1...dimension).reduce(1, *)
    for (rows, expected) in [(braid, factorial), (signed, factorial << dimension)] {
      let network = try Network(layers: [
        Layer(weights: Matrix(rows), activation: .relu),
        Layer(weights: Matrix([[Double](repeating: 1, count: rows.count)]), activation: .linear),
      ])
      for engine in CellEngineTests.engines {
        #expect(
          try network.regionCount(over: .box(Box(-1...1, dimension: dimension)), by: engine) == expected,
          "\(engine), \(rows.count) hyperplanes")
      }
    }
  }

  /// A generic arrangement of n hyperplanes that all meet within the box has Σ C(n, i) cells (Zaslavsky 1975).
  @Test func genericArrangements() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (dimension, count) in [(2, 7), (3, 7), (4, 7), (5, 8), (6, 8)] {
      let network = try RandomNetworks.network(
        inputs: dimension, hidden: [count], weights: .he, hasBias: true, leaky: false, using: &generator)
      var binomial = 1
      var expected = 1
      for index in 1...dimension {
        binomial = binomial * (count - index + 1) / index
        expected += binomial
      }
      let box = try Box(-1e6...1e6, dimension: dimension)
      for engine in CellEngineTests.engines {
        #expect(try network.regionCount(over: .box(box), by: engine) == expected, "\(dimension)-D \(engine)")
      }
    }
  }

  @Test func enginesAndThreadsAgree() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (inputs, hidden) in [(3, [10, 8, 6]), (4, [9, 7]), (6, [8, 5])] {
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: hidden, weights: .he, hasBias: true, leaky: inputs == 4, using: &generator)
      let box = try Polytope(Box(-1...1, dimension: inputs))
      let expected = try patterns(network, over: box, by: .vertices)
      #expect(expected.count > 50)
      for engine in CellEngineTests.engines {
        for threads in [1, 2, 3, 8] {
          let found = try patterns(network, over: box, by: engine, threads: threads)
          #expect(found == expected, "the order depends neither on the engine nor on the number of threads")
        }
      }
    }
  }

  /// Weights from 1e-12 to 1e12 make vertices whose coordinates have to be replaced by exact ones; what is made from a vertex
  /// before that must not be used with it after that.
  @Test func enginesAgreeOnWildWeights() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(20, soak: 300) {
      for (inputs, hidden) in [(3, [5, 3, 2]), (2, [5, 4]), (4, [4, 3])] {
        let network = try RandomNetworks.network(
          inputs: inputs, hidden: hidden, weights: .wild, hasBias: number % 2 == 0, leaky: number % 3 == 0,
          using: &generator)
        let box = try Box(-1...1, dimension: inputs)
        #expect(
          try network.regionCount(over: .box(box), by: .vertices)
            == network.regionCount(over: .box(box), by: .halfSpaces),
          "\(number) \(inputs)-\(hidden)")
      }
    }
  }
}
