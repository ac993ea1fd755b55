import Knotwork
import KnotworkGeometry

extension SearchState {
  /// Decides what was set aside in exact arithmetic, where that is small enough, unless the work has ended early.
  func finishExactly() {
    let findings = findings.withLock { $0 }
    guard
      !findings.stuck.isEmpty, findings.cause == nil, findings.fault == nil, findings.dropped.count == 0,
      task.lower.count <= ExactFinish.mostInputs, let network = task.exact.network.network
    else { return }
    let finish = ExactFinish(task: task, network: network)
    let open = task.hasObjective ? least(in: findings.stuck, finish) : decide(findings.stuck, finish)
    self.findings.withLock {
      $0.stuck = open
      $0.stuckBound = open.map(\.bound).min() ?? .infinity
    }
  }

  /// Looks for inputs that meet the question; what stays open.
  private func decide(_ boxes: [OpenBox], _ finish: ExactFinish) -> [OpenBox] {
    guard boxes.count <= ExactFinish.mostBoxes, findings.withLock({ $0.point == nil }) else { return boxes }
    var open: [OpenBox] = []
    for (index, box) in boxes.enumerated() {
      if isOver(checkingMemory: true) { return open + boxes[index...] }
      switch finish.decide(box, within: budgetLeft.unseen) {
      case .closed: break
      case .point(let point):
        findings.withLock { $0.point = point }
        return boxes
      case .open: open.append(box)
      }
    }
    return open
  }

  /// Looks for least values, where bounds are lowest first; what stays open. Boxes whose bounds are as near to what is known as was asked for are
  /// left alone.
  private func least(in boxes: [OpenBox], _ finish: ExactFinish) -> [OpenBox] {
    let sorted = boxes.indices.sorted { (boxes[$0].bound, $0) < (boxes[$1].bound, $1) }.map { boxes[$0] }
    guard sorted.count(where: { $0.bound < goal }) <= ExactFinish.mostBoxes else { return boxes }
    var open: [OpenBox] = []
    for (index, box) in sorted.enumerated() {
      if box.bound >= goal || isOver(checkingMemory: true) { return open + sorted[index...] }
      do throws(FailedGate) {
        guard let found = try finish.least(in: box, within: budgetLeft.unseen) else {
          open.append(box)
          continue
        }
        findings.withLock { findings in
          // The vertex may lie in any case of units.
          findings.take(
            found.optimum, of: found.objective, in: SearchCheckpoint.Part(lower: box.lower, upper: box.upper))
          lower(findings)
        }
      } catch {
        findings.withLock { $0.fault = error }
        return open + sorted[index...]
      }
    }
    return open
  }
}
