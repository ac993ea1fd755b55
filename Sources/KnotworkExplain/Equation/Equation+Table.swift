import KnotworkGeometry

extension Equation {
  /// An affine piece of a broken line.
  public struct Piece: Equatable, Sendable {
    /// From where to where.
    public let (from, to): (Double, Double)
    /// The slope, and the constant.
    public let (slope, intercept): (Double, Double)
  }

  /// The pieces of hinges over an interval, from left to right; none for other kinds of formulas.
  ///
  /// Slopes and constants are those that the formula comes to in exact arithmetic, rounded once.
  /// - Parameter range: the interval.
  /// - Complexity: O(hinges).
  public func pieces(over range: ClosedRange<Double>) -> [Piece] {
    guard case .hinges(let first, let hinges) = form else { return [] }
    var (slope, constant) = (Dyadic(first.slope[0]), Dyadic(first.intercept))
    var pieces: [Piece] = []
    var start = range.lowerBound
    for hinge in hinges.sorted(by: { $0.knot < $1.knot }) {
      if hinge.knot > start, start < range.upperBound {
        let end = min(hinge.knot, range.upperBound)
        pieces.append(Piece(from: start, to: end, slope: slope.nearest, intercept: constant.nearest))
        start = end
      }
      slope += Dyadic(hinge.bend)
      constant += -(Dyadic(hinge.bend) * Dyadic(hinge.knot))
    }
    if start < range.upperBound {
      pieces.append(Piece(from: start, to: range.upperBound, slope: slope.nearest, intercept: constant.nearest))
    }
    return pieces
  }
}
