/// H − shift = L D Lᵀ for the 4 × 4 matrix H of a least-squares problem ‖y‖² − 2 b · g + g · H g.
///
/// The shift exceeds all that rounding can do to H, b and this factorization (its backward error; Higham 2002, theorem
/// 10.3), so where every pivot is positive the minimum over all g that follows from it, less a margin, is a lower bound on
/// the true one, without any assumption on the condition of H.
struct ShiftedFactor {
  /// 1 / D.
  private let inverse: SIMD4<Double>
  private let l21: Double, l31: Double, l32: Double, l41: Double, l42: Double, l43: Double

  /// The factors; nil where a pivot is not positive.
  ///
  /// - Parameters:
  ///   - one, other: moments of the rows in which the first and the second unit are active.
  ///   - both: those of the rows in which both are.
  ///   - shift: what is taken from the diagonal for each coordinate.
  @inline(__always)
  init?(_ one: Moments, _ other: Moments, both: Moments, shift: SIMD2<Double>) {
    let d1 = one[0] - shift[0]
    guard d1 > 0 else { return nil }
    let i1 = 1 / d1
    l21 = one[1] * i1
    l31 = both[0] * i1
    l41 = both[1] * i1
    let d2 = one[2] - shift[1] - l21 * one[1]
    guard d2 > 0 else { return nil }
    let i2 = 1 / d2
    let (u32, u42) = (both[1] - l31 * one[1], both[2] - l41 * one[1])
    l32 = u32 * i2
    l42 = u42 * i2
    let d3 = other[0] - shift[0] - l31 * both[0] - l32 * u32
    guard d3 > 0 else { return nil }
    let i3 = 1 / d3
    let u43 = other[1] - l41 * both[0] - l42 * u32
    l43 = u43 * i3
    let d4 = other[2] - shift[1] - l41 * both[1] - l42 * u42 - l43 * u43
    guard d4 > 0 else { return nil }
    inverse = SIMD4(i1, i2, i3, 1 / d4)
  }

  /// L⁻¹ b.
  @inline(__always)
  func forward(_ b: SIMD4<Double>) -> SIMD4<Double> {
    let y2 = b[1] - l21 * b[0]
    let y3 = b[2] - l31 * b[0] - l32 * y2
    return SIMD4(b[0], y2, y3, b[3] - l41 * b[0] - l42 * y2 - l43 * y3)
  }

  /// L⁻ᵀ D⁻¹ y.
  func backward(_ y: SIMD4<Double>) -> SIMD4<Double> {
    let z = y * inverse
    let g3 = z[2] - l43 * z[3]
    let g2 = z[1] - l32 * g3 - l42 * z[3]
    return SIMD4(z[0] - l21 * g2 - l31 * g3 - l41 * z[3], g2, g3, z[3])
  }

  /// p · D⁻¹ q.
  @inline(__always)
  func product(_ p: SIMD4<Double>, _ q: SIMD4<Double>) -> Double { (p * inverse * q).sum() }

  /// What a linear function of two coordinates explains at most of some rows' moments: a bound from above on
  /// b · H⁻¹ b for the 2 × 2 problem; `yy` where H is as good as singular.
  @inline(__always)
  static func explained(_ rows: Moments, shift: SIMD2<Double>) -> Double {
    let d1 = rows[0] - shift[0]
    guard d1 > 0 else { return rows[5] }
    let factor = rows[1] / d1
    let d2 = rows[2] - shift[1] - factor * rows[1]
    guard d2 > 0 else { return rows[5] }
    let y2 = rows[4] - factor * rows[3]
    return min(rows[3] * rows[3] / d1 + y2 * y2 / d2, rows[5])
  }
}
