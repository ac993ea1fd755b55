import KnotworkGeometry

/// A step of a proof that no network of a kind has a residual sum below a bound.
public enum FitProofStep: Equatable, Sendable {
  /// Where an edge is cut.
  public enum Cut: Equatable, Sendable {
    /// Where the row's product with the direction is zero.
    case row(Int)
    /// At p · v + q · v′ for the ends v, v′ of the edge.
    case weights(Dyadic, Dyadic)
  }

  /// What a row that is active on a part of a cone only adds to the bound: a residual e of it is worth at least
  /// w (2 r e − r²), whatever r is.
  public struct Term: Equatable, Sendable {
    /// The row, from 0.
    public let row: Int
    /// r.
    public let residual: Double
    /// Bit k is set where the output of unit k is bounded below by u · x (else by 0), should it need a bound from below.
    public let linear: Int

    /// A term from its parts.
    public init(row: Int, residual: Double, linear: Int) {
      (self.row, self.residual, self.linear) = (row, residual, linear)
    }
  }

  /// A unit's cone is cut in two at a point of the edge between two of its generators; the half that keeps the first of
  /// them is next. All are counted from 0.
  case split(unit: Int, first: Int, second: Int, at: Cut)
  /// The cones are ruled out: the least-squares problem on them has a minimum that is not below the bound, at a point where only
  /// lengths along the generators in `support` (a bit for each) are not zero.
  case leaf(support: Int, terms: [Term])
}
