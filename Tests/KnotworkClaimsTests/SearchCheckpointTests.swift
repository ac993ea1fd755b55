import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

@Suite("Searches that are gone on with")
struct SearchCheckpointTests {
  /// The answer of runs of few boxes, each from the last checkpoint on and perhaps of more than that before, and all checkpoints on the way.
  private func runs<Answer>(
    from start: [Int: SearchCheckpoint], boxes: Int, threads: Int, most: Int, isGrowing: Bool = false,
    isOpen: (Answer) -> Bool,
    _ work: (Budget, SearchCheckpoints) throws -> Answer
  ) throws -> (answer: Answer, runs: Int, kept: [[Int: SearchCheckpoint]]) {
    var kept = [start]
    for run in 1... {
      let saved = Mutex<[[Int: SearchCheckpoint]]>([])
      let checkpoints = SearchCheckpoints(from: kept[kept.count - 1], every: .zero) { searches in
        saved.withLock { $0.append(searches) }
      }
      let answer = try work(
        Budget(threads: threads, limits: Limits(regions: isGrowing ? boxes * run : boxes)), checkpoints)
      kept += saved.withLock { $0 }
      guard isOpen(answer), run < most else { return (answer, run, kept) }
    }
    fatalError("no end")
  }

  /// What a claim comes to from a checkpoint on, in runs of few boxes.
  private func verdict(
    _ claim: Claim, _ network: Network, from start: SearchCheckpoint?, boxes: Int, threads: Int, most: Int = 200
  ) throws -> (verdict: Verdict, runs: Int, kept: [SearchCheckpoint]) {
    let found = try runs(
      from: start.map { [0: $0] } ?? [:], boxes: boxes, threads: threads, most: most,
      isOpen: { (verdict: Verdict) in
        if case .undecided(let open) = verdict { open.reason != .precision } else { false }
      }
    ) { try claim.verdict(on: [network], within: $0, checkpoints: $1) }
    return (found.answer, found.runs, found.kept.compactMap { $0[0] })
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
      switch try verdict(random.claim, random.network, from: start, boxes: 300, threads: threads, most: 3).verdict {
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
      SearchCheckpoint.Part(lower: lower + [0], upper: upper + [1]),
      SearchCheckpoint.Part(lower: lower.map { $0 - 1 }, upper: upper),
      SearchCheckpoint.Part(lower: upper, upper: lower),
      SearchCheckpoint.Part(lower: lower, upper: upper, phases: [Int8](repeating: 0, count: units + 1)),
      SearchCheckpoint.Part(lower: lower, upper: upper, phases: [Int8](repeating: 2, count: units)),
    ]
    for part in wrong {
      let checkpoints = SearchCheckpoints(from: [0: SearchCheckpoint(open: [part], parts: 1, programs: 0)]) { _ in }
      #expect(throws: InvalidCheckpoint.self) {
        try random.claim.verdict(on: [random.network], within: Budget(), checkpoints: checkpoints)
      }
    }
    struct Full: Error {}
    let full = SearchCheckpoints(every: .zero) { _ in throw Full() }
    #expect(throws: Full.self) {
      try random.claim.verdict(on: [random.network], within: Budget(), checkpoints: full)
    }
  }

  /// Answers in runs of few boxes until one says that it is finished, and again from a checkpoint on the way.
  private func inRuns<Answer>(
    boxes: Int, threads: Int, using generator: inout SeededGenerator, isOpen: (Answer) -> Bool,
    _ work: (Budget, SearchCheckpoints) throws -> Answer
  ) throws -> (answers: [Answer], runs: Int) {
    let found = try runs(from: [:], boxes: boxes, threads: threads, most: 200, isGrowing: true, isOpen: isOpen, work)
    let start = try #require(found.kept.randomElement(using: &generator))
    let again = try work(Budget(threads: threads), SearchCheckpoints(from: start) { _ in })
    return ([found.answer, again], found.runs)
  }

  @Test("Ranges in many runs are those of one", arguments: 1...2)
  func ranges(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (longest, exact) = (0, 0)
    for _ in 0..<Seed.cases(3, soak: 100) {
      let inputs = Int.random(in: 2...5, using: &generator)
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [12, 12], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
      let half = HalfSpace(normal: [Double](repeating: 1, count: inputs), offset: 0.5)
      let domain = try Polytope(Box(-1...1, dimension: inputs), halfSpaces: [half])
      let terms = [LinearConstraint.Term(1, .output(0)), LinearConstraint.Term(0.5, .input(0))]
      let range = try #require(try network.range(of: terms, over: domain))
      let found = try inRuns(
        boxes: Int.random(in: 1...4, using: &generator), threads: threads, using: &generator,
        isOpen: { (range: OutputRange?) in range.map { $0.cause != nil } ?? true }
      ) { try network.range(of: terms, over: domain, within: $0, checkpoints: $1) }
      longest = max(longest, found.runs)
      for answer in found.answers {
        let answer = try #require(answer)
        for (end, other) in [(answer.minimum, range.minimum), (answer.maximum, range.maximum)] {
          if end.isExact, other.isExact {
            #expect(end.value == other.value)
            exact += 1
          }
          // Both enclose the truth, and closely.
          #expect(
            abs(end.value - other.value) <= 1e-8 && abs(end.bound - other.bound) <= 1e-8,
            "\(end), \(other) after \(found.runs) runs")
        }
        #expect(answer.minimum.bound <= range.minimum.value && range.maximum.value <= answer.maximum.bound)
      }
    }
    #expect(longest > 1 && exact > 4)
  }

  /// Boxes end as points where a half-space touches them at a corner.
  @Test("A part may be a point")
  func points() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<10 {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [6], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
      let domain = try Polytope(Box(-1...1, dimension: 2))
      let range = try #require(try network.range(over: domain))
      let point = (0..<2).map { _ in number % 2 == 0 ? 1 : Double.random(in: -1...1, using: &generator) }
      // The least bound comes first.
      let open = [
        SearchCheckpoint.Part(lower: point, upper: point, bound: -1e9),
        SearchCheckpoint.Part(lower: [-1, -1], upper: [1, 1], bound: -1e6),
      ]
      let least = SearchCheckpoint.Least(bound: .infinity, points: [[0, 0]])
      let searches = [0, 1].map { ($0, SearchCheckpoint(open: open, parts: 1, programs: 0, least: least)) }
      let again = try #require(
        try network.range(
          of: [LinearConstraint.Term(1, .output(0))], over: domain, within: Budget(),
          checkpoints: SearchCheckpoints(from: Dictionary(uniqueKeysWithValues: searches)) { _ in }))
      #expect(abs(again.minimum.value - range.minimum.value) <= 1e-8)
      #expect(abs(again.maximum.value - range.maximum.value) <= 1e-8)
    }
  }

  @Test("Slopes in many runs are those of one", arguments: 1...2)
  func slopes(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var longest = 0
    for _ in 0..<Seed.cases(2, soak: 60) {
      let inputs = Int.random(in: 2...4, using: &generator)
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [12, 12], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
      let domain = try Polytope(Box(-1...1, dimension: inputs))
      let all = Array(0..<inputs)
      let ranges = try network.slopes(along: all, over: domain)
      let boxes = Int.random(in: 1...2, using: &generator)
      // What is too close to call stays so in every run.
      func isOpen(_ range: SlopeRange) -> Bool { if case .regions = range.cause { true } else { false } }
      let found = try inRuns(
        boxes: boxes, threads: threads, using: &generator,
        isOpen: { (ranges: [SlopeRange]) in ranges.contains(where: isOpen) }
      ) { try network.slopes(along: all, over: domain, within: $0, checkpoints: $1) }
      longest = max(longest, found.runs)
      for answer in found.answers {
        for (range, other) in zip(answer, ranges) {
          #expect(range.least.bound <= other.least.slope && other.greatest.slope <= range.greatest.bound)
          #expect(other.least.bound <= range.least.slope && range.greatest.slope <= other.greatest.bound)
          guard range.cause == nil, other.cause == nil else { continue }
          let size = 0.011 * max(other.greatest.bound.magnitude, other.least.bound.magnitude)
          #expect(range.trend == other.trend)
          #expect(range.greatest.bound - range.greatest.slope <= size && range.least.slope - range.least.bound <= size)
        }
      }
      // The same question with a claim, which ends when it is decided.
      let claimed = try inRuns(
        boxes: 2, threads: threads, using: &generator,
        isOpen: { (ranges: [SlopeRange]) in
          ranges.contains {
            if case .regions(2) = $0.cause { $0.lies(within: 0 ... .infinity) == nil } else { false }
          }
        }
      ) { try network.slopes(along: all, over: domain, untilWithin: 0 ... .infinity, within: $0, checkpoints: $1) }
      for answer in claimed.answers {
        for (range, other) in zip(answer, ranges)
        where other.trend != .undecided && range.lies(within: 0 ... .infinity) != nil {
          #expect(range.lies(within: 0 ... .infinity) == (other.trend == .rising || other.trend == .constant))
        }
      }
    }
    #expect(longest > 1)
  }

  @Test("Differences in many runs are those of one", arguments: 1...2)
  func differences(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var longest = 0
    for _ in 0..<Seed.cases(2, soak: 40) {
      let first = try RandomNetworks.network(
        inputs: 4, hidden: [20, 20], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
      let second = try DifferenceTests.changed(first, .slight, using: &generator)
      let difference = NetworkDifference(first, second)
      let domain = try Polytope(Box(-1...1, dimension: 4))
      let largest = try difference.largest(ofOutputs: [0], over: domain)[0]
      for factor in [0.98, 1.02] {
        let found = try inRuns(
          boxes: 2, threads: threads, using: &generator,
          isOpen: { (verdict: NetworkDifference.Verdict) in
            if case .undecided(let open) = verdict { open.reason != .precision } else { false }
          }
        ) {
          try difference.verdict(
            within: factor * largest.bound, outputs: [0], over: domain, within: $0, checkpoints: $1)
        }
        longest = max(longest, found.runs)
        for answer in found.answers {
          switch answer {
          case .holds: #expect(factor > 1)
          case .fails: #expect(factor < 1)
          // Doubles may be too coarse for a small difference, and say so.
          case .undecided(let open):
            #expect(open.reason == .precision && factor > 1, "\(open), \(factor) of \(largest)")
          }
        }
      }
    }
    #expect(longest > 1)
  }

  @Test("Checkpoints of other questions are refused")
  func otherQuestions() throws {
    var generator = SeededGenerator(seed: 5)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [4], outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
    let domain = try Polytope(Box(-1...1, dimension: 2))
    func requireRefused(_ least: SearchCheckpoint.Least?, isSlope: Bool) {
      let open = [SearchCheckpoint.Part(lower: [-1, -1], upper: [1, 1])]
      let checkpoint = SearchCheckpoint(open: open, parts: 0, programs: 0, least: least)
      let checkpoints = SearchCheckpoints(from: [0: checkpoint]) { _ in }
      #expect(throws: InvalidCheckpoint.self) {
        if isSlope {
          _ = try network.slopes(along: [0], over: domain, within: Budget(), checkpoints: checkpoints)
        } else {
          let terms = [LinearConstraint.Term(1, .output(0))]
          _ = try network.range(of: terms, over: domain, within: Budget(), checkpoints: checkpoints)
        }
      }
    }
    for isSlope in [false, true] {
      requireRefused(nil, isSlope: isSlope)
      requireRefused(.init(bound: 0, points: [[0, 2]]), isSlope: isSlope)
      requireRefused(.init(bound: 0, points: [[0, 0], [0, 0], [0, 0]]), isSlope: isSlope)
    }
    // Points that do not lie along the input show no slope.
    requireRefused(.init(bound: 0, points: [[0, 0], [0, 0.5]]), isSlope: true)
    requireRefused(.init(bound: 0, points: [[0.5, 0], [0, 0]]), isSlope: true)
  }
}
