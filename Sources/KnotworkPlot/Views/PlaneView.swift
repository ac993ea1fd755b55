import Knotwork
import KnotworkGeometry

/// What pictures of a dissection in two dimensions have in common.
struct PlaneView {
  let dissection: Dissection
  let xAxis: Axis
  let yAxis: Axis

  /// - Requires: `dissection.dimension == 2`, with its vertices.
  init(_ dissection: Dissection, _ names: (String, String)) {
    precondition(
      dissection.dimension == 2 && dissection.detail.contains(.vertices),
      "a picture of a dissection needs two dimensions and the vertices of its regions")
    self.dissection = dissection
    let corners = dissection.regions.flatMap { $0.corners }
    let (lower, upper) = (
      corners.dropFirst().reduce(corners[0], pointwiseMin), corners.dropFirst().reduce(corners[0], pointwiseMax)
    )
    xAxis = Axis(names.0, lower.x...upper.x)
    yAxis = Axis(names.1, lower.y...upper.y)
  }

  /// Whether a row lies within the axes.
  func shows(_ point: SIMD2<Double>) -> Bool { xAxis.range.contains(point.x) && yAxis.range.contains(point.y) }

  /// The name of a kind of crease.
  static func name(ofBend bend: Double) -> String {
    bend > 0 ? "convex (valley)" : bend < 0 ? "concave (ridge)" : "no bend"
  }

  /// How a crease is drawn: solid where convex, dashed where concave, dotted without a bend.
  static func stroke(ofBend bend: Double, width: Double, _ inks: (Ink, Ink)) -> Mark.Stroke {
    bend > 0
      ? Mark.Stroke(inks.0, width: width, isHemmed: true)
      : bend < 0
        ? Mark.Stroke(inks.1, width: width, .dashed, isHemmed: true) : Mark.Stroke(.muted, width: 1.5, .dotted)
  }
}

extension Region {
  /// Its corners in the plane.
  var corners: [SIMD2<Double>] { (vertices ?? []).map { SIMD2($0[0], $0[1]) } }

  /// A point inside, in the plane.
  var center: SIMD2<Double> { SIMD2(interiorPoint[0], interiorPoint[1]) }

  /// An output's slope in the plane, and its constant.
  func function(_ output: Int) -> (slope: SIMD2<Double>, constant: Double) {
    let map = map
    return (SIMD2(map.slope[output, 0], map.slope[output, 1]), map.intercept[output])
  }
}

extension Crease {
  /// Its ends in the plane.
  var ends: [SIMD2<Double>] { (vertices ?? []).map { SIMD2($0[0], $0[1]) } }
}
