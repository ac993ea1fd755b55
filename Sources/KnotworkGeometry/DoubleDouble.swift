/// A number of about 32 digits as an unevaluated sum of two doubles, |low| ≤ ulp(high)/2 (Dekker 1971).
package struct DoubleDouble: BitwiseCopyable, Sendable {
  package let high: Double
  package let low: Double

  @inlinable
  package init(_ value: Double) {
    high = value
    low = 0
  }

  @inlinable
  package init(_ high: Double, _ low: Double) {
    self.high = high
    self.low = low
  }

  /// Rounded to the nearest double.
  @inlinable
  package var rounded: Double { high + low }

  /// a + b without rounding.
  @inlinable @inline(__always)
  package static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    let t = s - a
    return DoubleDouble(s, (a - (s - t)) + (b - t))
  }

  /// The same where |a| ≥ |b|.
  @inlinable @inline(__always)
  package static func quickSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    return DoubleDouble(s, b - (s - a))
  }

  /// a · b without rounding, split into halves of 26 bits: a fused operation is a slow call where the processor is not known to have it.
  @inlinable @inline(__always)
  package static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    let (s, t) = (134_217_729 * a, 134_217_729 * b)
    let (aHigh, bHigh) = (s - (s - a), t - (t - b))
    let (aLow, bLow) = (a - aHigh, b - bHigh)
    return DoubleDouble(p, ((aHigh * bHigh - p) + aHigh * bLow + aLow * bHigh) + aLow * bLow)
  }

  @inlinable @inline(__always)
  package static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let u = quickSum(s.high, s.low + t.high)
    return quickSum(u.high, u.low + t.low)
  }

  @inlinable @inline(__always)
  package static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + (-b) }

  @inlinable @inline(__always)
  package prefix static func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  @inlinable @inline(__always)
  package static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let p = product(a.high, b.high)
    return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  package static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let rest = a - b * DoubleDouble(first)
    let second = rest.high / b.high
    let last = rest - b * DoubleDouble(second)
    return quickSum(first, second) + DoubleDouble(last.high / b.high)
  }

  package func squareRoot() -> DoubleDouble {
    guard high > 0 else { return DoubleDouble(0) }
    let root = high.squareRoot()
    let rest = self - DoubleDouble.product(root, root)
    return DoubleDouble.quickSum(root, rest.high / (2 * root))
  }
}
