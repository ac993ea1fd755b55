import BigInt
import Knotwork
import KnotworkGeometry

extension ReferenceDissection {
  /// A side of a region, and nearly where it is.
  private struct Side {
    let line: ExactMap
    let start: ExactPoint
    let end: ExactPoint
    /// The ends, and the line with a normal of length 1.
    let near: (start: SIMD2<Double>, end: SIMD2<Double>, line: SIMD3<Double>)

    init(_ region: ReferenceRegion, _ index: Int) {
      line = region.sides[index]
      start = region.polygon[index]
      end = region.polygon[(index + 1) % region.polygon.count]
      let scale = Rational(1, 1, exponent: -max(line.x.bitWidth, line.y.bitWidth) - line.exponent)
      let row = SIMD3((line.a * scale).approximate, (line.b * scale).approximate, (line.c * scale).approximate)
      near = (
        SIMD2(start.x.approximate, start.y.approximate), SIMD2(end.x.approximate, end.y.approximate),
        row / (row.x * row.x + row.y * row.y).squareRoot()
      )
    }

    /// Whether one is clearly away from the line of the other, or they are clearly apart on it; this saves most of the exact
    /// work. Doubles are off by some 1e-15 of the coordinates, which are not large.
    func isClearlyApart(from other: Side) -> Bool {
      func level(_ p: SIMD2<Double>) -> Double { near.line.x * p.x + near.line.y * p.y + near.line.z }
      let margin = 1e-6
      if level(other.near.start).magnitude > margin || level(other.near.end).magnitude > margin { return true }
      let lower = pointwiseMin(near.start, near.end)
      let upper = pointwiseMax(near.start, near.end)
      let (least, greatest) = (
        pointwiseMin(other.near.start, other.near.end), pointwiseMax(other.near.start, other.near.end)
      )
      return any(least .> upper + margin) || any(greatest .< lower - margin)
    }

    /// Whether they are on one line and have more than a point in common.
    func overlaps(_ other: Side) -> Bool {
      guard !isClearlyApart(from: other), line.numerator(at: other.start).isZero, line.numerator(at: other.end).isZero
      else { return false }
      // Along the line by the coordinate that changes.
      let position: (ExactPoint) -> Rational = line.y.isZero ? { $0.y } : { $0.x }
      let (a, b, c, d) = (position(start), position(end), position(other.start), position(other.end))
      return max(min(a, b), min(c, d)) < min(max(a, b), max(c, d))
    }
  }

  /// The pairs of regions whose polygons share a segment of positive length.
  package var adjacentPairs: Set<[Int]> {
    let sides = regions.map { region in region.polygon.indices.map { Side(region, $0) } }
    var pairs = Set<[Int]>()
    for i in regions.indices {
      for j in regions.indices
      where j > i && sides[i].contains(where: { side in sides[j].contains { side.overlaps($0) } }) {
        pairs.insert([i, j])
      }
    }
    return pairs
  }

  /// Regions merged across shared segments where all outputs have the same map.
  package var linearPieceCount: Int {
    var group = Array(regions.indices)
    func root(_ i: Int) -> Int { group[i] == i ? i : root(group[i]) }
    for pair in adjacentPairs where regions[pair[0]].maps == regions[pair[1]].maps {
      let (a, b) = (root(pair[0]), root(pair[1]))
      group[max(a, b)] = min(a, b)
    }
    return regions.indices.count { root($0) == $0 }
  }
}
