import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Polygons against cells kept by their vertices, in the plane: the same regions, in the same order, with the same facets.
@Suite(.timed) struct PolygonCellsTests {
  /// What any sink sees of each region.
  private struct CellList: CellSink, Sendable {
    static var detail: ViewDetail { .everything }

    struct Entry: Equatable, Sendable {
      let pattern: [UInt64]
      let facets: [Int32]
      /// For each vertex the facets that it lies on.
      let vertices: [[Int32]]
    }

    let compiled: CompiledNetwork
    private(set) var entries: [Entry] = []
    /// How many points inside lie outside: at all where they are said to be certain, or else by more than coordinates are rounded, as
    /// regions may be thinner than that.
    private(set) var misplacedCount = 0

    init(_ compiled: CompiledNetwork) { self.compiled = compiled }

    mutating func add(_ region: FoundCell) {
      guard let view = region.view else { return }
      let pattern = (0..<compiled.wordCount).map { region.pattern[$0] }
      let facets = (0..<view.facetCount).map { view.facets[$0] }
      let vertices = (0..<view.vertexCount).map { vertex in
        facets.indices.filter { view.masks[vertex * view.maskWords + $0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
          .map { facets[$0] }.sorted()
      }
      entries.append(
        Entry(
          pattern: pattern, facets: facets.sorted(), vertices: vertices.sorted { $0.lexicographicallyPrecedes($1) }))
      let exact = ExactForms(compiled)
      let point = [Dyadic(view.interior[0]), Dyadic(view.interior[1])]
      // The mean of the vertices is rounded as they are, whatever cancels in it.
      let sizes = (0..<2).map { axis in
        (0..<view.vertexCount).reduce(0) { max($0, view.vertices[3 * $1 + axis].magnitude) }
      }
      let isInside = facets.allSatisfy { facet in
        let line = exact.form(ofFacet: facet, pattern: pattern)
        let terms = [line.a * point[0], line.b * point[1], line.c]
        let value = (terms[0] + terms[1] + terms[2]).nearest
        let size = line.a.nearest.magnitude * sizes[0] + line.b.nearest.magnitude * sizes[1] + line.c.nearest.magnitude
        let rounding = view.isInteriorCertain ? 0 : size * 0x1p-50
        guard facet >= 0 else { return value > -rounding }
        let (layer, unit) = compiled.place(of: Int(facet))
        let isActive = pattern[compiled.compiledLayers[layer].firstWord + unit >> 6] >> UInt64(unit & 63) & 1 == 1
        return (isActive ? value : -value) > -rounding
      }
      if !isInside { misplacedCount += 1 }
    }
  }

  private func run<Sink: CellSink & Sendable>(
    _ engine: CellEngine, _ compiled: CompiledNetwork, threads: Int = 1, _ makeSink: @Sendable () -> Sink
  ) throws -> [Sink] {
    try engine.run(compiled, within: Budget(threads: threads), makeSink: makeSink)
  }

  private func check(_ network: Network, over domain: Polytope, _ comment: String) throws {
    let compiled = try DomainCoordinates(.polytope(domain), inputs: 2).compile(network)
    let expected = try run(.vertices, compiled) { CellList(compiled) }
    let found = try run(.polygon, compiled) { CellList(compiled) }
    #expect(found.flatMap(\.entries) == expected.flatMap(\.entries), "\(comment)")
    #expect(found.allSatisfy { $0.misplacedCount == 0 }, "\(comment)")
    let count = try network.regionCount(over: .polytope(domain), by: .polygon)
    #expect(try count == network.regionCount(over: .polytope(domain), by: .vertices), "\(comment)")
    #expect(count == found.reduce(0) { $0 + $1.entries.count }, "\(comment)")
    let outputs = Array(0..<network.outputCount)
    func extremes(_ engine: CellEngine) throws -> [[Double]] {
      let sinks = try run(engine, compiled) { ExtremesSink(compiled, outputs: outputs, in: Budget.Run(Budget())) }
      return sinks[0].searches.map { [$0.minimum.optimum.rounded.value, $0.maximum.optimum.rounded.value] }
    }
    #expect(try extremes(.polygon) == extremes(.vertices), "\(comment)")
    func moments(_ engine: CellEngine) throws -> MomentSink { try run(engine, compiled) { MomentSink(compiled) }[0] }
    let (a, b) = (try moments(.polygon), try moments(.vertices))
    #expect((a.volume.value - b.volume.value).magnitude <= 1e-12 * b.volume.value, "\(comment)")
    for output in outputs {
      let scale = try extremes(.vertices)[output].reduce(0) { max($0, $1.magnitude) } * b.volume.value
      #expect((a.integrals[output].value - b.integrals[output].value).magnitude <= 1e-12 * scale, "\(comment)")
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func randomNetworks(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<40 {
      let hidden = [[6, 5], [9], [4, 4, 4], [1, 5, 2]][number % 4]
      let network = try RandomNetworks.network(
        inputs: 2, hidden: hidden, outputs: 2, weights: weights, hasBias: number % 2 == 0, leaky: number % 5 == 3,
        using: &generator)
      let cuts = (0..<number % 3).map { _ in
        HalfSpace(normal: (0..<2).map { _ in Double(Int.random(in: -3...3, using: &generator)) }, offset: 1)
      }.filter { $0.normal != [0, 0] }
      let domain = try Polytope(Box(-1...1, dimension: 2), halfSpaces: cuts)
      try check(network, over: domain, "\(weights), \(number), seed \(Seed.current)")
    }
  }

  @Test func degenerateNetworks() throws {
    for item in try DegenerateCatalogue.all() where item.network.inputCount == 2 {
      let (lower, upper) = item.domain.bounds
      let box = try Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])
      try check(item.network, over: Polytope(box), item.name)
    }
  }

  /// The parts of a cell that are only counted are as many as the regions that are seen.
  @Test(arguments: RandomNetworks.Weights.allCases)
  func countsEqualRecords(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<20 {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [12, 9], weights: weights, hasBias: number % 2 == 0, leaky: false, using: &generator)
      let box = try Box(-1...1, dimension: 2)
      let regions = try Dissection(of: network, over: .box(box)).regions.count
      #expect(try network.regionCount(over: .box(box)) == regions, "\(weights), \(number), seed \(Seed.current)")
    }
  }

  /// Three lines through one point cut a square into six parts, three others into seven.
  @Test func threeLines() throws {
    for (bias, expected) in [([0, 0, 0], 6), ([0, 0, 0.25], 7), ([0, 0, 0x1p-60], 7)] as [([Double], Int)] {
      let network = try Network(layers: [
        Layer(weights: Matrix([[1, 0], [0, 1], [1, 1]]), bias: bias, activation: .relu),
        Layer(weights: Matrix([[1, 1, 1]]), activation: .linear),
      ])
      #expect(try network.regionCount(over: .box(Box(-1...1, dimension: 2)), by: .polygon) == expected)
    }
  }

  @Test func threadsDoNotMatter() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [28, 28, 16], outputs: 2, weights: .he, hasBias: true, leaky: false, using: &generator)
    let compiled = try DomainCoordinates(.box(Box(-1...1, dimension: 2)), inputs: 2).compile(network)
    let expected = try run(.polygon, compiled) { CellList(compiled) }.flatMap(\.entries)
    for threads in [2, 3, 8] {
      let found = try run(.polygon, compiled, threads: threads) { CellList(compiled) }.flatMap(\.entries)
      #expect(found == expected, "\(threads) threads, seed \(Seed.current)")
      let counts = try run(.polygon, compiled, threads: threads) { CellCounter() }
      #expect(counts.reduce(0) { $0 + $1.count } == expected.count, "\(threads) threads, seed \(Seed.current)")
    }
  }

  /// Stops again and again, each time with what was saved last; a checkpoint of one geometry serves the other as well.
  @Test(arguments: [1, 3])
  func countsGoOn(_ threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [30, 30], weights: .he, hasBias: true, leaky: false, using: &generator)
    let domain = Domain.box(try Box(-1...1, dimension: 2))
    let expected = try network.regionCount(over: domain, by: .vertices)
    let saved = Mutex<EnumerationCheckpoint?>(nil)
    var stops = 0
    while true {
      let start = saved.withLock { $0 }
      do {
        let count = try network.regionCount(
          over: domain, by: stops == 1 ? .vertices : .polygon,
          within: Budget(threads: threads, limits: Limits(regions: 300)),
          checkpoints: Checkpoints(from: start, every: .zero) { checkpoint in saved.withLock { $0 = checkpoint } })
        #expect(count == expected)
        break
      } catch is LimitReached {
        stops += 1
        let next = saved.withLock { $0 }
        #expect(next != nil && next != start, "something was done")
      }
    }
    #expect(stops > 1)
    #expect(saved.withLock { $0 } == (try EnumerationCheckpoint(regions: expected, pending: [])))
  }
}
