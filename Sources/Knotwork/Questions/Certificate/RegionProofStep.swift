import KnotworkGeometry

/// One step of a proof that a network has certain regions over a domain, and no others.
///
/// The steps walk through a tree of cells, the domain first, depth first and the active side first. Each unit that bends is
/// either settled in the current cell, or splits it.
public enum RegionProofStep: Equatable, Sendable {
  /// The pre-activation of a unit splits the cell: what follows is about its active side, and after that about the other.
  case split(layer: Int, unit: Int)
  /// The pre-activation f of a unit has one sign in the cell: `scale` · f (−`scale` · f for an inactive unit) is at least the
  /// sum of the cell's half-spaces times the multipliers, everywhere in the domain's box.
  case settled(layer: Int, unit: Int, isActive: Bool, scale: Dyadic, multipliers: [Multiplier])
  /// All units are settled or have split: the cell is a region, and this is a point inside.
  case region(point: [Dyadic])
  /// The pre-activation of a unit splits the cell, and only one side is looked at: a step on the way into the cell that a part of a
  /// proof is about.
  case entered(Side)
  /// All that is left of the current cell is up to another part of the proof.
  case left

  /// One side of a split. Which sides lie above a cell says which cell it is.
  public struct Side: Hashable, Sendable {
    /// The layer of the unit, from 0.
    public let layer: Int
    /// The unit, from 0.
    public let unit: Int
    /// Whether it is the side where the unit is active.
    public let isActive: Bool

    /// A side of a split.
    public init(layer: Int, unit: Int, isActive: Bool) {
      (self.layer, self.unit, self.isActive) = (layer, unit, isActive)
    }
  }

  /// How many times a half-space of the current cell counts. Half-spaces are functions that are ≥ 0 in the cell: those that
  /// the domain has besides its box first, offset − normal · x; then, from the domain down, the units that have split it,
  /// with the sign that they have there. They are counted from 0.
  public struct Multiplier: Equatable, Sendable {
    /// Which half-space.
    public let halfSpace: Int
    /// At least 0.
    public let factor: Dyadic

    /// A half-space and its factor.
    public init(halfSpace: Int, factor: Dyadic) {
      self.halfSpace = halfSpace
      self.factor = factor
    }
  }
}

/// Why a proof is none; one sentence.
public struct RegionProofFlaw: Error, Equatable, CustomStringConvertible, Sendable {
  /// What is wrong, and what was expected.
  public let description: String

  /// A flaw with its sentence.
  public init(_ description: String) { self.description = description }
}
