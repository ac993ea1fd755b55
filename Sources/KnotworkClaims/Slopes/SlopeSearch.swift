import CKnotworkKernels
import Knotwork
import KnotworkGeometry

/// The search for the least slope of a row along a direction over a domain; belongs to one thread.
///
/// Bounds are affine forms of the gradient in the phases of open units; where few are open, linear programs over points, phases and their
/// products, case by case; cases of all units in rational arithmetic. Boxes whose bound is least go first (decision 0084).
struct SlopeSearch {
  /// What costs are worth; measured with ClaimBenchmark.
  struct Tuning {
    /// With so many open units at most programs are solved.
    var cases = 45
    /// So many programs in a box before it is split.
    var programs = 200
    /// The numbers that a program may have.
    var room = 4_000_000
    /// So many cases are decided in rational arithmetic.
    var exactLeaves = 200
    /// Points and steps at the start.
    var samples = 200
    var steps = 600
  }

  /// What is known when a search ends.
  struct Outcome {
    let end: SlopeRange.End
    let cause: LimitReached.Cause?
  }

  let probe: SlopeProbe
  let direction: [Double]
  /// Whether slopes are below it is to be decided in any case.
  let aim: Double
  /// By how much the least slope may be missed, relative to the greatest that were seen.
  let tolerance: Double
  let tuning: Tuning
  private let budget: Budget
  private let deadline: ContinuousClock.Instant?
  private let relaxation: Relaxation
  private var generator = SplitMix64(state: 84)
  private var boxes: [SlopeBox] = []
  /// The least slope that was found, of a region or between points, and the points.
  private var best: ExactQuotient?
  private var bestValue: Double
  private var pair: (slope: ExactQuotient, pair: SlopePair)?
  /// How large slopes are.
  private var scale = 0.0
  private var stuckBound = Double.infinity
  private var exactLeaves = 0
  private var parts = 0
  private var cause: LimitReached.Cause?

  init(_ task: SlopeTask, tolerance: Double, within budget: Budget, tuning: Tuning = Tuning()) {
    (probe, direction, aim, bestValue) = (task.probe, task.direction, task.aim, task.known)
    (self.tolerance, self.tuning, self.budget) = (tolerance, tuning, budget)
    deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
    relaxation = Relaxation(probe.network)
  }

  /// Works until the end is known, or a limit is reached.
  mutating func run() -> Outcome {
    let (lower, upper) = (probe.domain.box.lower, probe.domain.box.upper)
    boxes = [SlopeBox(lower: lower, upper: upper)]
    sample()
    while let box = SlopeBox.pop(&boxes) {
      if box.bound >= threshold { continue }
      if isOver() {
        SlopeBox.push(box, &boxes)
        break
      }
      parts += 1
      process(box)
    }
    let rest = boxes.map(\.bound).min() ?? .infinity
    let bound = min(threshold, stuckBound, rest)
    let value = best.map(\.rounded) ?? .infinity
    return Outcome(
      end: SlopeRange.End(slope: max(value, bound), bound: bound, pair: pair?.pair),
      cause: cause ?? (stuckBound < threshold ? .regions(limit: tuning.exactLeaves) : nil))
  }

  /// Boxes whose bound reaches it are done.
  private var threshold: Double {
    let gap = tolerance * scale
    return bestValue < aim ? bestValue - gap : max(bestValue - gap, aim)
  }

  private mutating func isOver() -> Bool {
    guard parts > 0 else { return false }
    if budget.progress.isCancelled {
      cause = .cancelled
    } else if let deadline, let limit = budget.limits.duration, ContinuousClock.now >= deadline {
      cause = .duration(limit: limit)
    } else if parts & 63 == 0, let limit = budget.limits.memory, kw_resident_memory() > limit {
      cause = .memory(limit: limit)
    } else if let limit = budget.limits.regions, parts > limit {
      cause = .regions(limit: limit)
    }
    return cause != nil
  }

  private mutating func process(_ given: SlopeBox) {
    var box = given
    guard relaxation.relax(lower: box.lower, upper: box.upper, options: [.forms, .backward]) else { return }
    let (lowest, scores) = relaxation.leastSlope(of: probe.row, along: direction)
    box.bound = max(box.bound, lowest)
    if scale == 0, lowest.isFinite { scale = lowest.magnitude }
    if box.bound >= threshold { return }
    look(
      at: zip(box.lower, box.upper).map {
        min($1, max($0, $0 + ($1 - $0) * Double.random(in: 0...1, using: &generator)))
      })
    if relaxation.openUnits <= tuning.cases {
      switch decideByCases(&box) {
      case .done: return
      case .unclear:
        box.unclear += 1
        if box.unclear > 3 { return setAside(box) }
      case .open: break
      }
      if box.bound >= threshold { return }
    }
    guard let halves = box.halves(scores: scores) else { return setAside(box) }
    for half in halves { SlopeBox.push(half, &boxes) }
  }

  private mutating func setAside(_ box: SlopeBox) { stuckBound = min(stuckBound, box.bound) }

  private enum Decision { case done, unclear, open }

  private mutating func decideByCases(_ box: inout SlopeBox) -> Decision {
    guard
      relaxation.beginSlopeCases(
        row: probe.row, along: direction, within: probe.domain.halfSpaces, room: tuning.room)
    else { return .open }
    var programs = tuning.programs
    while programs > 0 {
      // A little below the threshold, so that a bound that is equal to it will do.
      let progress = relaxation.runSlopeCases(limit: threshold.nextDown, programs: programs, pivots: 2000)
      programs -= progress.programs
      box.bound = max(box.bound, progress.bound)
      switch progress.status {
      case .none: return .done
      case .unclear: return .unclear
      case .point: look(at: progress.point)
      case .leaf: relaxation.settleSlopeCase(isDecided: decideLeaf(box))
      case .running: if isOver() { return .open }
      }
    }
    return .open
  }

  /// A case of all units: its slope, or that it has no inside.
  private mutating func decideLeaf(_ box: SlopeBox) -> Bool {
    guard exactLeaves < tuning.exactLeaves else { return false }
    exactLeaves += 1
    let leaf = ExactLeaf(
      network: probe.network, lower: box.lower, upper: box.upper, phases: relaxation.slopePhases)
    guard let found = leaf.slope(of: probe.row, along: direction, within: probe.domain.halfSpaces) else { return true }
    let slope = ExactQuotient(found.slope, over: .one)
    let point = found.point.map(\.nearest)
    for exponent in [10, 20, 30, 40] where pair.map({ slope < $0.slope }) ?? true {
      offer(probe.pair(near: point, along: direction, exponent: exponent))
    }
    improve(slope)
    return true
  }

  private mutating func improve(_ slope: ExactQuotient) {
    if let best, best <= slope { return }
    best = slope
    let value = slope.roundedUp
    bestValue = min(bestValue, value)
    scale = max(scale, value.isFinite ? value.magnitude : 0)
  }

  private mutating func offer(_ found: (slope: ExactQuotient, pair: SlopePair)?) {
    guard let found, found.slope.rounded.isFinite else { return }
    if pair.map({ found.slope < $0.slope }) ?? true { pair = found }
    improve(found.slope)
  }

  /// The slope at a point, in floating point.
  private func slope(at point: [Double]) -> Double {
    _ = relaxation.outputs(at: point)
    return zip(direction, relaxation.gradients(ofRows: probe.row, count: 1)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Looks for a pair at a point whose slope seems to be less than what is known.
  private mutating func look(at point: [Double]) {
    let value = slope(at: point)
    guard value.isFinite, value < bestValue - 1e-3 * tolerance * scale else { return }
    for exponent in [20, 27, 34, 12, 41] {
      offer(probe.pair(near: point, along: direction, exponent: exponent))
      if bestValue <= value + 1e-3 * tolerance * value.magnitude { return }
    }
  }

  /// Points of the domain, half of them near corners, and steps from the best.
  private mutating func sample() {
    let (lower, upper) = (probe.domain.box.lower, probe.domain.box.upper)
    func clamped(_ value: Double, _ axis: Int) -> Double { min(upper[axis], max(lower[axis], value)) }
    var (best, least) = (zip(lower, upper).map { $0 / 2 + $1 / 2 }, Double.infinity)
    func consider(_ search: inout SlopeSearch, _ point: [Double]) {
      let value = search.slope(at: point)
      search.scale = max(search.scale, value.isFinite ? value.magnitude : 0)
      if value < least, search.probe.contains(point) { (best, least) = (point, value) }
    }
    consider(&self, best)
    for sample in 0..<tuning.samples {
      let point = lower.indices.map { axis in
        let width = upper[axis] - lower[axis]
        let part = Double.random(in: 0...1, using: &generator)
        return clamped(lower[axis] + width * (sample & 1 == 0 ? (part < 0.5 ? 1e-9 : 1 - 1e-9) : part), axis)
      }
      consider(&self, point)
    }
    for _ in 0..<tuning.steps {
      var point = best
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let axis = Int.random(in: lower.indices, using: &generator)
        let width = upper[axis] - lower[axis]
        let reach = width * Elementary.exp(-7 * Double.random(in: 0...1, using: &generator))
        let isNew = Int.random(in: 0..<4, using: &generator) == 0
        let part = Double.random(in: -1...1, using: &generator)
        point[axis] = clamped(isNew ? lower[axis] + width * (part / 2 + 0.5) : point[axis] + reach * part, axis)
      }
      consider(&self, point)
    }
    look(at: best)
    if self.best == nil { offer(probe.pair(near: best, along: direction, exponent: 20)) }
  }
}

/// A part of the domain whose slopes are open.
struct SlopeBox {
  var lower: [Double]
  var upper: [Double]
  /// No slope in it is less.
  var bound = -Double.infinity
  /// How many times cases were too close to call.
  var unclear = 0

  init(lower: [Double], upper: [Double]) { (self.lower, self.upper) = (lower, upper) }

  /// Both halves along the input that has most to answer for, or along the longest side; nil where no double lies between.
  func halves(scores: [Double]) -> [SlopeBox]? {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    let longest = lower.indices.max { upper[$0] - lower[$0] < upper[$1] - lower[$1] }
    for axis in order.filter({ scores[$0] > 0 }) + [longest].compactMap(\.self) {
      let middle = lower[axis] + (upper[axis] - lower[axis]) / 2
      guard lower[axis] < middle, middle < upper[axis] else { continue }
      var (low, high) = (self, self)
      low.upper[axis] = middle
      high.lower[axis] = middle
      return [low, high]
    }
    return nil
  }

  static func push(_ box: SlopeBox, _ heap: inout [SlopeBox]) {
    heap.append(box)
    var place = heap.count - 1
    while place > 0, heap[place].bound < heap[(place - 1) / 2].bound {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  static func pop(_ heap: inout [SlopeBox]) -> SlopeBox? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].bound < heap[least].bound {
        least = child
      }
      if least == place { return first }
      heap.swapAt(place, least)
      place = least
    }
  }
}
