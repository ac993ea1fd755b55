/// What a unit makes of its pre-activation z: z itself where z > 0 (the unit is *active*), `inactiveSlope` · z where
/// z ≤ 0 (it is *inactive*).
public enum Activation: Hashable, Codable, Sendable {
  /// z everywhere.
  case linear
  /// max(0, z).
  case relu
  /// z where z > 0, slope · z elsewhere; the slope is finite, of any sign.
  case leakyReLU(slope: Double)

  /// The factor on z where the unit is inactive.
  public var inactiveSlope: Double {
    switch self {
    case .linear: 1
    case .relu: 0
    case .leakyReLU(let slope): slope
    }
  }

  /// Whether the two slopes differ, so that the unit can make a crease.
  public var bends: Bool { inactiveSlope != 1 }

  /// The output for the pre-activation z.
  public func callAsFunction(_ z: Double) -> Double { z > 0 ? z : inactiveSlope == 0 ? 0 : inactiveSlope * z }
}
