import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// What is merged: the linear pieces of a network over a domain, with the points that a plane for them has to be near, in floating
/// point. The domain's box goes from −1 to 1, and values too.
struct MergingProblem: Sendable {
  /// For each linear piece the vertices of its regions with the values there.
  let points: [[SIMD3<Double>]]
  /// For each linear piece those behind its facets, ascending.
  let neighbours: [[Int]]
  /// The area of each, as a share of the domain.
  let shares: [Double]
  /// The linear piece of each region.
  let pieceOfRegion: [Int]
  private let scale: Scale

  /// How inputs and outputs go over into numbers from −1 to 1: z ↦ (z − middle) / half of the width.
  struct Scale: Sendable {
    let middles: [Dyadic]
    let halves: [Dyadic]

    func scaled(_ corner: ExactCorner) -> SIMD3<Double> {
      let numbers = [corner.x, corner.y, corner.value]
      func number(_ axis: Int) -> Double {
        guard !halves[axis].isZero else { return 0 }
        return Dyadic.quotient(
          numbers[axis] - middles[axis] * corner.denominator, halves[axis] * corner.denominator)
      }
      return [number(0), number(1), number(2)]
    }
  }

  /// - Complexity: O(corners) exact quotients.
  init(_ dissection: Dissection, _ regions: ExactRegions) {
    let pieces = dissection.linearPieces()
    pieceOfRegion = pieces.pieceOfRegion
    let box = dissection.domain.box
    let values = regions.corners.joined().map { Dyadic.quotient($0.value, $0.denominator) }
    let ends = zip(box.lower + [values.min() ?? 0], box.upper + [values.max() ?? 0])
    scale = Scale(
      middles: ends.map { (Dyadic($0) + Dyadic($1)).half }, halves: ends.map { (Dyadic($1) - Dyadic($0)).half })
    var points = [[SIMD3<Double>]](repeating: [], count: pieces.count)
    var known = [Set<SIMD3<Double>>](repeating: [], count: pieces.count)
    var neighbours = [Set<Int>](repeating: [], count: pieces.count)
    var areas = [Double](repeating: 0, count: pieces.count)
    for region in regions.corners.indices {
      let piece = pieceOfRegion[region]
      for corner in regions.corners[region] {
        let point = scale.scaled(corner)
        if known[piece].insert(point).inserted { points[piece].append(point) }
      }
      for case let other? in regions.neighbours[region] where pieceOfRegion[other] != piece {
        neighbours[piece].insert(pieceOfRegion[other])
      }
      areas[piece] += dissection.regions[region].volume ?? 0
    }
    let total = areas.reduce(0, +)
    (self.points, self.neighbours) = (points, neighbours.map { $0.sorted() })
    shares = areas.map { total > 0 ? $0 / total : 0 }
  }

  /// A vertex in the units of ``points``.
  func scaled(_ corner: ExactCorner) -> SIMD3<Double> { scale.scaled(corner) }

  /// An error in the units of the values of ``points``.
  func scaled(error: Double) -> Double {
    let half = scale.halves[2]
    return half.isZero ? 1 : Dyadic.quotient(Dyadic(error), half)
  }

  /// The two slopes of a plane in the units of the inputs and the output.
  func slopes(_ plane: MinimaxPlane) -> [Double] {
    (0..<2).map { axis in
      let slope = plane.coefficients[axis]
      guard slope.isFinite else { return 0 }
      return Dyadic.quotient(Dyadic(slope) * scale.halves[2], scale.halves[axis]).finite
    }
  }
}

extension Double {
  /// The number, or the largest one of its sign.
  var finite: Double { min(max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude) }
}

/// A connected union of linear pieces, and the plane that is nearest to the network there.
struct MergedGroup {
  private(set) var members: [Int]
  private(set) var points: [SIMD3<Double>]
  private(set) var plane: MinimaxPlane

  /// The group of one linear piece.
  init(_ member: Int, of problem: MergingProblem) {
    (members, points, plane) = ([member], problem.points[member], MinimaxPlane())
    _ = plane.add(points, to: [], most: .infinity)
  }

  /// How far the plane of this group and other points is from both; nil where that is more than allowed.
  func plane(with points: [SIMD3<Double>], within most: Double) -> MinimaxPlane? {
    var plane = plane
    return plane.add(points, to: self.points, most: most) ? plane : nil
  }

  /// Takes in another group, with the plane of both.
  mutating func join(_ other: MergedGroup, _ plane: MinimaxPlane) {
    members += other.members
    points += other.points
    self.plane = plane
  }
}
