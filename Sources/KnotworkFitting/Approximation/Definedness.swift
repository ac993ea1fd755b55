import KnotworkGeometry

/// Whether a formula is defined and bounded on a whole box, by interval arithmetic; where an enclosure is not finite the box is
/// halved, down to the size of a point.
///
/// A formula of one variable may have holes: isolated points where a denominator is 0 and the values around tend to a limit, such
/// as sin(x)/x at 0, or a logarithm is unbounded, and a factor that vanishes makes up for it, such as x·ln(x) at 0. They are filled
/// with the limit.
enum Definedness {
  /// The holes of a formula of one variable; none for formulas without, and of two variables.
  ///
  /// - Throws: ``Approximation/Failure/undefined(at:)`` near the first place found without a finite enclosure.
  static func check(_ expression: RealExpression, over box: Box) throws(Approximation.Failure) -> [Double] {
    var stack = [(lower: box.lower, upper: box.upper, depth: 0)]
    var holes: [Double] = []
    while let part = stack.popLast() {
      let value = expression.jet(over: zip(part.lower, part.upper).map { Interval($0, $1) }).value
      if value.isBounded, !value.isPartial { continue }
      let middle = zip(part.lower, part.upper).map { $0 / 2 + $1 / 2 }
      // The side that is longest for its box.
      let side =
        part.lower.indices.max { a, b in
          (part.upper[a] - part.lower[a]) / (box.upper[a] - box.lower[a])
            < (part.upper[b] - part.lower[b]) / (box.upper[b] - box.lower[b])
        } ?? 0
      guard part.depth < 50 * box.dimension, middle[side] > part.lower[side], middle[side] < part.upper[side] else {
        guard box.dimension == 1, holes.count < 64,
          let hole = hole(
            expression, part.lower[0], part.upper[0], within: Interval(box.lower[0], box.upper[0]),
            size: size(expression, box))
        else { throw .undefined(at: middle) }
        if !holes.contains(hole) { holes.append(hole) }
        continue
      }
      var (first, second) = (part, part)
      first.upper[side] = middle[side]
      second.lower[side] = middle[side]
      first.depth += 1
      second.depth += 1
      stack.append(second)
      stack.append(first)
    }
    return holes
  }

  /// The place in a tiny interval at which the formula has a hole; nil where its values around do not tend to a limit.
  private static func hole(
    _ expression: RealExpression, _ low: Double, _ high: Double, within range: Interval, size: Double
  )
    -> Double?
  {
    let margin = 4 * max(high - low, high.magnitude * 0x1p-50)
    // Beyond an end of the domain the formula need not be defined.
    let around = Interval(max(range.lower, low - margin), min(range.upper, high + margin))
    let middle = low / 2 + high / 2
    // Zeros of denominators that people write are short decimals.
    var scale = 1.0
    var candidates = [0.0, low, high, middle]
    for _ in 0..<10 {
      candidates.append((middle * scale).rounded() / scale)
      scale *= 10
    }
    return candidates.first { candidate in
      guard around.contains(candidate) else { return false }
      let value = expression.jet(over: [around], holes: [candidate]).value
      return value.isBounded && !value.isPartial && value.upper - value.lower <= 1e-4 * size
    }
  }

  /// The largest value found at some points, but not 0.
  private static func size(_ expression: RealExpression, _ box: Box) -> Double {
    let values = (0...64).map { number in
      expression([box.lower[0] + (box.upper[0] - box.lower[0]) * (Double(number) + 0.37) / 65])
    }
    return max(values.filter(\.isFinite).reduce(0) { max($0, $1.magnitude) }, .leastNormalMagnitude)
  }
}
