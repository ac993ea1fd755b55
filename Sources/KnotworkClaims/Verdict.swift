import Knotwork

/// What was found out about a claim.
public enum Verdict: Equatable, Sendable {
  /// The claim holds: no inputs of its domain show the violation.
  case holds(ClaimProof)
  /// The claim fails, with inputs that show it.
  case fails(Counterexample)
  /// Neither was found out.
  case undecided(OpenClaim)
}

/// How a claim was proved, and what it took.
public struct ClaimProof: Equatable, Sendable {
  /// The way that closed the claim.
  public enum Method: String, Equatable, Sendable, CaseIterable {
    /// The constraints of the claim contradict each other, whatever the network is.
    case constraints
    /// Bounds on boxes and the phases of units.
    case bounds
    /// All regions of the domain, in exact arithmetic.
    case regions
  }

  /// The way that closed the claim.
  public let method: Method
  /// Number of boxes that were looked at, or of regions.
  public let parts: Int
  /// Number of linear programs that were solved.
  public let programs: Int

  /// A proof by its method and what it took.
  public init(method: Method, parts: Int, programs: Int = 0) {
    self.method = method
    self.parts = parts
    self.programs = programs
  }
}

/// A claim that was left open: why, and how far the work came.
public struct OpenClaim: Equatable, Sendable {
  /// Why the work ended.
  public enum Reason: Equatable, Sendable {
    /// A limit was reached, or the work was cancelled.
    case limit(LimitReached.Cause)
    /// Numbers so large, or a difference so small, that bounds in doubles decide nothing.
    case precision
  }

  /// Why the work ended.
  public var reason: Reason
  /// The share of the domain's volume that was proved free of violations, from 0 to 1; rounded down.
  public let provedShare: Double
  /// Number of parts of the domain that are left open.
  public let openParts: Int

  /// An open claim by what was reached.
  public init(reason: Reason, provedShare: Double, openParts: Int) {
    self.reason = reason
    self.provedShare = provedShare
    self.openParts = openParts
  }
}
