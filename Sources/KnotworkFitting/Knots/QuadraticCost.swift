/// A least cost as a function of the value h at a node: a h² − 2 b h + c, where a is 0 if the rows say nothing of h. It
/// is that of all rows on one side of the node, of a piece of them, or of both sides.
struct QuadraticCost {
  var a: Double
  var b: Double
  var c: Double

  /// Rows at the node itself: Σ w (v − h)².
  init(weight: Double, first: Double, second: Double) {
    a = weight
    b = first
    c = second
  }

  /// The least cost over h.
  @inline(__always)
  var minimum: Double { a > 0 ? c - b * b / a : c }

  /// The cost up to the far end of a segment; nil where the value at its near end is as good as undetermined.
  ///
  /// - Parameter floor: the least curvature in the near value that counts, for a mean weight of 1.
  @inline(__always)
  func step(_ segment: SegmentCost, floor: Double = 1e-7) -> QuadraticCost? {
    let pivot = a + segment.a11
    guard pivot > floor else { return nil }
    let factor = segment.a12 / pivot
    let right = b + segment.b1
    var next = self
    next.a = segment.a22 - segment.a12 * factor
    next.b = segment.b2 - right * factor
    next.c = c + segment.v - right * right / pivot
    if next.a <= 1e-12 * segment.a22 { (next.a, next.b) = (0, 0) }
    return next
  }

  /// Both sides of a node together.
  @inline(__always)
  static func + (left: QuadraticCost, right: QuadraticCost) -> QuadraticCost {
    var sum = left
    sum.a += right.a
    sum.b += right.b
    sum.c += right.c
    return sum
  }
}

/// The cost of a segment's rows as a function of the values p and q at its two ends, between which the function is linear:
/// a₁₁ p² + 2 a₁₂ p q + a₂₂ q² − 2 b₁ p − 2 b₂ q + v.
struct SegmentCost {
  var a11: Double
  var a12: Double
  var a22: Double
  var b1: Double
  var b2: Double
  var v: Double

  /// From moments about the near end: Σ w of 1, d, d², v, d v, v² with d the distance from it, over a length.
  @inline(__always)
  init(_ moments: LineMoments, length: Double) {
    let inverse = 1 / length
    let (s, t) = (moments[1] * inverse, moments[2] * inverse * inverse)
    a22 = max(0, t)
    a12 = s - t
    a11 = max(0, moments[0] - s - a12)
    b2 = moments[4] * inverse
    b1 = moments[3] - b2
    v = max(0, moments[5])
  }

  /// The same seen from the far end.
  @inline(__always)
  var reversed: SegmentCost {
    var other = self
    (other.a11, other.a22) = (a22, a11)
    (other.b1, other.b2) = (b2, b1)
    return other
  }
}

/// Σ w of 1, u, u², v, u v, v², in this order.
typealias LineMoments = SIMD8<Double>

extension LineMoments {
  /// The moments with u counted from another origin.
  @inline(__always)
  func about(_ origin: Double) -> LineMoments {
    var moved = self
    moved[1] = self[1] - origin * self[0]
    moved[2] = self[2] - origin * (2 * self[1] - origin * self[0])
    moved[4] = self[4] - origin * self[3]
    return moved
  }
}
