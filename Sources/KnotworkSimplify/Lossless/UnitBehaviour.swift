import Knotwork

/// What a unit does over a domain.
public enum UnitBehaviour: String, Sendable, CaseIterable {
  /// z is above 0 at some inputs and below 0 at others, or nothing better is known.
  case bends
  /// z ≥ 0 at all inputs: the unit passes z on.
  case active
  /// z ≤ 0 at all inputs: the unit gives 0, or its slope times z.
  case inactive
}
