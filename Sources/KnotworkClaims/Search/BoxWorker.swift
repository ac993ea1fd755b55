import Knotwork
import KnotworkGeometry

/// One thread of a search: takes open boxes, bounds what is asked there, and gives back what stays open.
struct BoxWorker {
  /// What costs are worth; measured with ClaimBenchmark.
  struct Tuning {
    /// So many open units are decided by cases even where that fails most of the time.
    static let fewest = 8.0
    /// So many open units at most are decided by cases.
    var cases = 36
    /// So many programs at most before the box is split.
    var programs = 100
    /// So many programs at most for a box with more open units, where there are many inputs.
    var widePrograms = 2000
    /// With more inputs than these splitting along one of them changes too little: cases go on to the end.
    var hopelessInputs = 40
    /// From so many inputs on, cases come first whatever the number of open units is.
    var manyInputs = 13
    /// Where a task prefers cases: with at least so many inputs and no more than so many open units they come first, with so many programs before
    /// a split. Halves along one input change little there.
    var patientInputs = 8
    var patientUnits = 64
    var patientPrograms = 100_000
    /// So many times a box is split whose bound is as close as was asked for, because exact arithmetic may find the least value there.
    var closeBoxes = 12
    /// So many programs at most before other threads begin.
    var programsAlone = 2000
    /// So many programs at most before limits are looked at again, and threads that wait for something to do.
    var stretch = 2000
    /// So many cases of all units are decided in exact arithmetic before other threads begin.
    var leavesAlone = 2
    /// Whether cases that wait are given away even where no thread has nothing to do; for tests.
    var alwaysGives = false
    /// The numbers that a program may have.
    var room = 6_000_000
  }

  let state: SearchState
  let relaxation: Relaxation
  let attack: PointSearch
  let tuning: Tuning
  private let task: SearchTask
  private let forms: ExactForms
  private var count = 0
  private var generator = SplitMix64(state: 82)
  private var isAlone = false
  /// Its number among those who share boxes.
  private let number: Int
  /// So many open units at most are decided by cases at present: more after each success, fewer after each failure.
  private var reach: Double

  init(_ state: SearchState, tuning: Tuning = Tuning()) {
    self.state = state
    self.tuning = tuning
    reach = Double(tuning.cases)
    task = state.task
    number = state.boxes.join()
    forms = ExactForms(state.task.exact.network)
    relaxation = Relaxation(state.task.network)
    attack = PointSearch(state: state, relaxation: relaxation)
    if let seconds = state.secondsLeft { relaxation.limit(seconds: seconds) }
  }

  mutating func run() {
    while let box = state.boxes.take(by: number) {
      let isOver = state.isOver(checkingMemory: count & 63 == 0)
      count += 1
      state.finish(box, by: number, with: isOver ? [box] : process(box))
    }
  }

  /// Works on one box alone, before others begin, and not for long; whether nothing is open after it.
  mutating func runOne() -> Bool {
    isAlone = true
    guard let box = state.boxes.take(by: number) else { return true }
    if !state.isOver(checkingMemory: false) {
      state.finish(box, by: number, with: process(box))
    } else {
      state.finish(box, by: number, with: [box])
    }
    return attack.isDone || state.boxes.isEmpty
  }

  /// What stays open of a box.
  private mutating func process(_ box: OpenBox) -> [OpenBox] {
    let limit = state.limit
    if task.hasObjective, box.bound > limit { return [] }
    state.parts.add(1, ordering: .relaxed)
    var box = box
    if let phases = box.leaf, let rows = box.question.conjunctionRows {
      if state.decide(leaf(of: box, phases), rows) { return [] }
      box.leaf = nil
    }
    // Alternatives with bounds on inputs are smaller boxes.
    if box.depth == 0, let parts = alternatives(of: box, where: task.rows.narrows) { return parts }
    guard
      relaxation.relax(lower: box.lower, upper: box.upper, options: [.forms, .backward])
    else { return [] }
    let rows = box.question.rows
    let table = rows.flatMap { task.rows.rows[$0] }
    let (values, slopes) = relaxation.bounds(ofRows: table, count: rows.count)
    var bounds: [Int: Double] = [:]
    var least = Double.infinity
    for (row, value) in zip(rows, values) {
      let isObjective = task.objectives.contains(row)
      bounds[row] = isObjective ? value - limit : value
      // What overflows is no bound.
      if isObjective { least = value.isNaN ? -.infinity : min(least, value) }
    }
    let bound = { (row: Int) in bounds[row] ?? -.infinity }
    guard let question = box.question.pruned(bound) else { return [] }
    box.question = question
    let (value, critical) = question.value(bound)
    guard let critical else {
      // Everything meets the question.
      _ = offer(box.lower)
      return task.hasObjective ? [] : stuck(box)
    }
    // What other rows say bounds how far the question is from being met, but not objectives where it is.
    box.bound = max(box.bound, task.hasObjective ? least : value)
    let place = rows.firstIndex(of: critical) ?? 0
    look(box, slopes: slopes, from: place * task.network.inputCount)
    if attack.isDone { return [] }
    box.order = box.bound
    if let parts = alternatives(of: box, where: task.rows.narrows) { return parts }
    let open = relaxation.openUnits
    let isSmall = Double(open) <= reach
    let isPatient = isPatient(box, open)
    let isWide = isPatient || freeInputs(of: box) >= tuning.manyInputs
    let clip = { [inputs = task.network.inputCount] (box: inout OpenBox) in
      for part in box.question.conjuncts {
        guard case .row(let row) = part, let index = rows.firstIndex(of: row) else { continue }
        box.clip(bound: bound(row), slopes: slopes, from: index * inputs)
      }
    }
    if let questions = question.alternatives(), isSmall || isWide {
      guard isSmall, questions.allSatisfy({ $0.conjunctionRows != nil }) else {
        return alternatives(of: box, where: { _ in true }) ?? []
      }
      // What is known of the box serves each alternative.
      let parts = questions.compactMap { question -> (box: OpenBox, row: Int, scores: [Double])? in
        guard let row = question.value(bound).row else { return nil }
        var part = box
        (part.question, part.depth) = (question, box.depth + 1)
        if task.hasObjective { part.share /= Double(questions.count) }
        for (number, value) in zip(rows, values)
        where task.objectives.contains(number) && question.rows.contains(number) {
          part.bound = max(part.bound, value)
        }
        return (part, row, scores(of: row, open))
      }
      return parts.flatMap { part in
        if attack.isDone || task.hasObjective && part.box.bound > state.limit { return [OpenBox]() }
        if state.isOver(checkingMemory: false) { return [part.box] }
        return rest(
          of: part.box, critical: part.row, scores: part.scores, cases: true, isSmall: !isPatient, clip: clip)
      }
    }
    return rest(
      of: box, critical: critical, scores: scores(of: critical, open), cases: isSmall || isWide,
      isSmall: isSmall && !isPatient, clip: clip)
  }

  /// What inputs have to answer for in the bound of a row; none where no unit is open.
  private func scores(of row: Int, _ open: Int) -> [Double] {
    open > 0 ? relaxation.attribution(ofRow: task.rows.rows[row]) : []
  }

  /// What stays open of a box after bounds: of its cases, where they are to be looked at, or of its halves.
  private mutating func rest(
    of box: OpenBox, critical: Int, scores: [Double], cases: Bool, isSmall: Bool, clip: (inout OpenBox) -> Void
  ) -> [OpenBox] {
    var box = box
    if cases, let conjunction = box.question.conjunctionRows {
      let decision = decideByCases(&box, first: critical, conjunction, isSmall: isSmall)
      if isSmall {
        reach = decision == nil ? max(Tuning.fewest, reach - 1.5) : min(Double(tuning.cases), reach + 0.5)
      }
      switch decision {
      case .some(true): return []
      case .some(false):
        // All cases were looked at: smaller boxes have smaller errors, but that ends soon.
        box.unclear += 1
        let isClose = task.hasObjective && box.bound >= state.goal
        let canFinish = !task.hasObjective && task.lower.count <= ExactFinish.mostInputs
        return box.unclear > (canFinish ? 0 : 3) || isClose ? stuck(box) : split(box, scores: scores)
      case nil:
        // Its cases are more than one thread should decide.
        if isAlone, !isSmall { return [box] }
      }
    }
    if task.hasObjective, state.mayDecideExactly, box.bound >= state.goal {
      // The least value may lie here, but where so many units meet splitting will not find it out.
      box.close += 1
      if box.close > tuning.closeBoxes { return stuck(box) }
    }
    clip(&box)
    return split(box, scores: scores)
  }

  private func freeInputs(of box: OpenBox) -> Int {
    zip(box.lower, box.upper).reduce(0) { $0 + ($1.0 < $1.1 ? 1 : 0) }
  }

  private func isPatient(_ box: OpenBox, _ open: Int) -> Bool {
    task.prefersCases && open <= tuning.patientUnits && freeInputs(of: box) >= tuning.patientInputs
  }

  /// The box once for each alternative of a disjunction, smaller where the alternative bounds inputs.
  private func alternatives(of box: OpenBox, where isIncluded: (Question) -> Bool) -> [OpenBox]? {
    guard let questions = box.question.alternatives(where: isIncluded) else { return nil }
    return questions.compactMap { question in
      var part = box
      part.question = question
      part.depth += 1
      if task.hasObjective { part.share /= Double(questions.count) }
      for case .row(let number) in question.conjuncts where task.rows.isOfInputs[number] {
        if !part.shrink(toRow: task.rows.rows[number], outputs: task.network.outputCount) { return nil }
      }
      return part
    }
  }

  private func leaf(of box: OpenBox, _ phases: [Int8]) -> ExactLeaf {
    ExactLeaf(forms: forms, lower: box.lower, upper: box.upper, phases: phases)
  }

  private func stuck(_ box: OpenBox) -> [OpenBox] {
    state.setAside(box)
    return []
  }

  /// Splits along the input that has most to answer for.
  private func split(_ box: OpenBox, scores: [Double]) -> [OpenBox] {
    var best: (input: Int, score: Double)?
    for input in scores.indices where scores[input] > (best?.score ?? 0) {
      if box.lower[input].nextUp < box.upper[input] { best = (input, scores[input]) }
    }
    if let best, let halves = box.halves(along: best.input) { return halves }
    let widths = zip(box.lower, box.upper).map { $1 - $0 }
    guard
      let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
      let halves = box.halves(along: widest)
    else { return stuck(box) }
    return halves
  }

  /// Looks at points of the box: the corner where a row is bounded least, and steps from there and from somewhere.
  private mutating func look(_ box: OpenBox, slopes: [Double], from start: Int) {
    let corner = box.lower.indices.map { slopes[start + $0] > 0 ? box.lower[$0] : box.upper[$0] }
    let isNearest = state.isNearest(attack.value(at: corner, of: box.question))
    // Where a least value is looked for, points of programs show more.
    guard box.depth == 0 || isNearest || count & (task.hasObjective ? 3 : 1) == 0, !attack.isDone else { return }
    let steps = box.depth == 0 ? 40 : 8
    attack.descend(from: corner, in: box, steps: steps)
    // Steps from the middle of each box would meet the same places again and again: 40 times as long on 1_9's property 7.
    let random = zip(box.lower, box.upper).map {
      min($1, max($0, $0 + ($1 - $0) * Double.random(in: 0...1, using: &generator)))
    }
    attack.descend(from: random, in: box, steps: steps)
  }

  /// Offers a point; true where it ends the search.
  private func offer(_ point: [Double]) -> Bool {
    attack.offer(point)
  }

  /// Decides a conjunction by cases of units: true where nothing is left, or the search is over; false where numbers are too close;
  /// nil where it stays open.
  private mutating func decideByCases(
    _ box: inout OpenBox, first: Int, _ conjunction: [Int], isSmall: Bool
  ) -> Bool? {
    let leading = conjunction.first(where: task.objectives.contains) ?? first
    let rows = [leading] + conjunction.filter { $0 != leading }
    let table = rows.flatMap { task.rows.rows[$0] }
    guard relaxation.beginCases(rows: table, count: rows.count, room: tuning.room) else { return nil }
    if let held = box.held { relaxation.holdCases(held) }
    let open = relaxation.openUnits
    var programs =
      isSmall
      ? tuning.programs
      : freeInputs(of: box) > tuning.hopelessInputs
        ? Int.max : isPatient(box, open) ? tuning.patientPrograms : tuning.widePrograms
    if isAlone { programs = min(programs, tuning.programsAlone) }
    // A pivot changes every number of the tableau; some hundredths of a second go by before limits are looked at again.
    let pivots = max(10, 40_000_000 / ((box.lower.count + open + 1) * (2 * open + rows.count)))
    var leaves = 0
    while programs > 0 {
      let progress = relaxation.run(
        .values, rowCount: rows.count, limit: state.limit, programs: min(programs, tuning.stretch), pivots: pivots)
      programs -= progress.programs
      state.programs.add(progress.programs, ordering: .relaxed)
      if rows.count == 1 || task.hasObjective { box.bound = max(box.bound, progress.bound) }
      switch progress.status {
      case .none: return true
      case .unclear:
        attack.descend(from: progress.point, in: box, steps: 20)
        return attack.isDone
      case .leaf:
        let phases = relaxation.phases(of: .values)
        leaves += 1
        // Many cases may meet where the least value lies: threads share them.
        let isShared = isAlone ? leaves > tuning.leavesAlone : tuning.alwaysGives || state.boxes.isWantedFor
        if isShared, box.leaf == nil, !box.isGiven, state.mayDecideExactly {
          var part = box
          part.held = phases.map { $0.magnitude == 1 ? $0 : 0 }
          part.leaf = phases
          part.isGiven = true
          state.boxes.put([part])
          relaxation.settle(.values, isDecided: true)
        } else {
          relaxation.settle(.values, isDecided: state.decide(leaf(of: box, phases), conjunction))
        }
      case .point:
        let before = state.limit
        if offer(progress.point) { return true }
        if task.hasObjective, state.limit >= before { continue }
        attack.descend(from: progress.point, in: box, steps: 20)
        if attack.isDone { return true }
      case .running, .closed:
        if state.isOver(checkingMemory: true) { return nil }
        guard programs > 0 else { break }
        // Threads that have nothing to do take over a case that waits; where the box is soon split, its halves are enough for them.
        if tuning.alwaysGives || !isSmall && state.boxes.isWantedFor, let phases = relaxation.giveCase() {
          var part = box
          part.held = phases
          part.isGiven = true
          state.boxes.put([part])
        }
      }
    }
    // Only what is left of the cases is open in the halves: what was given away would be done once more in them.
    box.held = relaxation.restOfCases ?? box.held
    return nil
  }
}

extension OpenBox {
  /// Shrinks it to where a row that speaks of inputs alone may be at most 0; false where nothing is left.
  mutating func shrink(toRow row: [Double], outputs: Int) -> Bool {
    let inputs = lower.count
    let used = (0..<inputs).filter { row[outputs + $0] != 0 }
    let offset = row[outputs + inputs]
    guard used.count == 1 else { return true }
    let input = used[0]
    let factor = row[outputs + input]
    let quotient = ExactQuotient(Dyadic(offset), over: Dyadic(factor))
    let width = upper[input] - lower[input]
    if factor > 0 {
      upper[input] = min(upper[input], quotient.roundedUp)
    } else {
      lower[input] = max(lower[input], quotient.roundedDown)
    }
    guard lower[input] <= upper[input] else { return false }
    if width > 0 { share *= min(1, (upper[input] - lower[input]) / width) }
    return true
  }
}
