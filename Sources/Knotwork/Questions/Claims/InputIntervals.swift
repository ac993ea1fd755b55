import KnotworkGeometry

/// What a condition says of inputs one by one: an interval for each that it bounds. Every point that satisfies the condition lies
/// in them; bounds that are no doubles are rounded outwards.
struct InputIntervals {
  struct Interval: Equatable {
    var lower = -Double.infinity
    var upper = Double.infinity

    var isEmpty: Bool { lower > upper }

    mutating func formIntersection(_ other: Interval) {
      lower = max(lower, other.lower)
      upper = min(upper, other.upper)
    }

    mutating func formHull(_ other: Interval) {
      lower = min(lower, other.lower)
      upper = max(upper, other.upper)
    }
  }

  /// Inputs without an interval are not bounded.
  private(set) var intervals: [Int: Interval] = [:]
  /// Whether no point satisfies the condition.
  private(set) var isEmpty = false

  static var nothing: InputIntervals {
    var nothing = InputIntervals()
    nothing.isEmpty = true
    return nothing
  }

  mutating func formIntersection(_ input: Int, _ interval: Interval) {
    intervals[input, default: Interval()].formIntersection(interval)
    if intervals[input]?.isEmpty == true { isEmpty = true }
  }

  mutating func formIntersection(_ other: InputIntervals) {
    if intervals.isEmpty {
      intervals = other.intervals
    } else {
      for (input, interval) in other.intervals { formIntersection(input, interval) }
    }
    isEmpty = isEmpty || other.isEmpty
  }

  /// The least intervals that hold those of all alternatives, of which none is empty.
  ///
  /// - Complexity: linear in the number of alternatives times that of the inputs that the shortest of them bounds.
  static func hull(of alternatives: [InputIntervals]) -> InputIntervals {
    guard let shortest = alternatives.min(by: { $0.intervals.count < $1.intervals.count }) else { return nothing }
    var hull = InputIntervals()
    for (input, first) in shortest.intervals {
      var interval = first
      for other in alternatives { interval.formHull(other.intervals[input] ?? Interval()) }
      if interval != Interval() { hull.intervals[input] = interval }
    }
    return hull
  }
}

extension LinearConstraint {
  /// The input and its bound, where the constraint is one on a single input, and whether the bound is exact.
  var inputBound: (input: Int, interval: InputIntervals.Interval, isExact: Bool)? {
    guard terms.count == 1, case .input(let input) = terms[0].variable else { return nil }
    let quotient = ExactQuotient(Dyadic(offset), over: Dyadic(terms[0].factor))
    var interval = InputIntervals.Interval()
    if terms[0].factor > 0 {
      interval.upper = quotient.roundedUp
      return (input, interval, quotient.roundedDown == interval.upper)
    }
    interval.lower = quotient.roundedDown
    return (input, interval, quotient.roundedUp == interval.lower)
  }
}

extension Condition {
  /// The condition without alternatives whose own bounds on inputs exclude each other, and what it says of single inputs.
  ///
  /// - Complexity: linear in the size of the condition.
  func pruned() -> (condition: Condition, intervals: InputIntervals) {
    switch self {
    case .constraint(let constraint):
      var intervals = InputIntervals()
      if let bound = constraint.inputBound { intervals.formIntersection(bound.input, bound.interval) }
      return (self, intervals)
    case .all(let parts):
      var kept: [Condition] = []
      var intervals = InputIntervals()
      for part in parts {
        if case .constraint(let constraint) = part {
          if let bound = constraint.inputBound { intervals.formIntersection(bound.input, bound.interval) }
          kept.append(part)
        } else {
          let inner = part.pruned()
          intervals.formIntersection(inner.intervals)
          kept.append(inner.condition)
        }
        if intervals.isEmpty { return (.never, .nothing) }
      }
      return (.conjunction(kept), intervals)
    case .any(let parts):
      let kept = parts.lazy.map { $0.pruned() }.filter { !$0.intervals.isEmpty }
      let alternatives = Array(kept)
      return (.disjunction(alternatives.map(\.condition)), .hull(of: alternatives.map(\.intervals)))
    }
  }
}
