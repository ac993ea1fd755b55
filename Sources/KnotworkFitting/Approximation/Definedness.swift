import KnotworkGeometry

/// Whether a formula is defined and bounded on a whole box, by interval arithmetic; where an enclosure is not finite the box is
/// halved, down to the size of a point.
enum Definedness {
  /// - Throws: ``Approximation/Failure/undefined(at:)`` near the first place found without a finite enclosure.
  static func check(_ expression: RealExpression, over box: Box) throws(Approximation.Failure) {
    var stack = [(lower: box.lower, upper: box.upper, depth: 0)]
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
        throw .undefined(at: middle)
      }
      var (first, second) = (part, part)
      first.upper[side] = middle[side]
      second.lower[side] = middle[side]
      first.depth += 1
      second.depth += 1
      stack.append(second)
      stack.append(first)
    }
  }
}
