import KnotworkGeometry

extension Domain {
  /// The least box that is known to hold the domain.
  ///
  /// - Requires: a bounded domain of the input space.
  package var box: Box {
    switch self {
    case .box(let box): return box
    case .polytope(let polytope): return polytope.box
    case .polygon(let polygon):
      let corners = polygon.vertices
      let xs = corners.map(\.x)
      let ys = corners.map(\.y)
      if let box = try? Box(
        lower: [xs.min() ?? 0, ys.min() ?? 0], upper: [xs.max() ?? 1, ys.max() ?? 1])
      {
        return box
      }
    default: break
    }
    preconditionFailure("simplification over a bounded domain of the input space")
  }

  /// The domain as a polytope; nil for a polygon.
  var polytope: Polytope? {
    switch self {
    case .box(let box): try? Polytope(box)
    case .polytope(let polytope): polytope
    default: nil
    }
  }

  /// Whether a network can be simplified over it.
  package var isSimplifiable: Bool {
    switch self {
    case .box, .polytope, .polygon: true
    default: false
    }
  }

  /// Whether a point of its box lies in the domain, in floating point.
  func holds(_ point: [Double]) -> Bool {
    switch self {
    case .polytope(let polytope):
      return polytope.halfSpaces.allSatisfy { side in
        zip(side.normal, point).reduce(0) { $0 + $1.0 * $1.1 } <= side.offset
      }
    case .polygon(let polygon):
      let corners = polygon.vertices
      return corners.indices.allSatisfy { index in
        let (a, b) = (corners[index], corners[(index + 1) % corners.count])
        return (b.x - a.x) * (point[1] - a.y) - (b.y - a.y) * (point[0] - a.x) >= 0
      }
    default: return true
    }
  }

  /// Whether a point lies in the domain, without rounding; points of a polygon count as outside.
  func holdsExactly(_ point: [Double]) -> Bool {
    switch self {
    case .box(let box): return box.contains(point)
    case .polytope(let polytope):
      let exact = point.map { Dyadic($0) }
      return polytope.box.contains(point)
        && polytope.halfSpaces.allSatisfy { side in
          zip(side.normal, exact).reduce(Dyadic.zero) { $0 + Dyadic($1.0) * $1.1 } <= Dyadic(side.offset)
        }
    default: return false
    }
  }
}
