/// √(x² + y²) without overflow.
@inlinable
package func hypot(_ x: Double, _ y: Double) -> Double {
  let size = max(x.magnitude, y.magnitude)
  guard size > 0 else { return 0 }
  let (p, q) = (x / size, y / size)
  return size * (p * p + q * q).squareRoot()
}
