import KnotworkGeometry

/// A direction that spans cones, with the sign of its product with every row.
final class ConeGenerator: Sendable {
  /// The direction v, of D exact coordinates.
  let vector: [Dyadic]
  /// The sign of v · x for every row.
  let signs: [Int8]
  /// The exponent of the largest v · x, and all of them over that power of two, rounded: for what is not trusted.
  let size: Int
  let approximate: [Double]

  init(_ vector: [Dyadic], _ rows: ProofRows) {
    self.vector = vector
    let values = rows.points.map { exactProduct(vector, $0) }
    signs = values.map { Int8($0.signum) }
    let size = values.filter { !$0.isZero }.map(\.exponent).max() ?? 0
    self.size = size
    approximate = values.map { $0.scaled(by: -size).nearest }
  }

  /// Whether whole numbers have as many digits as proofs may need: generators that a file cuts again and again grow without end.
  static func isShort(_ vector: [Dyadic]) -> Bool { vector.allSatisfy { $0.exponent < 1 << 14 } }

  /// v · x for a row.
  func value(_ row: Int, of rows: ProofRows) -> Dyadic { exactProduct(vector, rows.points[row]) }
}

/// The directions { Σ αⱼ vⱼ : α ≥ 0 } of one unit, spanned by as many generators as there are coordinates.
struct UnitCone: Sendable {
  private(set) var generators: [ConeGenerator]

  init(_ generators: [ConeGenerator]) { self.generators = generators }

  /// How a unit does on a row while its direction stays in the cone.
  enum Side {
    case active, inactive, open
  }

  /// The row's side of the cone: exact signs at the generators decide it. A row on which all are zero counts as inactive.
  func side(of row: Int) -> Side {
    var (hasPositive, hasNegative) = (false, false)
    for generator in generators {
      switch generator.signs[row] {
      case 1: hasPositive = true
      case -1: hasNegative = true
      default: break
      }
    }
    return hasPositive ? (hasNegative ? .open : .active) : .inactive
  }

  /// The cone with another generator in the place of one.
  func replacing(_ place: Int, by generator: ConeGenerator) -> UnitCone {
    var copy = self
    copy.generators[place] = generator
    return copy
  }
}
