import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Laws that every dissection obeys.
@Suite(.timed) struct DissectionLawTests {
  private func network(
    inputs: Int = 2, _ hidden: [Int], seed: UInt64 = 0, leaky: Bool = false
  ) throws -> Network {
    var generator = SeededGenerator(seed: Seed.current &+ seed)
    return try RandomNetworks.network(
      inputs: inputs, hidden: hidden, outputs: 2, weights: .he, hasBias: true, leaky: leaky, using: &generator)
  }

  /// A generic arrangement of k lines has 1 + k + k(k − 1)/2 regions, all in a large enough box.
  @Test func arrangementFormula() throws {
    for k in 0...9 {
      // Tangents of a parabola: no two parallel, no three through one point.
      let slopes: [Double] = (0..<max(k, 1)).map { Double($0) - 4 }
      let weights: [[Double]] = slopes.map { [$0, 1] }
      let bias: [Double] = slopes.map { -$0 * $0 / 4 }
      let network = try Network(layers: [
        Layer(weights: Matrix(weights), bias: bias, activation: k == 0 ? .linear : .relu),
        Layer(weights: Matrix([slopes]), activation: .linear),
      ])
      let expected: Int = 1 + k + k * (k - 1) / 2
      let found: Int = try network.regionCount(over: .box(Box(-1000...1000, dimension: 2)))
      #expect(found == expected)
    }
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let network = try network([24, 24, 24])
    let box = try Box(-1...1, dimension: 2)
    let single = try Dissection(of: network, over: .box(box))
    for threads in [2, 3, 7] {
      let several = try Dissection(of: network, over: .box(box), within: Budget(threads: threads))
      #expect(several.regions.count == single.regions.count)
      for (a, b) in zip(single.regions, several.regions) {
        #expect(a.pattern == b.pattern && a.vertices == b.vertices && a.map == b.map && a.neighbours == b.neighbours)
        #expect(a.halfSpaces == b.halfSpaces)
      }
      for (a, b) in zip(single.creases, several.creases) {
        #expect(a.regions == b.regions && a.vertices == b.vertices && a.unit == b.unit)
      }
      let point = [0.123, -0.456]
      #expect(single.region(at: point)?.index == several.region(at: point)?.index)
    }
  }

  /// A cut through the domain leaves the same regions, except that those it crosses come twice.
  @Test func aBoxCutInTwoHasTheSamePieces() throws {
    let network = try network([8, 8])
    let whole = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
    let parts = try [
      Dissection(of: network, over: .box(Box(lower: [-1, -1], upper: [0.1, 1]))),
      Dissection(of: network, over: .box(Box(lower: [0.1, -1], upper: [1, 1]))),
    ]
    let patterns = parts.map { Set($0.regions.map(\.pattern)) }
    #expect(patterns[0].union(patterns[1]) == Set(whole.regions.map(\.pattern)))
    let volumes = Dictionary(grouping: parts.flatMap { Array($0.regions) }, by: \.pattern)
      .mapValues { $0.reduce(0) { $0 + ($1.volume ?? .nan) } }
    for region in whole.regions { #expect((volumes[region.pattern]! - (region.volume ?? .nan)).magnitude < 1e-12) }
    for output in 0..<2 {
      let means = try parts.map { try $0.mean(of: output) * ($0.volume ?? .nan) }
      #expect((means[0] + means[1] - (try whole.mean(of: output)) * 4).magnitude < 1e-12)
      #expect(
        try max(parts[0].extremes(of: output).maximum.value, parts[1].extremes(of: output).maximum.value)
          == whole.extremes(of: output).maximum.value)
    }
  }

  @Test func locationAgreesWithThePattern() throws {
    for (number, entry) in try DegenerateCatalogue.all().enumerated() {
      let dissection = try Dissection(of: entry.network, over: .polygon(entry.domain))
      var generator = SeededGenerator(seed: Seed.current &+ UInt64(number))
      for _ in 0..<50 {
        let point = (0..<2).map { _ in Double.random(in: -1...1, using: &generator) }
        guard let region = dissection.region(at: point) else { continue }
        #expect(region.pattern == entry.network.pattern(at: point), "\(entry.name) at \(point)")
      }
      // Vertices lie on the boundary of the region that is found.
      for vertex in dissection.regions.flatMap({ $0.vertices ?? [] })
      where entry.domain.contains(SIMD2(vertex[0], vertex[1])) {
        #expect(dissection.region(at: vertex) != nil, "\(entry.name) at \(vertex)")
      }
      #expect(dissection.region(at: [3, 0]) == nil)
    }
  }

  @Test func bendsMatchSlopeJumps() throws {
    let dissection = try Dissection(of: network([10, 10], leaky: true), over: .box(Box(-1...1, dimension: 2)))
    for crease in dissection.creases {
      let (active, inactive) = crease.regions
      let (p, q) = (dissection.regions[active].map, dissection.regions[inactive].map)
      let ends = (crease.vertices ?? []).map { SIMD2($0[0], $0[1]) }
      let (start, end) = (ends[0], ends[1])
      let direction = end - start
      let length = (direction.x * direction.x + direction.y * direction.y).squareRoot()
      guard length > 1e-6 else { continue }
      for output in 0..<2 {
        let jump = SIMD2(p.slope[output, 0] - q.slope[output, 0], p.slope[output, 1] - q.slope[output, 1])
        // The active side lies to the left of the segment.
        let normal = SIMD2(-direction.y, direction.x) / length
        #expect((jump.x * normal.x + jump.y * normal.y - crease.bends[output]).magnitude < 1e-9)
        #expect((jump.x * direction.x + jump.y * direction.y).magnitude < 1e-9)
      }
    }
  }

  @Test func streamsWhatADissectionKeeps() throws {
    let network = try network([9, 7])
    let box = try Box(-1...1, dimension: 2)
    let kept = try Dissection(of: network, over: .box(box))
    var count = 0
    try network.forEachRegion(over: .box(box)) { region in
      let expected = kept.regions[region.index]
      #expect(region.index == count && region.pattern == expected.pattern)
      #expect(region.map == expected.map)
      for (a, b) in zip(region.interiorPoint, expected.interiorPoint) { #expect((a - b).magnitude < 1e-12) }
      count += 1
    }
    #expect(count == kept.regions.count)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try network.forEachRegion(over: .box(box)) { if $0.index == 3 { throw Stop() } } }
  }

  @Test func limitsStopTheWork() throws {
    let network = try network([64, 64, 64])
    let box = try Box(-1...1, dimension: 2)
    let error = #expect(throws: LimitReached.self) {
      try Dissection(of: network, over: .box(box), within: Budget(limits: Limits(regions: 100)))
    }
    #expect(error?.cause == .regions(limit: 100))
    #expect((error?.regionsFound ?? 0) > 100)
    let late = #expect(throws: LimitReached.self) {
      try network.regionCount(over: .box(box), within: Budget(threads: 2, limits: Limits(duration: .nanoseconds(1))))
    }
    #expect(late?.cause == .duration(limit: .nanoseconds(1)))
    let progress = Budget.Progress()
    progress.cancel()
    let cancelled = #expect(throws: LimitReached.self) {
      try Dissection(of: network, over: .box(box), within: Budget(progress: progress))
    }
    #expect(cancelled?.cause == .cancelled)
  }

  /// The limit is reached while several threads share the work.
  @Test(arguments: [1, 50, 1000, 5000], [2, 3])
  func limitsStopSharedWork(limit: Int, threads: Int) throws {
    let network = try network([64, 64, 64])
    let error = #expect(throws: LimitReached.self) {
      try Dissection(
        of: network, over: .box(Box(-1...1, dimension: 2)),
        within: Budget(threads: threads, limits: Limits(regions: limit)))
    }
    #expect(error?.cause == .regions(limit: limit) && (error?.regionsFound ?? 0) > limit)
  }

  @Test func oneDimension() throws {
    let network = try network(inputs: 1, [12, 12])
    let dissection = try Dissection(of: network, over: .box(Box(-2...2, dimension: 1)))
    #expect(dissection.dimension == 1 && dissection.volume == 4)
    #expect(dissection.creases.count == dissection.regions.count - 1)
    #expect(try checkDissection(dissection).isEmpty)
    for region in dissection.regions {
      #expect(region.map.slope.columns == 1 && region.interiorPoint.count == 1)
      #expect(region.pattern == network.pattern(at: region.interiorPoint))
      #expect(region.halfSpaces.count == 2)
      #expect(dissection.region(at: region.interiorPoint)?.index == region.index)
    }
    #expect(throws: InvalidGeometry.self) { try Dissection(of: network, over: .box(Box(-1...1, dimension: 2))) }
  }

  @Test func overflowingWeightsAreRefused() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1e200, 0]]), activation: .relu), Layer(weights: Matrix([[1e200]]), activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    #expect(throws: InvalidNetwork.self) { try Dissection(of: network, over: .box(Box(-1...1, dimension: 2))) }
  }
}
