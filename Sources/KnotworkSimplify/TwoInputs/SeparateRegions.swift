import KnotworkFitting
import KnotworkGeometry

/// Regions of which no two can be in one piece: as many pieces are needed at least.
///
/// For four points with Σ λᵢ = 0, Σ λᵢ xᵢ = 0 and Σ λᵢ yᵢ = 0 every affine function is off by |Σ λᵢ zᵢ| / Σ |λᵢ| at one of them at
/// least. For two regions four of their vertices are proposed in floating point, and that is computed from them without rounding.
struct SeparateRegions {
  /// How many there are.
  private(set) var count = 0

  /// So many regions are tried.
  private static let mostTried = 4000

  /// Looks for them, the largest regions first.
  ///
  /// - Parameters:
  ///   - regions: all regions.
  ///   - points: the scaled vertices of each region.
  ///   - order: the regions, in the order in which they are tried.
  ///   - most: so many are enough.
  ///   - error: how far functions may be from the network.
  ///   - scaled: the same in the units of the points.
  ///   - deadline: when to give up; what was found by then counts.
  /// - Complexity: a plane of two regions for each one that is tried and each one that was found.
  init(
    _ regions: ExactRegions, _ points: [[SIMD3<Double>]], order: [Int], most: Int, within error: Double,
    scaled: Double, until deadline: Deadline
  ) {
    var found: [(region: Int, group: MinimaxPlane)] = []
    for region in order.prefix(SeparateRegions.mostTried) {
      if found.count >= most || deadline.hasPassed { break }
      let isSeparate = found.allSatisfy { other in
        var plane = other.group
        // Once it is too far from some points, the basis is four that are enough.
        if plane.add(points[region], to: points[other.region], most: scaled * (1 + 1e-9)) { return false }
        return SeparateRegions.isSeparate(
          regions.corners[region] + regions.corners[other.region], points[region] + points[other.region], plane, error)
      }
      guard isSeparate else { continue }
      var plane = MinimaxPlane()
      _ = plane.add(points[region], to: [], most: .infinity)
      found.append((region, plane))
    }
    count = found.count
  }

  /// Whether every affine function is off by more than the error at one of the corners that a plane is found from; exact.
  private static func isSeparate(
    _ corners: [ExactCorner], _ points: [SIMD3<Double>], _ plane: MinimaxPlane, _ error: Double
  ) -> Bool {
    let chosen = plane.basisPoints.compactMap { point in points.firstIndex { $0.x == point.x && $0.y == point.y } }
    guard chosen.count == 4 else { return false }
    let rows = chosen.map { corners[$0] }
    // λᵢ is the cofactor of the other three points; each point is scaled by its denominator, so that the sum is over λᵢ wᵢ.
    let cofactors = rows.indices.map { own -> Dyadic in
      let others = rows.indices.filter { $0 != own }.map { [rows[$0].x, rows[$0].y, rows[$0].denominator] }
      let value = determinant(others)
      return own % 2 == 0 ? value : -value
    }
    let sum = zip(cofactors, rows).reduce(Dyadic.zero) { $0 + $1.0 * $1.1.value }
    let size = zip(cofactors, rows).reduce(Dyadic.zero) { $0 + $1.0.magnitude * $1.1.denominator }
    return sum.magnitude > Dyadic(error) * size
  }

  private static func determinant(_ m: [[Dyadic]]) -> Dyadic {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) + m[0][2]
      * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
  }
}
