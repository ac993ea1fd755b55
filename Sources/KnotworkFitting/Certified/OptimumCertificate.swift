import Knotwork

/// Why a residual sum is the least that a kind of network can have on some rows: every case was settled by a bound.
///
/// What is proved: no network of the kind has a residual sum below ``lowerBound``, for the rows as they are given, under
/// IEEE 754 double arithmetic. ``optimum`` is the exact residual sum of the network that attains it, rounded once. Bounds are
/// evaluated in floating point with margins that cover all rounding; where such a bound is too close to call, the case is
/// solved in exact arithmetic.
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
  /// A proved lower bound for all networks of the kind.
  public let lowerBound: Double
  /// What the search left open: 0 when every case was settled, otherwise how far an unsettled one may lie below the optimum.
  public let gap: Double
  /// How far the bounds, for the sake of rounding, were allowed to lie below the optimum; `lowerBound` is at least
  /// `optimum − gap − slack`.
  public let slack: Double
  /// What a case is, in the plural: "pairs of cones".
  public let caseName: String
  /// Number of all cases.
  public let cases: Int
  /// Cases settled, by reason.
  public let settled: [Reason: Int]
  /// Bounds evaluated, of single cases and of blocks.
  public let evaluations: Int

  /// Whether every case was settled.
  public var isComplete: Bool { gap == 0 }
}

/// A network that fits some rows best, and why none does it better.
public struct CertifiedFit: Equatable, Sendable {
  /// The network.
  public let network: Network
  /// Why there is no better one.
  public let certificate: OptimumCertificate
}
