import KnotworkGeometry

/// A proof that no network of one or two ReLU units has a residual sum below a bound on some rows.
///
/// With the constant 1 as a further coordinate where there is a bias, a unit is s · relu(u · x), s = ±1, for a direction u. Cones of
/// directions are cut until each is ruled out by a least-squares problem in exact arithmetic; decision note 0048 has the
/// mathematics. Coordinates, targets and weights are multiplied by powers of two, which loses nothing.
public struct FitProof: Equatable, Sendable {
  /// What is proved, and in which coordinates.
  public struct Header: Equatable, Sendable {
    /// Number of units: 1 or 2.
    public var units: Int
    /// Whether units and output have a bias.
    public var hasBias: Bool
    /// Each input is multiplied by 2 to this power; targets and weights likewise.
    public var inputExponents: [Int]
    /// See ``inputExponents``.
    public var targetExponent: Int
    /// See ``inputExponents``.
    public var weightExponent: Int
    /// The coordinates that take part, from 0, the constant after the inputs: the others are combinations of them.
    public var kept: [Int]
    /// As many independent directions as coordinates are kept, whose orthants are where the cones begin.
    public var axes: [[Dyadic]]
    /// No network has a residual sum below this, in the rows' own units.
    public var bound: Dyadic

    /// A header from its parts.
    public init(
      units: Int, hasBias: Bool, inputExponents: [Int], targetExponent: Int, weightExponent: Int, kept: [Int],
      axes: [[Dyadic]], bound: Dyadic
    ) {
      (self.units, self.hasBias, self.inputExponents) = (units, hasBias, inputExponents)
      (self.targetExponent, self.weightExponent) = (targetExponent, weightExponent)
      (self.kept, self.axes, self.bound) = (kept, axes, bound)
    }
  }

  /// What is proved.
  public let header: Header
  /// The steps, depth first; none where the bound is 0.
  public let steps: [FitProofStep]
}

/// What is wrong with a proof about a fit.
public struct FitProofFlaw: Error, Equatable, CustomStringConvertible {
  /// One sentence for people, without the full stop.
  public let description: String

  /// A flaw in words.
  public init(_ description: String) { self.description = description }
}
