import Knotwork
import KnotworkGeometry

/// One thread of a search for the least slope.
struct SlopeWorker {
  private let search: SlopeSearch
  private let relaxation: Relaxation
  private let forms: ExactForms
  private var generator = SplitMix64(state: 84)

  init(_ search: SlopeSearch) {
    self.search = search
    relaxation = Relaxation(search.probe.network)
    forms = ExactForms(search.probe.network)
    if let seconds = search.secondsLeft { relaxation.limit(seconds: seconds) }
  }

  /// Works until nothing is open, or a limit is reached.
  mutating func run() {
    let number = search.boxes.join()
    while let box = search.boxes.take(by: number) {
      if box.bound >= search.threshold {
        search.boxes.finish(by: number, with: [])
      } else if search.isOver() {
        search.boxes.finish(by: number, with: [box])
        search.boxes.stop()
      } else {
        search.countBox()
        search.boxes.finish(by: number, with: process(box))
      }
    }
  }

  /// What stays open of a box.
  private mutating func process(_ given: SlopeBox) -> [SlopeBox] {
    var box = given
    guard relaxation.relax(lower: box.lower, upper: box.upper, options: [.forms, .backward]) else { return [] }
    let (lowest, scores) = relaxation.leastSlope(of: search.probe.row, along: search.direction)
    box.bound = max(box.bound, lowest)
    search.see(lowest.magnitude, isBound: true)
    if box.bound >= search.threshold { return [] }
    look(
      at: zip(box.lower, box.upper).map {
        min($1, max($0, $0 + ($1 - $0) * Double.random(in: 0...1, using: &generator)))
      })
    if relaxation.openUnits <= search.tuning.cases {
      switch decideByCases(&box) {
      case .done: return []
      case .unclear:
        box.unclear += 1
        if box.unclear > 3 {
          search.setAside(box)
          return []
        }
      case .open: break
      }
      if box.bound >= search.threshold { return [] }
    }
    guard let halves = box.halves(scores: scores) else {
      search.setAside(box)
      return []
    }
    return halves
  }

  private enum Decision { case done, unclear, open }

  private mutating func decideByCases(_ box: inout SlopeBox) -> Decision {
    let probe = search.probe
    guard
      relaxation.beginSlopeCases(
        row: probe.row, along: search.direction, within: probe.domain.halfSpaces, room: search.tuning.room)
    else { return .open }
    var programs = search.tuning.programs
    while programs > 0 {
      // A little below the threshold, so that a bound that is equal to it will do.
      let progress = relaxation.run(.slopes, limit: search.threshold.nextDown, programs: programs, pivots: 2000)
      programs -= progress.programs
      box.bound = max(box.bound, progress.bound)
      switch progress.status {
      case .none: return .done
      case .unclear: return .unclear
      case .point: look(at: progress.point)
      case .leaf:
        relaxation.settle(.slopes, isDecided: decideLeaf(box))
        if search.isOver() { return .open }
      case .running, .closed: if search.isOver() { return .open }
      }
    }
    return .open
  }

  /// A case of all units: its slope, or that it has no inside.
  private mutating func decideLeaf(_ box: SlopeBox) -> Bool {
    guard search.takeExactLeaf() else { return false }
    let probe = search.probe
    let leaf = ExactLeaf(
      forms: forms, lower: box.lower, upper: box.upper, phases: relaxation.phases(of: .slopes))
    let found = leaf.slope(
      of: probe.row, along: search.direction, within: probe.domain.halfSpaces, isStopped: { search.isTimeOver })
    guard case .inside(let exact, let point) = found else {
      if case .open = found { return false }
      return true
    }
    let slope = ExactQuotient(exact, over: .one)
    for exponent in [10, 20, 30, 40] where search.isBelowPairs(slope) {
      offer(probe.pair(near: point, along: search.direction, exponent: exponent))
    }
    search.improve(slope)
    return true
  }

  private func offer(_ found: (slope: ExactQuotient, pair: SlopePair)?) {
    guard let found, found.slope.rounded.isFinite else { return }
    search.improve(found.slope, found.pair)
  }

  /// The slope at a point, in floating point.
  private func slope(at point: [Double]) -> Double {
    _ = relaxation.outputs(at: point)
    let gradient = relaxation.gradients(ofRows: search.probe.row, count: 1)
    return zip(search.direction, gradient).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Looks for a pair at a point whose slope seems to be less than what is known.
  private func look(at point: [Double]) {
    let value = slope(at: point)
    guard value.isFinite, value < search.worth else { return }
    for exponent in [20, 27, 34, 12, 41] {
      offer(search.probe.pair(near: point, along: search.direction, exponent: exponent))
      if search.bestValue <= value + 1e-3 * search.tolerance * value.magnitude { return }
    }
  }

  /// Points of the domain, half of them near corners, and steps from the best.
  mutating func sample() {
    let (lower, upper) = (search.probe.domain.box.lower, search.probe.domain.box.upper)
    let tuning = search.tuning
    func clamped(_ value: Double, _ axis: Int) -> Double { min(upper[axis], max(lower[axis], value)) }
    var (best, least) = (zip(lower, upper).map { $0 / 2 + $1 / 2 }, Double.infinity)
    func consider(_ point: [Double], _ value: Double) {
      search.see(value.magnitude)
      if value < least, search.probe.contains(point) { (best, least) = (point, value) }
    }
    consider(best, slope(at: best))
    for sample in 0..<tuning.samples where !search.isTimeOver {
      let point = lower.indices.map { axis in
        let width = upper[axis] - lower[axis]
        let part = Double.random(in: 0...1, using: &generator)
        return clamped(lower[axis] + width * (sample & 1 == 0 ? (part < 0.5 ? 1e-9 : 1 - 1e-9) : part), axis)
      }
      consider(point, slope(at: point))
    }
    for _ in 0..<tuning.steps where !search.isTimeOver {
      var point = best
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let axis = Int.random(in: lower.indices, using: &generator)
        let width = upper[axis] - lower[axis]
        let reach = width * Elementary.exp(-7 * Double.random(in: 0...1, using: &generator))
        let isNew = Int.random(in: 0..<4, using: &generator) == 0
        let part = Double.random(in: -1...1, using: &generator)
        point[axis] = clamped(isNew ? lower[axis] + width * (part / 2 + 0.5) : point[axis] + reach * part, axis)
      }
      consider(point, slope(at: point))
    }
    look(at: best)
    if search.isNothingFound { offer(search.probe.pair(near: best, along: search.direction, exponent: 20)) }
  }
}

/// A part of the domain whose slopes are open.
struct SlopeBox: Ordered {
  var lower: [Double]
  var upper: [Double]
  /// No slope in it is less.
  var bound = -Double.infinity
  /// How many times cases were too close to call.
  var unclear = 0

  var order: Double { bound }

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
}
