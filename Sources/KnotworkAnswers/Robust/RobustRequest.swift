import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// How far from a point, or from the rows of a table, does a claim go on to hold?
public struct RobustRequest: Sendable {
  /// How distances are measured.
  public typealias Norm = Robustness.Norm

  /// The claim, about the domain in which changes are looked for.
  public var stated: StatedClaim
  /// The points.
  public var points: [[Double]]
  /// How distances are measured.
  public var norm = Robustness.Norm.infinity
  /// How far apart the radius that is proved and the nearest counterexample may be, relatively.
  public var tolerance = 1e-4

  /// A request about points.
  public init(_ stated: StatedClaim, points: [[Double]]) {
    (self.stated, self.points) = (stated, points)
  }

  /// A request about rows that were kept.
  public init(_ stated: StatedClaim, rows: DataRows) {
    self.init(stated, points: (0..<rows.count).map { row in rows.columns.map { $0[row] } })
  }

  /// The radius of each point; limits count for all of them together.
  ///
  /// - Throws: ``InvalidRequest`` for points of another size or without any, `FailedGate` where a counterexample is found within a radius
  ///   that was proved.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> RobustAnswer {
    guard !points.isEmpty else { throw InvalidRequest("point", "is missing; expected a point, or a table") }
    for point in points where point.count != network.inputCount || !point.allSatisfy(\.isFinite) {
      throw InvalidRequest(
        "point",
        "found \(point.count.counted("number")); expected \(network.inputCount), one for each input, none of them infinite"
      )
    }
    let start = ContinuousClock.now
    let rows = try points.enumerated().map { number, point in
      var share = budget.share(of: points.count).after(ContinuousClock.now - start)
      share.limits.duration = share.limits.duration.map { $0 / (points.count - number) }
      var found = try stated.claim.robustness(
        at: point, in: norm, on: [network], tolerance: tolerance, within: share)
      if case .limit(.duration) = found.reason, let limit = budget.limits.duration {
        found = Robustness(
          norm: found.norm, radius: found.radius, counterexample: found.counterexample, distance: found.distance,
          holdsEverywhere: found.holdsEverywhere, reason: .limit(.duration(limit: limit)))
      }
      return found
    }
    return RobustAnswer(stated: stated, inputs: network.inputNames, points: points, rows: rows, norm: norm)
  }
}
