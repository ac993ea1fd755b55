import Knotwork

/// Why a residual sum is the least that a kind of network can have on some rows: every case was settled by a bound.
///
/// What is proved: no network of the kind has a residual sum below ``lowerBound``, for the rows as they are given, under
/// IEEE 754 double arithmetic. ``optimum`` is the exact residual sum of the network that is written, rounded once. Cases of one
/// unit are ruled out in exact arithmetic; those of two units by bounds with margins that cover all rounding, and where such a
/// bound is too close to call, in exact arithmetic.
public struct OptimumCertificate: Equatable, Sendable {
  /// How a case, or many at once, was settled.
  public enum Reason: String, CaseIterable, Sendable {
    /// Many neighbouring cases together: the rows on whose activity they agree already leave too much.
    case block
    /// One case, with its unknowns free of the constraints of its cones.
    case unconstrained
    /// One case, by the dual of its least-squares problem with constraints.
    case constrained
    /// One case, solved in exact arithmetic.
    case exact
    /// Many cases that are not admitted: a piece would have too few rows.
    case excluded
  }

  /// The residual sum Σ w (y − f(x))² of the network found.
  public let optimum: Double
  /// A residual sum that weights with as many digits as it takes do reach, which is the optimum but for rounding. Where columns are
  /// combinations of others but for rounding, the best weights are so large and so nearly cancel that no doubles are near them; then
  /// it is below ``optimum``, that of the doubles that are written.
  public let unrounded: Double
  /// A proved lower bound for all networks of the kind.
  public let lowerBound: Double
  /// What is between the two: `optimum − lowerBound`.
  public let gap: Double
  /// How far ``unrounded`` may be above the bound where an optimum counts as certified: six digits of it, and what rounding may leave of
  /// a perfect fit. It is usually far nearer.
  public let slack: Double
  /// What a case is, in the plural: "pairs of cones".
  public let caseName: String
  /// Number of all cases.
  public let cases: Int
  /// Cases settled, by reason.
  public let settled: [Reason: Int]
  /// Bounds evaluated, of single cases and of blocks.
  public let evaluations: Int

  /// Whether the least residual sum is known: what some weights reach is above the bound for all by no more than ``slack``.
  public var isComplete: Bool { max(0, unrounded - lowerBound) <= slack }

  /// Whether the network that is written, with doubles for weights, is as good as that.
  public var isWritten: Bool { gap <= slack }

  /// The share of an optimum that may be open when its first six digits are right.
  static let digits = 5e-7

  /// A certificate whose gap follows from its bounds.
  init(
    optimum: Double, unrounded: Double? = nil, lowerBound: Double, slack: Double, caseName: String, cases: Int,
    settled: [Reason: Int], evaluations: Int
  ) {
    (self.optimum, self.lowerBound, self.slack) = (optimum, lowerBound, slack)
    self.unrounded = min(optimum, unrounded ?? optimum)
    gap = max(0, optimum - lowerBound)
    (self.caseName, self.cases, self.settled, self.evaluations) = (caseName, cases, settled, evaluations)
  }
}

/// A network that fits some rows best, and why none does it better.
public struct CertifiedFit: Equatable, Sendable {
  /// The network.
  public let network: Network
  /// Why there is no better one.
  public let certificate: OptimumCertificate
  /// The proof of the lower bound, step by step; nil where it was not asked for, or a stop left cases open.
  public let proof: FitProof?
}
