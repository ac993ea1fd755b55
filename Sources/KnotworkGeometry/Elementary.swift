#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The elementary functions of the C library; Foundation would bring them too, and much else.
package enum Elementary {
  /// eˣ.
  package static func exp(_ x: Double) -> Double { cExp(x) }
  /// ln x.
  package static func log(_ x: Double) -> Double { cLog(x) }
  /// The logarithm to base 10.
  package static func log10(_ x: Double) -> Double { cLog10(x) }
  /// ln(1 + x), to full precision where x is small.
  package static func log1p(_ x: Double) -> Double { cLog1p(x) }
  /// The sine.
  package static func sin(_ x: Double) -> Double { cSin(x) }
  /// The cosine.
  package static func cos(_ x: Double) -> Double { cCos(x) }
  /// The tangent.
  package static func tan(_ x: Double) -> Double { cTan(x) }
  /// The arc tangent.
  package static func atan(_ x: Double) -> Double { cAtan(x) }
  /// The hyperbolic sine.
  package static func sinh(_ x: Double) -> Double { cSinh(x) }
  /// The hyperbolic cosine.
  package static func cosh(_ x: Double) -> Double { cCosh(x) }
  /// The hyperbolic tangent.
  package static func tanh(_ x: Double) -> Double { cTanh(x) }
  /// The complementary error function, 2/√π times the integral of exp(−t²) from x on.
  package static func erfc(_ x: Double) -> Double { cErfc(x) }
  /// xʸ.
  package static func pow(_ x: Double, _ y: Double) -> Double { cPow(x, y) }
}

// The same under names that the members above do not hide.
@inline(__always) private func cExp(_ x: Double) -> Double { exp(x) }
@inline(__always) private func cLog(_ x: Double) -> Double { log(x) }
@inline(__always) private func cLog10(_ x: Double) -> Double { log10(x) }
@inline(__always) private func cLog1p(_ x: Double) -> Double { log1p(x) }
@inline(__always) private func cSin(_ x: Double) -> Double { sin(x) }
@inline(__always) private func cCos(_ x: Double) -> Double { cos(x) }
@inline(__always) private func cTan(_ x: Double) -> Double { tan(x) }
@inline(__always) private func cAtan(_ x: Double) -> Double { atan(x) }
@inline(__always) private func cSinh(_ x: Double) -> Double { sinh(x) }
@inline(__always) private func cCosh(_ x: Double) -> Double { cosh(x) }
@inline(__always) private func cTanh(_ x: Double) -> Double { tanh(x) }
@inline(__always) private func cErfc(_ x: Double) -> Double { erfc(x) }
@inline(__always) private func cPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
