import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Work that is stopped and gone on with, shared out, or limited.
@Suite(.timed) struct CheckpointTests {
  private func network(_ inputs: Int, _ hidden: [Int]) throws -> (network: Network, domain: Domain) {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, weights: .he, hasBias: true, leaky: false, using: &generator)
    return (network, .box(try Box(-1...1, dimension: inputs)))
  }

  /// Stops again and again, each time with what was saved last, until the work is done.
  @Test(arguments: [1, 3], [CellEngine.vertices, .halfSpaces])
  func countsGoOn(_ threads: Int, _ engine: CellEngine) throws {
    let (network, domain) = try network(4, [14, 10])
    let expected = try network.regionCount(over: domain, by: engine)
    let saved = Mutex<EnumerationCheckpoint?>(nil)
    var stops = 0
    while true {
      let start = saved.withLock { $0 }
      do {
        let count = try network.regionCount(
          over: domain, by: engine, within: Budget(threads: threads, limits: Limits(regions: 300)),
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

  /// What is streamed before the stop and after it are all regions, in order, each once.
  @Test(arguments: [(3, [16, 12]), (6, [8, 6])] as [(Int, [Int])])
  func streamsGoOn(_ inputs: Int, _ hidden: [Int]) throws {
    let (network, domain) = try network(inputs, hidden)
    var expected: [ActivationPattern] = []
    try network.forEachRegion(over: domain) { expected.append($0.pattern) }
    #expect(try expected.count == network.regionCount(over: domain))
    let saved = Mutex<EnumerationCheckpoint?>(nil)
    var found: [ActivationPattern] = []
    var stops = 0
    while true {
      let start = saved.withLock { $0 }
      found.removeLast(found.count - (start?.regions ?? 0))
      do {
        try network.forEachRegion(
          over: domain, within: Budget(limits: Limits(regions: expected.count / 5)),
          checkpoints: Checkpoints(from: start, every: .zero) { checkpoint in saved.withLock { $0 = checkpoint } }
        ) { region in
          #expect(region.index == found.count)
          found.append(region.pattern)
        }
        break
      } catch is LimitReached {
        stops += 1
      }
    }
    #expect(found == expected && (stops > 2 || expected.count < 2000))
  }

  /// A region that the caller did not take is not one that was done.
  @Test(arguments: [(2, [12, 10]), (3, [8, 8])] as [(Int, [Int])])
  func streamsThatTheCallerEndsLoseNothing(_ inputs: Int, _ hidden: [Int]) throws {
    struct Stop: Error {}
    let (network, domain) = try network(inputs, hidden)
    let expected = try network.regionCount(over: domain)
    let saved = Mutex<EnumerationCheckpoint?>(nil)
    var taken = 0
    #expect(throws: Stop.self) {
      try network.forEachRegion(
        over: domain, checkpoints: Checkpoints(every: .zero) { checkpoint in saved.withLock { $0 = checkpoint } }
      ) { _ in
        if taken == 20 { throw Stop() }
        taken += 1
      }
    }
    let kept = try #require(saved.withLock { $0 })
    #expect(kept.regions <= taken)
    var rest = 0
    try network.forEachRegion(over: domain, checkpoints: Checkpoints(from: kept, every: .zero) { _ in }) { _ in
      rest += 1
    }
    #expect(kept.regions + rest == expected)
  }

  @Test func checkpointsOfOtherWorkAreRefused() throws {
    let (network, domain) = try network(3, [5, 4])
    let tooDeep = try EnumerationCheckpoint(regions: 5, pending: [String(repeating: "1", count: 60)])
    #expect(throws: InvalidCheckpoint.self) {
      _ = try network.regionCount(over: domain, checkpoints: Checkpoints(from: tooDeep) { _ in })
    }
    #expect(throws: InvalidCheckpoint.self) { _ = try EnumerationCheckpoint(regions: 5, pending: ["01x"]) }
    #expect(throws: InvalidCheckpoint.self) { _ = try EnumerationCheckpoint(regions: -1, pending: []) }
  }

  @Test func whatSavingThrowsEndsTheWork() throws {
    struct DiskFull: Error {}
    let (network, domain) = try network(4, [14, 10])
    for threads in [1, 2] {
      #expect(throws: DiskFull.self) {
        _ = try network.regionCount(
          over: domain, within: Budget(threads: threads),
          checkpoints: Checkpoints(every: .zero) { _ in throw DiskFull() })
      }
    }
  }

  @Test func memoryIsLimited() throws {
    let (network, domain) = try network(5, [16, 12])
    let error = #expect(throws: LimitReached.self) {
      _ = try Dissection(of: network, over: domain, within: Budget(limits: Limits(memory: 1)))
    }
    #expect(error?.cause == .memory(limit: 1) && (error?.regionsFound ?? 0) > 0)
  }

  @Test func whatABodyThrowsEndsTheStream() throws {
    struct Enough: Error {}
    let (network, domain) = try network(3, [6, 4])
    var count = 0
    #expect(throws: Enough.self) {
      try network.forEachRegion(over: domain) { _ in
        count += 1
        if count == 7 { throw Enough() }
      }
    }
    #expect(count == 7)
  }
}

/// Cells with more facets than a machine word has bits are subdivided by another engine, and go on as all others do.
@Suite(.timed) struct CrowdedCellTests {
  @Test(arguments: [1, 2])
  func countsGoOn(_ threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    func direction() -> [Double] {
      let raw = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return raw.map { $0 / length }
    }
    // All but round: the cells that are left of it have nearly all half-spaces as facets.
    let ball = (0..<56).map { _ in HalfSpace(normal: direction(), offset: 0.9) }
    let network = try Network(layers: [
      Layer(weights: Matrix((0..<14).map { _ in direction() }), bias: (0..<14).map { _ in 0.1 }, activation: .relu),
      Layer(weights: Matrix([[Double](repeating: 1, count: 14)]), activation: .linear),
    ])
    let domain = Domain.polytope(try Polytope(Box(-1...1, dimension: 3), halfSpaces: ball))
    let expected = try network.regionCount(over: domain, by: .halfSpaces)
    #expect(expected > 100)
    #expect(try network.regionCount(over: domain, by: .vertices, within: Budget(threads: threads)) == expected)
    let saved = Mutex<EnumerationCheckpoint?>(nil)
    var stops = 0
    while true {
      let start = saved.withLock { $0 }
      do {
        let count = try network.regionCount(
          over: domain, by: .vertices,
          within: Budget(threads: threads, limits: Limits(regions: 20)),
          checkpoints: Checkpoints(from: start, every: .zero) { checkpoint in saved.withLock { $0 = checkpoint } })
        #expect(count == expected)
        break
      } catch is LimitReached {
        stops += 1
        try #require(stops < 10_000)
      }
    }
    #expect(stops > 0)
  }
}
