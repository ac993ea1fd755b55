import Knotwork

/// How far from a point a claim goes on to hold.
public struct Robustness: Equatable, Sendable {
  /// How distances are measured.
  public enum Norm: String, Equatable, Sendable, CaseIterable {
    /// By the coordinate that differs most: balls are cubes.
    case infinity
    /// By the sum of all differences.
    case one
    /// By Euclid.
    case two
  }

  /// How distances are measured.
  public let norm: Norm
  /// At all points of the domain that are no farther away the claim holds; proved.
  public let radius: Double
  /// The nearest point that was found at which it fails; nil where it holds in the whole domain, and where none was found.
  public let counterexample: [Double]?
  /// The distance of that point.
  public let distance: Double?
  /// Whether the claim holds in the whole domain.
  public let holdsEverywhere: Bool
  /// Why the work ended before both numbers were as close as was asked for; nil where they are.
  public let reason: OpenClaim.Reason?

  /// A result by its parts.
  public init(
    norm: Norm, radius: Double, counterexample: [Double]?, distance: Double?, holdsEverywhere: Bool,
    reason: OpenClaim.Reason?
  ) {
    (self.norm, self.radius, self.counterexample, self.distance) = (norm, radius, counterexample, distance)
    (self.holdsEverywhere, self.reason) = (holdsEverywhere, reason)
  }
}
