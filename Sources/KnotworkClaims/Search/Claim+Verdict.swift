import Dispatch
import Knotwork
import KnotworkGeometry

extension Claim {
  /// Decides the claim for networks.
  ///
  /// Bounds hold whatever rounding does, and a counterexample is checked in exact arithmetic before it is returned. The domain is
  /// split along inputs, guided by what loses most in the bounds; boxes where few units are open are decided by linear programs
  /// over the cases of these (decision 0082).
  /// - Requires: the networks have the sizes of the claim.
  /// - Returns: with enough time a proof or a counterexample; undecided where the limits of the budget end the work, or where
  ///   doubles cannot tell. Which of the two it is does not depend on threads.
  /// - Throws: `FailedGate` where what was found does not stand up to being computed another way, a fault of the program.
  /// - Complexity: exponential in the number of units in the worst case.
  public func verdict(on networks: [Network], within budget: Budget = Budget()) throws(FailedGate) -> Verdict {
    try withoutCheckpoints { try verdict(on: networks, within: budget, checkpoints: nil) }
  }

  /// Decides the claim, and keeps how far that has come; see ``verdict(on:within:)``.
  ///
  /// - Parameters:
  ///   - networks: those that the claim speaks of, in its order.
  ///   - budget: threads and limits, which count from here on; where they end the work, the last checkpoint holds all that was done.
  ///   - checkpoints: where to start, and what keeps checkpoints of the same claim about the same networks; nil for none.
  /// - Throws: `InvalidCheckpoint` where the start does not fit the claim, what keeping a checkpoint throws, and `FailedGate`.
  public func verdict(on networks: [Network], within budget: Budget, checkpoints: SearchCheckpoints?) throws -> Verdict
  {
    precondition(
      networks.count == self.networks.count
        && zip(networks, self.networks).allSatisfy {
          $0.inputCount == $1.inputCount && $0.outputCount == $1.outputCount
        }, "Claim: about networks of other sizes")
    guard let violation else { return .holds(ClaimProof(method: .constraints, parts: 0)) }
    let network = FlatNetwork(networks)
    var rows = QuestionRows(inputCount: inputCount, outputCount: outputCount)
    let question = rows.question(violation.condition)
    let task = SearchTask(
      network: network, rows: rows, objectives: [], gap: 0, lower: violation.lower, upper: violation.upper,
      question: question, confirm: { isViolated(at: $0, by: networks) })
    let keeper = checkpoints?.keeper(of: 0)
    let state = try SearchState(task, within: budget, from: keeper)
    state.run(threads: budget.threads)
    state.finishExactly()
    let findings = state.findings.withLock { $0 }
    if let point = findings.point {
      guard let found = counterexample(at: point, by: networks), found.isExact else {
        throw FailedGate("the claim does not fail at \(point), where the search says so")
      }
      return .fails(found)
    }
    if findings.cause != nil || !findings.stuck.isEmpty {
      try keeper?.finish(state.checkpoint)
      return .undecided(OpenClaim(findings, boxes: state.boxes.rest))
    }
    guard state.boxes.isEmpty else { throw FailedGate("the claim is proved, and yet parts of its domain are open") }
    if let point = sampledViolation(violation, networks) {
      throw FailedGate("the claim is proved, and yet fails at \(point)")
    }
    return .holds(ClaimProof(method: .bounds, parts: state.allParts, programs: state.allPrograms))
  }

  /// A violation among random points and corners, confirmed exactly: nothing that was proved may have one.
  private func sampledViolation(_ violation: Violation, _ networks: [Network]) -> [Double]? {
    var generator = SplitMix64(state: 19)
    let network = FlatNetwork(networks)
    let relaxation = Relaxation(network)
    var rows = QuestionRows(inputCount: inputCount, outputCount: outputCount)
    let question = rows.question(violation.condition)
    let used = question.rows
    guard used.count <= 1000 else { return nil }
    for sample in 0..<100 {
      let point = zip(violation.lower, violation.upper).map { lower, upper in
        if sample & 1 == 0 { return Bool.random(using: &generator) ? lower : upper }
        let part = Double.random(in: 0...1, using: &generator)
        return min(upper, max(lower, lower * (1 - part) + upper * part))
      }
      let outputs = relaxation.outputs(at: point)
      var values: [Int: Double] = [:]
      for row in used { values[row] = rows.value(row, inputs: point, outputs: outputs) }
      if question.value({ values[$0] ?? .infinity }).value <= 0, isViolated(at: point, by: networks) { return point }
    }
    return nil
  }
}

extension SearchState {
  /// Works until nothing is open, inputs are found, or a limit is reached.
  func run(threads: Int, tuning: BoxWorker.Tuning = BoxWorker.Tuning()) {
    guard threads > 1 else {
      var worker = BoxWorker(self, tuning: tuning)
      worker.run()
      return
    }
    // Most searches end with their first box, before another thread would have started.
    var first = BoxWorker(self, tuning: tuning)
    if first.runOne() { return }
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var worker = BoxWorker(self, tuning: tuning)
      worker.run()
    }
  }
}
