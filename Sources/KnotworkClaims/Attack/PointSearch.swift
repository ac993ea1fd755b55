import Knotwork

/// Looks for inputs that meet a question: from a point by steps that make the greatest of the rows least where they were affine.
final class PointSearch {
  private let state: SearchState
  private let relaxation: Relaxation
  private let rows: QuestionRows
  /// Whether inputs were found that end the search.
  private(set) var isDone = false
  /// The point whose outputs were asked for last, and these; nil where the relaxation may have looked at another one since.
  private var last: (point: [Double], outputs: [Double])?

  init(state: SearchState, relaxation: Relaxation) {
    self.state = state
    self.relaxation = relaxation
    rows = state.task.rows
  }

  /// The outputs at a point; gradients are those of the point that was given last.
  @discardableResult
  private func outputs(at point: [Double]) -> [Double] {
    if let last, last.point == point { return last.outputs }
    let outputs = relaxation.outputs(at: point)
    last = (point, outputs)
    return outputs
  }

  private func values(at point: [Double], of question: Question, limit: Double) -> [Int: Double] {
    let outputs = outputs(at: point)
    var values: [Int: Double] = [:]
    for row in question.rows {
      let value = rows.value(row, inputs: point, outputs: outputs)
      // Without a limit everything that meets the other rows is worth finding.
      values[row] = state.task.objectives.contains(row) ? value - limit : value
    }
    return values
  }

  /// How far a point is from meeting a question; one that seems to meet it is offered.
  func value(at point: [Double], of question: Question) -> Double {
    last = nil
    let values = values(at: point, of: question, limit: state.limit)
    let value = question.value { values[$0] ?? .infinity }.value
    consider(point, values, value)
    return value
  }

  /// Offers a point that seems to meet the question of the whole search; true where it ends the search.
  func offer(_ point: [Double]) -> Bool {
    _ = value(at: point, of: state.task.question)
    return isDone
  }

  private func consider(_ point: [Double], _ values: [Int: Double], _ value: Double) {
    if state.task.hasObjective {
      // Objectives count whether or not they are below the limit yet.
      let others = values.filter { !state.task.objectives.contains($0.key) }.values.max() ?? -1
      guard others <= 0 else { return }
      let outputs = outputs(at: point)
      let own = values.keys.filter(state.task.objectives.contains)
      guard let value = own.map({ rows.value($0, inputs: point, outputs: outputs) }).min() else { return }
      _ = state.offer(point, objective: value, slack: others)
    } else if value <= 0 {
      let rounded = SinglePrecision.rounded(point, lower: state.task.lower, upper: state.task.upper)
      isDone =
        isDone || rounded.map { $0 != point && state.offer($0, objective: 0, slack: value) } ?? false
        || state.offer(point, objective: 0, slack: value)
    }
  }

  /// Goes down from a point within a box; how far from meeting the question the last point is.
  @discardableResult
  func descend(from start: [Double], in box: OpenBox, steps: Int) -> Double {
    last = nil
    var point = start
    var limit = state.limit
    var current = values(at: point, of: box.question, limit: limit)
    var value = box.question.value { current[$0] ?? .infinity }.value
    var trust = 0.5
    let (lower, upper) = (box.lower, box.upper)
    for _ in 0..<steps {
      guard !isDone, !state.isTimeOver, value > 0 || state.task.hasObjective, value.isFinite, trust > 1e-7 else {
        break
      }
      let chosen = box.question.nearest { current[$0] ?? .infinity }.filter { current[$0]?.isFinite == true }
      outputs(at: point)
      let slopes = relaxation.gradients(ofRows: chosen.flatMap { rows.rows[$0] }, count: chosen.count)
      var lowest = [Double](repeating: 0, count: point.count)
      var highest = lowest
      for input in point.indices {
        let reach = trust * (box.upper[input] - box.lower[input])
        lowest[input] = max(lower[input] - point[input], -reach)
        highest[input] = min(upper[input] - point[input], reach)
      }
      let step = relaxation.minimaxStep(
        values: chosen.map { current[$0] ?? 0 }, slopes: slopes, lowest: lowest, highest: highest)
      let next = point.indices.map { min(upper[$0], max(lower[$0], point[$0] + step[$0])) }
      let found = values(at: next, of: box.question, limit: limit)
      let nextValue = box.question.value { found[$0] ?? .infinity }.value
      consider(next, found, nextValue)
      if limit == .infinity, state.limit < limit {
        // The first inputs that count: from here on objectives do.
        limit = state.limit
        point = next
        current = values(at: point, of: box.question, limit: limit)
        value = box.question.value { current[$0] ?? .infinity }.value
      } else if nextValue < value {
        (point, current, value) = (next, found, nextValue)
        _ = state.isNearest(value)
        trust = min(1, 2 * trust)
      } else {
        trust *= 0.25
      }
    }
    return value
  }
}
