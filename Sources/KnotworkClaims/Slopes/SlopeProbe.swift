import Knotwork
import KnotworkGeometry

/// Slopes between points, in rational arithmetic.
struct SlopeProbe {
  let network: FlatNetwork
  /// Coefficients on outputs and on inputs, and an offset; see ``QuestionRows``.
  let row: [Double]
  let domain: Polytope

  /// Two points at the ends of a short segment along a direction, one of them near a point, with the slope between them.
  ///
  /// - Parameter exponent: the segment is about 2 to the power of minus this times as long as the box is wide.
  /// - Returns: nil where doubles or the domain have no such points.
  func pair(
    near point: [Double], along direction: [Double], exponent: Int
  ) -> (slope: ExactQuotient, pair: SlopePair)? {
    let used = direction.indices.filter { direction[$0] != 0 }
    let (lower, upper) = (domain.box.lower, domain.box.upper)
    let edge = used.map { (upper[$0] - lower[$0]) / direction[$0].magnitude }.min() ?? 0
    guard edge > 0, edge.isFinite else { return nil }
    let length = Double(sign: .plus, exponent: edge.exponent - exponent, significand: 1)
    func isInside(_ place: [Double]) -> Bool { used.allSatisfy { lower[$0] <= place[$0] && place[$0] <= upper[$0] } }
    for sign in [1.0, -1] {
      var (start, end) = (point, point)
      for axis in used {
        end[axis] = point[axis] + sign * length * direction[axis]
        // Where the end was rounded the start moves.
        start[axis] = end[axis] - sign * length * direction[axis]
      }
      let step = Dyadic(sign * length)
      guard isInside(start), isInside(end),
        used.allSatisfy({ Dyadic(end[$0]) - Dyadic(start[$0]) == step * Dyadic(direction[$0]) }),
        contains(start), contains(end)
      else { continue }
      return sign > 0 ? pair(start, end, Dyadic(length)) : pair(end, start, Dyadic(length))
    }
    return nil
  }

  /// Two points with the slope between them; nil where the second one does not lie along a direction from the first one.
  func pair(
    from: [Double], to: [Double], along direction: [Double]
  ) -> (slope: ExactQuotient, pair: SlopePair)? {
    let steps = zip(from, to).map { Dyadic($1) - Dyadic($0) }
    guard let axis = direction.firstIndex(where: { $0.magnitude == 1 }), contains(from), contains(to) else {
      return nil
    }
    let length = steps[axis] * Dyadic(direction[axis])
    guard length.signum > 0, direction.indices.allSatisfy({ steps[$0] == length * Dyadic(direction[$0]) }) else {
      return nil
    }
    return pair(from, to, length)
  }

  private func pair(_ from: [Double], _ to: [Double], _ length: Dyadic) -> (slope: ExactQuotient, pair: SlopePair) {
    let values = [from, to].map { network.value(of: row, at: HomogeneousPoint($0)) }
    let slope = ExactQuotient(values[1] - values[0], over: length)
    return (slope, SlopePair(from: from, to: to, values: values.map(\.nearest), slope: slope.rounded))
  }

  /// Whether a point lies in all half-spaces of the domain.
  func contains(_ point: [Double]) -> Bool {
    domain.halfSpaces.allSatisfy { side in
      zip(side.normal, point).reduce(Dyadic.zero) { $0 + Dyadic($1.0) * Dyadic($1.1) } <= Dyadic(side.offset)
    }
  }
}
