import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

@Suite("Claims that are gone on with")
struct ClaimCheckpointTests {
  /// What a claim comes to from a checkpoint on, in runs of few boxes.
  private func verdict(
    _ claim: Claim, _ network: Network, from start: ClaimCheckpoint?, boxes: Int, threads: Int
  ) throws -> (verdict: Verdict, runs: Int, kept: [ClaimCheckpoint]) {
    var kept = start.map { [$0] } ?? []
    for run in 1... {
      let saved = Mutex<[ClaimCheckpoint]>([])
      let checkpoints = ClaimCheckpoints(from: kept.last, every: .zero) { checkpoint in
        saved.withLock { $0.append(checkpoint) }
      }
      let budget = Budget(threads: threads, limits: Limits(regions: boxes))
      let verdict = try claim.verdict(on: [network], within: budget, checkpoints: checkpoints)
      kept += saved.withLock { $0 }
      guard case .undecided(let open) = verdict, open.reason != .precision, run < 200 else {
        return (verdict, run, kept)
      }
    }
    fatalError("no end")
  }

  @Test("The verdict is that of one run, wherever it was interrupted", arguments: 1...2)
  func resumed(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var decided = 0
    for _ in 0..<Seed.cases(60, soak: 2000) {
      guard let random = try RandomClaim(using: &generator) else { continue }
      let found = try verdict(random.claim, random.network, from: nil, boxes: 2, threads: threads)
      switch found.verdict {
      case .holds: #expect(random.holds, "proved, but false: \(random)")
      case .fails(let example):
        #expect(!random.holds && random.claim.isViolated(at: example.inputs, by: [random.network]))
      case .undecided: continue
      }
      decided += 1
      // From one of all the checkpoints, as after a kill.
      guard let start = found.kept.randomElement(using: &generator) else { continue }
      switch try verdict(random.claim, random.network, from: start, boxes: 300, threads: threads).verdict {
      case .holds: #expect(random.holds, "proved from a checkpoint, but false: \(random)")
      case .fails: #expect(!random.holds)
      case .undecided: break
      }
    }
    #expect(decided > 10)
  }

  @Test("Bounds near the greatest value are proved or refuted in many runs", arguments: 1...2)
  func manyRuns(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var longest = 0
    for _ in 0..<Seed.cases(3, soak: 50) {
      let network = try RandomNetworks.network(
        inputs: 4, hidden: [24, 24], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
      let box = try Box(-1...1, dimension: 4)
      let range = try #require(try network.range(over: try Polytope(box)))
      let (greatest, margin) = (range.maximum.value, 1e-3 * (range.maximum.value - range.minimum.value))
      for isAbove in [true, false] {
        // What must not be is that the output is at least this.
        let offset = isAbove ? greatest + margin : greatest - margin
        let condition = Condition.constraint(LinearConstraint([.init(-1, .output(0))], atMost: -offset))
        let claim = Claim(
          inputCount: 4, outputCount: 1, violation: Violation(lower: box.lower, upper: box.upper, condition: condition))
        let found = try verdict(claim, network, from: nil, boxes: 3, threads: threads)
        longest = max(longest, found.runs)
        let start = try #require(found.kept.randomElement(using: &generator))
        let again = try verdict(claim, network, from: start, boxes: 1000, threads: threads)
        for verdict in [found.verdict, again.verdict] {
          switch verdict {
          case .holds: #expect(isAbove)
          case .fails: #expect(!isAbove)
          case .undecided: Issue.record("undecided: \(verdict)")
          }
        }
      }
    }
    #expect(longest > 3)
  }

  @Test("What does not fit is refused, and what keeping throws ends the work")
  func refused() throws {
    var generator = SeededGenerator(seed: 5)
    let random = try #require(try RandomClaim(using: &generator))
    let violation = try #require(random.claim.violation)
    let (lower, upper) = (violation.lower, violation.upper)
    let units = random.network.layers.reduce(0) { $0 + $1.unitCount }
    let wrong = [
      ClaimCheckpoint.Part(lower: lower + [0], upper: upper + [1]),
      ClaimCheckpoint.Part(lower: lower.map { $0 - 1 }, upper: upper), ClaimCheckpoint.Part(lower: upper, upper: lower),
      ClaimCheckpoint.Part(lower: lower, upper: upper, phases: [Int8](repeating: 0, count: units + 1)),
      ClaimCheckpoint.Part(lower: lower, upper: upper, phases: [Int8](repeating: 2, count: units)),
    ]
    for part in wrong {
      let checkpoints = ClaimCheckpoints(from: ClaimCheckpoint(open: [part], parts: 1, programs: 0)) { _ in }
      #expect(throws: InvalidCheckpoint.self) {
        try random.claim.verdict(on: [random.network], within: Budget(), checkpoints: checkpoints)
      }
    }
    struct Full: Error {}
    let full = ClaimCheckpoints(every: .zero) { _ in throw Full() }
    #expect(throws: Full.self) {
      try random.claim.verdict(on: [random.network], within: Budget(), checkpoints: full)
    }
  }
}
