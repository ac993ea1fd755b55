import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkClaims

@Suite("Cases that threads give to each other")
struct SharedCasesTests {
  /// Two networks that differ a little.
  private func pair(inputs: Int, hidden: [Int], _ generator: inout SeededGenerator) throws -> NetworkDifference {
    let first = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, outputs: 1, weights: .he, hasBias: true, leaky: false, using: &generator)
    return NetworkDifference(first, try DifferenceTests.changed(first, .slight, using: &generator))
  }

  /// The search for the least value of the opposite of the difference, or for a difference beyond a tolerance.
  private func state(
    _ difference: NetworkDifference, beyond tolerance: Double? = nil, prefersCases: Bool = false,
    limits: Limits = Limits()
  ) throws -> SearchState {
    let domain = try Polytope(Box(-1...1, dimension: difference.first.inputCount))
    var task = difference.task(
      [difference.constraint(0, sign: 1, atLeast: tolerance ?? 0)], over: domain, isObjective: tolerance == nil,
      confirm: { point in tolerance.map { difference.value(ofOutput: 0, at: point) > Dyadic($0) } ?? true })
    if tolerance == nil { (task.gap, task.relativeGap, task.exactLeaves) = (1e-9, 1e-9, RangeSearch.mostExactLeaves) }
    task.prefersCases = prefersCases
    return SearchState(task, within: Budget(limits: limits))
  }

  /// Few programs for each box, so that it is split before all its cases are decided.
  private var hasty: BoxWorker.Tuning {
    var tuning = BoxWorker.Tuning()
    (tuning.cases, tuning.programs, tuning.widePrograms, tuning.stretch) = (60, 40, 40, 10)
    tuning.leavesAlone = .max
    return tuning
  }

  /// Whether a unit has opposite phases in two boxes.
  private func areApart(_ first: OpenBox, _ second: OpenBox) -> Bool {
    guard let a = first.held, let b = second.held else { return false }
    return zip(a, b).contains { Int($0) * Int($1) < 0 }
  }

  @Test("What is given away and what is left of a box have no case in common", arguments: 1...6)
  func apart(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let difference = try pair(inputs: 4, hidden: [10, 8], &generator)
    var tuning = hasty
    tuning.alwaysGives = true
    let state = try state(difference)
    var worker = BoxWorker(state, tuning: tuning)
    let isDone = worker.runOne()
    #expect(!isDone)
    let open = state.boxes.rest
    #expect(open.count(where: \.isGiven) > 1 && open.count(where: { !$0.isGiven }) == 2)
    for (place, box) in open.enumerated() {
      for other in open[..<place] where box.isGiven || other.isGiven { #expect(areApart(box, other)) }
    }
  }

  @Test("Nothing is given away of a box that is split next", arguments: 1...6)
  func kept(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let difference = try pair(inputs: 4, hidden: [10, 8], &generator)
    var tuning = hasty
    (tuning.alwaysGives, tuning.stretch) = (true, tuning.programs)
    let state = try state(difference)
    var worker = BoxWorker(state, tuning: tuning)
    let isDone = worker.runOne()
    #expect(!isDone)
    #expect(state.boxes.rest.count == 2)
  }

  /// What a search comes to: its bound, the value that it found, and the number of programs.
  private func found(
    _ difference: NetworkDifference, _ tuning: BoxWorker.Tuning, threads: Int
  ) throws -> (bound: Double, value: Double, programs: Int) {
    let state = try state(difference)
    state.run(threads: threads, tuning: tuning)
    let findings = state.findings.withLock { $0 }
    #expect(findings.cause == nil && findings.fault == nil && state.boxes.isEmpty)
    let value = min(findings.value, findings.optimum?.value.rounded ?? .infinity)
    return (min(state.limit, findings.stuckBound), value, state.programs.load(ordering: .relaxed))
  }

  @Test("Threads end with the same verdict and the same bounds as one alone", arguments: 1...4)
  func sameBounds(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(6, soak: 100) {
      let difference = try pair(inputs: 3 + round % 2, hidden: [7, 5], &generator)
      var tuning = hasty
      let alone = try found(difference, tuning, threads: 1)
      // All boxes count as those with many inputs, so that their cases are given away.
      if round % 3 > 0 { (tuning.manyInputs, tuning.cases) = (1, 0) }
      tuning.alwaysGives = round % 3 > 1
      tuning.leavesAlone = round % 2 == 0 ? 0 : .max
      let shared = try found(difference, tuning, threads: threads)
      let near = 3e-9 * max(1, alone.value.magnitude)
      #expect(shared.bound <= shared.value + near && shared.bound >= shared.value - near, "round \(round)")
      #expect((alone.bound - shared.bound).magnitude <= near && (alone.value - shared.value).magnitude <= near)
      // The largest difference is the opposite of the least value.
      for factor in [1 - 1e-4, 1 + 1e-4] where alone.value < -1e-3 {
        let state = try state(difference, beyond: -alone.value * factor)
        state.run(threads: threads, tuning: tuning)
        let findings = state.findings.withLock { $0 }
        #expect(findings.cause == nil && findings.stuck.isEmpty, "round \(round)")
        #expect((findings.point != nil) == (factor < 1), "round \(round), factor \(factor)")
      }
    }
  }

  @Test("Cases first and halves of boxes first enclose the same end", arguments: 1...2)
  func patience(threads: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<Seed.cases(3, soak: 50) {
      let difference = try pair(inputs: 8, hidden: [6, 4], &generator)
      func enclosure(prefersCases: Bool, cases: Int) throws -> ClosedRange<Double> {
        var tuning = BoxWorker.Tuning()
        (tuning.programsAlone, tuning.cases) = (3, cases)
        let state = try state(difference, prefersCases: prefersCases, limits: Limits(regions: 2000))
        state.run(threads: threads, tuning: tuning)
        let findings = state.findings.withLock { $0 }
        let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
        let value = min(findings.value, findings.optimum?.value.rounded ?? .infinity)
        let bound = min(state.limit, findings.stuckBound, rest)
        #expect(bound <= value + 3e-9 * max(1, value.magnitude))
        return min(bound, value)...value
      }
      let patient = try enclosure(prefersCases: true, cases: 36)
      let hurried = try enclosure(prefersCases: false, cases: 8)
      let near = 3e-9 * max(1, patient.upperBound.magnitude)
      #expect(patient.upperBound - patient.lowerBound <= near)
      #expect(hurried.lowerBound <= patient.upperBound + near && patient.lowerBound <= hurried.upperBound + near)
    }
  }
}
