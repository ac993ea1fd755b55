import Knotwork
import KnotworkGeometry

extension Claim {
  /// How far from a point the claim goes on to hold, between a radius that is proved and the distance of a counterexample.
  ///
  /// By bisection: each radius is decided as a claim about the part of the domain within it. Balls that are no boxes are approached from
  /// outside by half-spaces, one more for each counterexample outside the ball, so that what is proved holds for the ball.
  /// - Parameters:
  ///   - point: the point.
  ///   - norm: how distances are measured.
  ///   - networks: those that the claim speaks of.
  ///   - known: a counterexample that is known; the search starts with its distance.
  ///   - tolerance: how far apart both numbers may be, relatively.
  ///   - budget: what it may cost.
  /// - Requires: networks of the sizes of the claim, and a point with a finite number for each input.
  /// - Throws: `FailedGate` where a counterexample is found within a radius that was proved, a fault of the program.
  public func robustness(
    at point: [Double], in norm: Robustness.Norm = .infinity, on networks: [Network], known: [Double]? = nil,
    tolerance: Double = 1e-4, within budget: Budget = Budget()
  ) throws(FailedGate) -> Robustness {
    requireSizes(networks)
    precondition(point.count == inputCount && point.allSatisfy(\.isFinite), "Claim: a point of another size")
    var search = RobustnessSearch(self, point, norm, networks, within: budget)
    return try search.run(from: known, tolerance: tolerance)
  }
}

/// The bisection.
struct RobustnessSearch {
  private let claim: Claim
  private let point: [Double]
  private let norm: Robustness.Norm
  private let networks: [Network]
  private let budget: Budget
  private let start = ContinuousClock.now
  /// Proved.
  private var radius = 0.0
  private var nearest: (point: [Double], distance: Double)?
  /// So many half-spaces at most for one radius.
  private static let mostCuts = 60

  init(_ claim: Claim, _ point: [Double], _ norm: Robustness.Norm, _ networks: [Network], within budget: Budget) {
    (self.claim, self.point, self.norm, self.networks, self.budget) = (claim, point, norm, networks, budget)
  }

  private enum Answer {
    /// It holds within the radius.
    case holds
    /// A nearer counterexample than before was found.
    case nearer
    case open(OpenClaim.Reason)
  }

  mutating func run(from known: [Double]?, tolerance: Double) throws(FailedGate) -> Robustness {
    guard let violation = claim.violation else { return result(nil, holdsEverywhere: true) }
    if isInside(point, violation), claim.isViolated(at: point, by: networks) {
      nearest = (point, 0)
      return result(nil)
    }
    if let known, isInside(known, violation), claim.isViolated(at: known, by: networks) {
      nearest = (known, norm.distance(known, point))
      return try bisect(violation, from: nil, tolerance, nil)
    }
    let corner = zip(point, zip(violation.lower, violation.upper)).map { center, sides in
      center - sides.0 > sides.1 - center ? sides.0 : sides.1
    }
    let whole = norm.distance(corner, point)
    switch try verdict(violation, .infinity) {
    case .holds: return result(nil, holdsEverywhere: true)
    case .open(let reason):
      // Without a counterexample the domain ends the search.
      if case .limit(.cancelled) = reason { return result(reason) }
      return try bisect(violation, from: whole, tolerance, reason)
    case .nearer: return try bisect(violation, from: nil, tolerance, nil)
    }
  }

  private mutating func bisect(
    _ violation: Violation, from limit: Double?, _ tolerance: Double, _ earlier: OpenClaim.Reason?
  ) throws(FailedGate) -> Robustness {
    var ceiling = limit ?? .infinity
    var reason = nearest == nil ? earlier : nil
    var isFirst = true
    while true {
      let top = min(ceiling, nearest?.distance ?? .infinity)
      guard top.isFinite, top - radius > tolerance * top else { break }
      // Next to the counterexample, which may be the nearest one, then halves.
      let tried = isFirst ? top * (1 - tolerance / 2) : radius / 2 + top / 2
      isFirst = false
      let next = max(tried.isFinite ? tried : top / 2, radius.nextUp)
      switch try verdict(violation, next < top ? next : top / 2) {
      case .holds: radius = max(radius, min(next, top))
      case .nearer: reason = nil
      case .open(let why):
        reason = why
        if case .limit = why { return result(why) }
        ceiling = next
      }
      if next <= radius.nextUp, top <= next.nextUp { break }
    }
    return result(reason)
  }

  /// Decides the claim for the part of the domain within a radius.
  private mutating func verdict(_ violation: Violation, _ radius: Double) throws(FailedGate) -> Answer {
    var cuts: [Condition] = []
    let lower = zip(violation.lower, point).map { max($0, ($1 - radius).nextDown) }
    let upper = zip(violation.upper, point).map { min($0, ($1 + radius).nextUp) }
    guard zip(lower, upper).allSatisfy({ $0 <= $1 }) else { return .holds }
    while true {
      let part = Claim(
        about: claim.networks,
        violation: Violation(lower: lower, upper: upper, condition: .conjunction([violation.condition] + cuts)))
      switch try part.verdict(on: networks, within: budget.after(ContinuousClock.now - start)) {
      case .holds: return .holds
      case .undecided(let open): return .open(open.reason)
      case .fails(let counterexample):
        let found = pulled(counterexample.inputs, violation)
        let distance = norm.distance(found, point)
        guard distance > self.radius else {
          throw FailedGate("the claim is proved within \(self.radius), and yet fails at \(found)")
        }
        if nearest.map({ distance < $0.distance }) ?? true {
          nearest = (found, distance)
          return .nearer
        }
        guard cuts.count < RobustnessSearch.mostCuts,
          let cut = norm.cut(between: point, radius: radius, and: counterexample.inputs)
        else { return .open(.precision) }
        cuts.append(.constraint(cut))
      }
    }
  }

  /// A counterexample on the way from one to the point, as near the point as it goes on to be one.
  private func pulled(_ far: [Double], _ violation: Violation) -> [Double] {
    var (best, low, high) = (far, 0.0, 1.0)
    for _ in 0..<30 {
      let part = low / 2 + high / 2
      let tried = zip(point, zip(far, zip(violation.lower, violation.upper))).map { center, other in
        min(other.1.1, max(other.1.0, center + part * (other.0 - center)))
      }
      if isInside(tried, violation), claim.isViolated(at: tried, by: networks) {
        (best, high) = (tried, part)
      } else {
        low = part
      }
    }
    return best
  }

  private func isInside(_ point: [Double], _ violation: Violation) -> Bool {
    zip(point, zip(violation.lower, violation.upper)).allSatisfy { $1.0 <= $0 && $0 <= $1.1 }
  }

  private func result(_ reason: OpenClaim.Reason?, holdsEverywhere: Bool = false) -> Robustness {
    var reason = reason
    if case .limit(.duration) = reason, let limit = budget.limits.duration { reason = .limit(.duration(limit: limit)) }
    return Robustness(
      norm: norm, radius: radius, counterexample: nearest?.point, distance: nearest?.distance,
      holdsEverywhere: holdsEverywhere, reason: reason)
  }
}
