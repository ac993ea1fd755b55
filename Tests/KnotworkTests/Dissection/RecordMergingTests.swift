import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Records of several workers are put together to what a single run records, however the tasks were shared out.
@Suite(.timed) struct RecordMergingTests {
  /// What a subdivision leaves whose first `own` tasks the first worker has done, and whose others the other workers have
  /// done in turn, from the back.
  private func complex(
    _ compiled: CompiledNetwork, own: Int, others: Int, threads: Int = 1
  ) throws -> PlanarRecord {
    let meter = Meter(Budget.Run(Budget()))
    let workers = (0...others).map { _ in RecordingWorker(compiled, meter) }
    let first = workers[0]
    var tasks: [RecordingTask] = []
    if others > 0 { tasks = try first.engine.makeTasks() } else { try first.engine.record() }
    let shared = min(own, tasks.count)
    for number in 0..<shared { first.run(tasks[number], number: number) }
    for number in (shared..<tasks.count).reversed() {
      workers[1 + number % others].run(tasks[number], number: number)
    }
    var parts = [RecordedTask?](repeating: nil, count: tasks.count)
    for (number, worker) in workers.enumerated() {
      for (run, task) in worker.done.enumerated() {
        parts[task] = RecordedTask(task: tasks[task], worker: number, run: run)
      }
    }
    let found = RecordingResult(workers: workers, parts: try parts.map { try #require($0) })
    RegionRecorder.complete(found, threads: threads)
    return try PlanarRecord(&first.engine.geometry.journal, of: compiled, in: Budget.Run(Budget()), threads: threads)
  }

  /// The regions in the order of the split tree, active sides first.
  private func leaves(_ complex: PlanarRecord) -> [Int] {
    guard !complex.splitUnits.isEmpty else { return [0] }
    var found: [Int] = []
    var pending = [0]
    while let node = pending.popLast() {
      if node < 0 {
        found.append(~node)
      } else {
        pending.append(Int(complex.splitChildren[2 * node + 1]))
        pending.append(Int(complex.splitChildren[2 * node]))
      }
    }
    return found
  }

  private func expectEqual(_ a: PlanarRecord, _ b: PlanarRecord, _ name: String) {
    #expect(a.regionStarts.elementsEqual(b.regionStarts), "\(name)")
    #expect(a.cornerRegion.elementsEqual(b.cornerRegion), "\(name)")
    #expect(a.cornerTwin.elementsEqual(b.cornerTwin), "\(name)")
    #expect(a.cornerVertex.elementsEqual(b.cornerVertex), "\(name)")
    #expect(a.vertices.elementsEqual(b.vertices), "\(name)")
    #expect(a.table.maps.elementsEqual(b.table.maps) && a.table.words.elementsEqual(b.table.words), "\(name)")
    #expect(a.creaseFacets.elementsEqual(b.creaseFacets), "\(name)")
    #expect(a.splitUnits.count == b.splitUnits.count, "\(name)")
    #expect(leaves(b) == Array(0..<b.regionCount), "\(name): the tree does not lead to each region once, in order")
    // Splits have numbers of their own, but are the same ones.
    let areSame = zip(a.cornerSplit, b.cornerSplit).allSatisfy { p, q in
      guard p >= 0, q >= 0 else { return p == q }
      let (s, t) = (a.splitLines[Int(p)], b.splitLines[Int(q)])
      return a.splitUnits[Int(p)] == b.splitUnits[Int(q)] && s.a == t.a && s.b == t.b && s.c == t.c
    }
    #expect(areSame, "\(name)")
  }

  private func compare(
    _ network: Network, _ domain: ConvexPolygon, on plane: Plane = .identity, _ name: String
  ) throws {
    let compiled = try DomainCoordinates(.slice(plane, domain), inputs: network.inputCount).compile(network)
    let single = try complex(compiled, own: 0, others: 0)
    for (own, others) in [(0, 1), (0, 3), (1, 1), (3, 2), (40, 2), (.max, 1)] {
      let several = try complex(compiled, own: own, others: others)
      expectEqual(single, several, "\(name), \(own) own, \(others) others")
    }
  }

  @Test func degenerateNetworks() throws {
    for entry in try DegenerateCatalogue.all() where entry.network.inputCount == 2 {
      try compare(entry.network, entry.domain, entry.name)
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func randomNetworks(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<2 {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [14, 10], outputs: 2, weights: weights, hasBias: true, leaky: true, using: &generator)
      let domain = ConvexPolygon(try Box(-1...1, dimension: 2))
      try compare(network, domain, "\(weights), number \(number), seed \(Seed.current)")
    }
  }

  @Test func noHiddenLayer() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1, 2]]), activation: .linear)])
    try compare(network, ConvexPolygon(Box(-1...1, dimension: 2)), "no hidden layer")
  }

  /// Large enough for several threads to put it together; the thread sanitizer sees this test as well.
  @Test func severalThreadsMerge() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [40, 40, 40], outputs: 2, weights: .he, hasBias: true, leaky: false, using: &generator)
    let domain = ConvexPolygon(try Box(-1...1, dimension: 2))
    let compiled = try DomainCoordinates(.polygon(domain), inputs: 2).compile(network)
    let single = try complex(compiled, own: 0, others: 0)
    #expect(Parallel.paying(2, for: single.cornerTwin.count) == 2, "too small to test anything")
    for own in [0, 60] {
      let several = try complex(compiled, own: own, others: 2, threads: 2)
      expectEqual(single, several, "\(own) own, seed \(Seed.current)")
    }
  }
}
