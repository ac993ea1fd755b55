/// An affine function a s + b t + c of plane coordinates, in floating point.
struct PlaneMap: Sendable {
  var a: Double
  var b: Double
  var c: Double

  @inline(__always)
  func callAsFunction(_ point: SIMD2<Double>) -> Double { a * point.x + (b * point.y + c) }
}

extension Complex {
  func position(_ corner: Int) -> SIMD2<Double> { vertices[Int(cornerVertex[corner])] }

  /// The affine map of one output on a region.
  @inline(__always)
  func map(of region: Int, output: Int) -> PlaneMap {
    let start = 3 * (region * compiled.network.outputCount + output)
    return PlaneMap(a: maps[start], b: maps[start + 1], c: maps[start + 2])
  }

  /// The line that a corner's edge lies on, negative inside the region.
  func outwardLine(of corner: Int) -> PlaneMap {
    let split = Int(cornerSplit[corner])
    guard split >= 0 else {
      let line = compiled.domainMaps.advanced(by: 3 * (-1 - split))
      return PlaneMap(a: 0 - line[0], b: 0 - line[1], c: 0 - line[2])
    }
    let line = splitLines[split]
    let isActiveSide = cornerTwin[corner] > Int32(corner)
    return isActiveSide
      ? PlaneMap(a: 0 - line.a, b: 0 - line.b, c: 0 - line.c) : PlaneMap(a: line.a, b: line.b, c: line.c)
  }

  /// The area of a region by the shoelace formula about its first corner; 0 where rounded corners turn it inside out.
  func area(of region: Int) -> Double { max(0, triangles(of: region).reduce(0) { $0 + $1.area }) }

  /// The mean of a region's corners.
  func center(of region: Int) -> SIMD2<Double> { Complex.center(of: corners(of: region).map(position)) }

  /// The mean of the corners of a polygon.
  static func center(of corners: [SIMD2<Double>]) -> SIMD2<Double> {
    corners[0] + corners.reduce(SIMD2<Double>.zero) { $0 + ($1 - corners[0]) } / Double(corners.count)
  }

  /// A region as a fan of triangles about its first corner.
  func triangles(of region: Int) -> some Sequence<Triangle> {
    let corners = corners(of: region)
    let anchor = position(corners.lowerBound)
    return (corners.lowerBound + 1..<corners.upperBound - 1).lazy.map { [self] in
      Triangle(anchor, position($0), position($0 + 1))
    }
  }
}

/// Three points, counter-clockwise.
struct Triangle {
  let p: SIMD2<Double>
  let q: SIMD2<Double>
  let r: SIMD2<Double>

  init(_ p: SIMD2<Double>, _ q: SIMD2<Double>, _ r: SIMD2<Double>) {
    self.p = p
    self.q = q
    self.r = r
  }

  var area: Double {
    let (u, v) = (q - p, r - p)
    return (u.x * v.y - u.y * v.x) / 2
  }
}
