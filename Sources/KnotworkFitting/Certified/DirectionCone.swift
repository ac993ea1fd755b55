/// A simplicial cone { Σ αⱼ vⱼ : α ≥ 0 } of directions in four dimensions, whose generators v are whole numbers.
///
/// A cone is cut in two at a point of an edge that is a whole combination of its ends, so that the two halves are, without
/// any rounding, the whole.
struct DirectionCone {
  /// The generators.
  let generators: Quadruple

  init(_ generators: Quadruple) { self.generators = generators }

  /// The sixteen orthants.
  static var orthants: [DirectionCone] {
    (0..<16).map { mask in
      func axis(_ k: Int) -> SIMD4<Double> {
        var vector = SIMD4<Double>.zero
        vector[k] = mask >> k & 1 == 0 ? 1 : -1
        return vector
      }
      return DirectionCone(Quadruple(axis(0), axis(1), axis(2), axis(3)))
    }
  }

  /// The largest number that a coordinate may have: sums below it are exact.
  private static let limit = 0x1p52

  /// The two halves on either side of a point near the middle of an edge; nil where its numbers would be rounded.
  func halves(_ first: Int, _ second: Int) -> (DirectionCone, DirectionCone)? {
    var (a, b) = (generators[first], generators[second])
    // The shorter end is taken several times, so that the point is near the middle as an angle.
    let ratio = ((a * a).sum() / (b * b).sum()).squareRoot()
    let power = ratio >= 1 ? (ratio * 2.0.squareRoot()).binade : 1 / ((1 / ratio) * 2.0.squareRoot()).binade
    if power >= 1 { b *= power } else { a /= power }
    var middle = a + b
    while middle.isEven { middle /= 2 }
    guard pointwiseMax(middle, -middle).max() < DirectionCone.limit else { return nil }
    var (left, right) = (generators, generators)
    left[second] = middle
    right[first] = middle
    return (DirectionCone(left), DirectionCone(right))
  }
}

extension SIMD4<Double> {
  /// Whether all coordinates, which are whole numbers, are even.
  fileprivate var isEven: Bool {
    let half = self / 2
    return half == half.rounded(.towardZero) && self != .zero
  }
}
