import Knotwork
import KnotworkGeometry

/// Whether a condition can be met on a closed region, on which all networks are affine; decided without rounding.
struct RegionDecision {
  /// A point of a region at which a condition holds, and inequalities that describe a part of the region where it does.
  struct Found {
    let point: HomogeneousPoint
    let rows: [StrictSystem.Inequality]
  }

  private let joined: JoinedNetwork
  private let outputs: [[Dyadic]]
  private let bounds: [StrictSystem.Inequality]
  private let system: StrictSystem
  private let deadline: Deadline
  /// How many linear programs were solved.
  private(set) var programs = 0

  init(
    _ joined: JoinedNetwork, outputs: [[Dyadic]], bounds: [StrictSystem.Inequality], _ deadline: Deadline
  ) {
    self.joined = joined
    self.outputs = outputs
    self.bounds = bounds
    self.deadline = deadline
    system = StrictSystem(within: joined.box)
  }

  /// A point at which the condition holds; nil where there is none.
  ///
  /// - Throws: `LimitReached` when time is over.
  /// - Complexity: a linear program, and up to one more for each choice of alternatives; only alternatives that the points at hand
  ///   do not satisfy are gone through.
  mutating func point(satisfying condition: Condition) throws -> Found? {
    guard let point = try search(bounds, [condition]) else { return nil }
    // The part of the region that satisfies the same constraints may have an inside where the point is at its boundary.
    let rows = bounds + satisfied(condition, point)
    return Found(point: try deepest(rows) ?? point, rows: rows)
  }

  private mutating func search(
    _ rows: [StrictSystem.Inequality], _ open: [Condition]
  ) throws -> HomogeneousPoint? {
    var rows = rows
    var alternatives: [[Condition]] = []
    var rest = open
    while let condition = rest.popLast() {
      switch condition {
      case .constraint(let constraint): rows.append(inequality(constraint))
      case .all(let parts): rest += parts
      case .any(let parts): alternatives.append(parts)
      }
    }
    guard let point = try deepest(rows) else { return nil }
    guard let index = alternatives.firstIndex(where: { parts in !parts.contains { holds($0, point) } }) else {
      return point
    }
    let parts = alternatives.remove(at: index)
    for part in parts {
      if let found = try search(rows, alternatives.map { .any($0) } + [part]) { return found }
    }
    return nil
  }

  private mutating func deepest(_ rows: [StrictSystem.Inequality]) throws -> HomogeneousPoint? {
    try deadline.check()
    programs += 1
    return system.deepestPoint(satisfyingClosed: rows)
  }

  /// offset − Σ factor · variable ≥ 0 in the coordinates.
  func inequality(_ constraint: LinearConstraint) -> StrictSystem.Inequality {
    let dimension = joined.box.dimension
    var form = [Dyadic](repeating: .zero, count: dimension + 1)
    form[dimension] = Dyadic(constraint.offset)
    for term in constraint.terms {
      let factor = -Dyadic(term.factor)
      let own: [Dyadic] =
        switch term.variable {
        case .input(let number): joined.form(ofInput: number)
        case .output(let number): outputs[number]
        }
      for index in form.indices where !own[index].isZero { form[index] += factor * own[index] }
    }
    return StrictSystem.Inequality(normal: Array(form.dropLast()), constant: form[dimension])
  }

  private func holds(_ condition: Condition, _ point: HomogeneousPoint) -> Bool {
    switch condition {
    case .constraint(let constraint):
      let own = inequality(constraint)
      return point.sign(of: own.normal + [own.constant]) >= 0
    case .all(let parts): return parts.allSatisfy { holds($0, point) }
    case .any(let parts): return parts.contains { holds($0, point) }
    }
  }

  /// The constraints by which a condition holds at a point: of alternatives the first that does.
  private func satisfied(_ condition: Condition, _ point: HomogeneousPoint) -> [StrictSystem.Inequality] {
    switch condition {
    case .constraint(let constraint): [inequality(constraint)]
    case .all(let parts): parts.flatMap { satisfied($0, point) }
    case .any(let parts): parts.first { holds($0, point) }.map { satisfied($0, point) } ?? []
    }
  }

  /// The first point of doubles in a part of a region of which something is made: near its deepest point, of single precision
  /// first;
  /// else one with one coordinate after the other rounded to a double for which the others have values still.
  ///
  /// - Throws: `LimitReached` when time is over.
  mutating func doubles(in found: Found, _ make: ([Double]) -> [Double]?) throws -> [Double]? {
    let center = found.point.rounded
    for precise in [false, true] {
      let point = zip(center, zip(joined.box.lower, joined.box.upper)).map { value, interval in
        (precise ? value : Double(Float(value))).clamped(interval.0, interval.1)
      }
      if let made = make(point) { return made }
    }
    var rows = found.rows
    var point = found.point
    var fixed: [Double] = []
    for axis in 0..<joined.box.dimension {
      let value = point.rounded[axis]
      var next: (value: Double, point: HomogeneousPoint, rows: [StrictSystem.Inequality])?
      for candidate in [Double(Float(value)), value, value.nextDown, value.nextUp]
      where next == nil && candidate >= joined.box.lower[axis] && candidate <= joined.box.upper[axis] {
        var normal = [Dyadic](repeating: .zero, count: joined.box.dimension)
        normal[axis] = .one
        let least = StrictSystem.Inequality(normal: normal, constant: -Dyadic(candidate))
        let tried = rows + [least, least.reversed]
        if let point = try deepest(tried) { next = (candidate, point, tried) }
      }
      guard let next else { return nil }
      (point, rows) = (next.point, next.rows)
      fixed.append(next.value)
    }
    return make(fixed)
  }
}

extension Double {
  fileprivate func clamped(_ lower: Double, _ upper: Double) -> Double { Swift.min(Swift.max(self, lower), upper) }
}

/// When work ends, whatever it has found.
struct Deadline: Sendable {
  private let budget: Budget
  private let end: ContinuousClock.Instant?

  init(_ budget: Budget) {
    self.budget = budget
    end = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
  }

  /// - Throws: `LimitReached` when time is over, or the work was cancelled.
  func check() throws(LimitReached) {
    if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    if let end, let limit = budget.limits.duration, ContinuousClock.now > end {
      throw LimitReached(cause: .duration(limit: limit), regionsFound: 0)
    }
  }
}
