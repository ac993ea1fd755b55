import KnotworkGeometry

/// Where an output takes one value: the level set {y = t}, as segments in plane coordinates.
public struct LevelSet: Sendable {
  /// A segment within one region.
  public struct Piece: Equatable, Sendable {
    /// The number of the region.
    public let region: Int
    /// One end; the side where y > t lies to the left of the way to ``end``.
    public let start: SIMD2<Double>
    /// The other end.
    public let end: SIMD2<Double>
  }

  /// The value t.
  public let level: Double
  /// The segments, each given once.
  public let segments: [Piece]
  /// The regions on which the output equals t everywhere.
  public let plateaus: [Int]
}

extension Dissection {
  /// The level set {y = t} of an output: for a classifier, its decision line.
  ///
  /// Which edges it crosses and which vertices it passes through is exact; positions are rounded. A segment that runs
  /// along a crease is given once. Points where the level set is a single vertex are left out.
  /// - Requires: `level` is finite.
  /// - Complexity: O(corners).
  public func levelSet(of output: Int = 0, at level: Double) -> LevelSet {
    requireOutput(output)
    let enclosures = VertexEnclosures(complex, output: output)
    let signs = enclosures.signs(relativeTo: level, complex, output: output)
    var segments: [LevelSet.Piece] = []
    var plateaus: [Int] = []
    func isPlateau(_ region: Int) -> Bool {
      complex.corners(of: region).allSatisfy { signs[Int(complex.cornerVertex[$0])] == 0 }
    }
    for region in 0..<complex.regionCount {
      if isPlateau(region) {
        plateaus.append(region)
        continue
      }
      var ends: (rising: SIMD2<Double>?, falling: SIMD2<Double>?)
      for corner in complex.corners(of: region) {
        let (from, to) = (Int(complex.cornerVertex[corner]), Int(complex.cornerVertex[complex.next(corner)]))
        let (here, there) = (signs[from], signs[to])
        if here == 0, there == 0 {
          // Along an edge: given by the first of its regions, or by the plateau beyond it, not at all.
          let twin = Int(complex.cornerTwin[corner])
          let isFirst = twin < 0 || (corner < twin && !isPlateau(Int(complex.cornerRegion[twin])))
          let isLower = complex.corners(of: region).contains { signs[Int(complex.cornerVertex[$0])] < 0 }
          if isFirst {
            let (start, end) = (complex.vertices[from], complex.vertices[to])
            segments.append(
              LevelSet.Piece(region: region, start: isLower ? end : start, end: isLower ? start : end))
          }
          ends = (nil, nil)
          break
        }
        if here < 0, there >= 0, there > 0 || isRising(after: corner, signs) {
          ends.rising = crossing(from, to, signs, enclosures, level)
        } else if here > 0, there <= 0, there < 0 || isFalling(after: corner, signs) {
          ends.falling = crossing(from, to, signs, enclosures, level)
        }
      }
      if let rising = ends.rising, let falling = ends.falling {
        // Counter-clockwise, values rise at one end and fall at the other; the higher side is on the left of this way.
        segments.append(LevelSet.Piece(region: region, start: falling, end: rising))
      }
    }
    return LevelSet(level: level, segments: segments, plateaus: plateaus)
  }

  /// Whether values go on above the level after the vertex at the end of a corner's edge, where they equal it.
  private func isRising(after corner: Int, _ signs: [Int8]) -> Bool {
    signs[Int(complex.cornerVertex[complex.next(complex.next(corner))])] > 0
  }

  private func isFalling(after corner: Int, _ signs: [Int8]) -> Bool {
    signs[Int(complex.cornerVertex[complex.next(complex.next(corner))])] < 0
  }

  /// Where the level lies on an edge; computed the same way from both sides.
  private func crossing(
    _ from: Int, _ to: Int, _ signs: [Int8], _ enclosures: VertexEnclosures, _ level: Double
  ) -> SIMD2<Double> {
    if signs[to] == 0 { return complex.vertices[to] }
    let (low, high) = (min(from, to), max(from, to))
    let (p, q) = (complex.vertices[low], complex.vertices[high])
    let (u, v) = ((enclosures.values[low] - level).magnitude, (enclosures.values[high] - level).magnitude)
    let share = u + v > 0 ? u / (u + v) : 0.5
    return p + share * (q - p)
  }
}

extension VertexEnclosures {
  /// The sign of y − t at each vertex; exact.
  fileprivate func signs(relativeTo level: Double, _ complex: Complex, output: Int) -> [Int8] {
    let query = ExactQuery(complex)
    let threshold = ExactQuotient(Dyadic(level), over: .one)
    return corners.indices.map { vertex in
      let difference = values[vertex] - level
      if difference.magnitude * (1 - 0x1p-50) > errors[vertex] { return difference > 0 ? 1 : -1 }
      let value = query.value(at: Int(corners[vertex]), output: output)
      return value == threshold ? 0 : value < threshold ? -1 : 1
    }
  }
}
