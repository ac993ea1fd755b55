/// An affine function a s + b t + c of plane coordinates, in floating point.
struct PlaneMap: Sendable {
  var a: Double
  var b: Double
  var c: Double

  @inline(__always)
  func callAsFunction(_ point: SIMD2<Double>) -> Double { a * point.x + (b * point.y + c) }
}
