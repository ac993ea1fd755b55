import Knotwork
import KnotworkGeometry

/// A point with exact coordinates.
package struct ExactPoint: Hashable, Sendable {
  package let x: Rational
  package let y: Rational

  package init(_ x: Rational, _ y: Rational) {
    self.x = x
    self.y = y
  }
}

/// An exact affine function a x + b y + c.
package struct ExactMap: Hashable, Sendable {
  package var a: Rational
  package var b: Rational
  package var c: Rational

  package init(_ a: Rational, _ b: Rational, _ c: Rational) {
    self.a = a
    self.b = b
    self.c = c
  }

  package func callAsFunction(_ p: ExactPoint) -> Rational { a * p.x + b * p.y + c }
}

/// A region of the reference engine.
package struct ReferenceRegion: Sendable {
  package let pattern: [[Bool]]
  package let polygon: [ExactPoint]
  package let maps: [ExactMap]

  /// Twice the area is the sum of cross products.
  package var area: Rational {
    var twice = Rational.zero
    for index in polygon.indices {
      let (p, q) = (polygon[index], polygon[(index + 1) % polygon.count])
      twice = twice + (p.x * q.y - q.x * p.y)
    }
    return twice / Rational(2)
  }

  package var centroid: ExactPoint {
    let n = Rational(polygon.count)
    return ExactPoint(
      polygon.reduce(.zero) { $0 + $1.x } / n, polygon.reduce(.zero) { $0 + $1.y } / n)
  }
}

/// The reference engine: cuts the domain by one unit after the other, layer by layer, in rational arithmetic, and keeps
/// both sides if they have area. It shares no code with the engine that it checks.
package struct ReferenceDissection: Sendable {
  package let regions: [ReferenceRegion]

  package init(of network: Network, over domain: ConvexPolygon, on plane: Plane = .identity) {
    let corners = domain.vertices.map { ExactPoint(Rational($0.x), Rational($0.y)) }
    let inputs = plane.origin.indices.map {
      ExactMap(Rational(plane.first[$0]), Rational(plane.second[$0]), Rational(plane.origin[$0]))
    }
    var found = [ReferenceRegion(pattern: [], polygon: corners, maps: inputs)]
    for layer in network.layers { found = found.flatMap { ReferenceDissection.cut($0, by: layer) } }
    regions = found
  }

  private static func cut(_ region: ReferenceRegion, by layer: Layer) -> [ReferenceRegion] {
    let preactivations = (0..<layer.unitCount).map { unit in
      zip(layer.weights[row: unit], region.maps).reduce(
        ExactMap(.zero, .zero, Rational(layer.bias[unit]))
      ) { sum, term in
        let weight = Rational(term.0)
        return ExactMap(sum.a + weight * term.1.a, sum.b + weight * term.1.b, sum.c + weight * term.1.c)
      }
    }
    var parts: [(polygon: [ExactPoint], bits: [Bool])] = [(region.polygon, [])]
    for unit in 0..<layer.unitCount where layer.activations[unit].bends {
      let z = preactivations[unit]
      parts = parts.flatMap { part -> [(polygon: [ExactPoint], bits: [Bool])] in
        let values = part.polygon.map { z($0) }
        var sides: [(polygon: [ExactPoint], bits: [Bool])] = []
        if values.contains(where: { $0.signum > 0 }) {
          sides.append((clip(part.polygon, values, 1), part.bits + [true]))
        }
        if values.contains(where: { $0.signum < 0 }) || values.allSatisfy({ $0.signum == 0 }) {
          sides.append((clip(part.polygon, values, -1), part.bits + [false]))
        }
        return sides
      }
    }
    let bending = (0..<layer.unitCount).filter { layer.activations[$0].bends }
    return parts.map { part in
      let inactive = Set(zip(bending, part.bits).filter { !$0.1 }.map(\.0))
      let maps = preactivations.enumerated().map { unit, z in
        guard inactive.contains(unit) else { return z }
        let slope = Rational(layer.activations[unit].inactiveSlope)
        return ExactMap(slope * z.a, slope * z.b, slope * z.c)
      }
      return ReferenceRegion(
        pattern: region.pattern + (bending.isEmpty ? [] : [part.bits]), polygon: part.polygon, maps: maps)
    }
  }

  /// The part of a convex polygon where the values have a sign or are 0 (Sutherland and Hodgman 1974).
  private static func clip(_ polygon: [ExactPoint], _ values: [Rational], _ sign: Int) -> [ExactPoint] {
    var kept: [ExactPoint] = []
    for index in polygon.indices {
      let next = (index + 1) % polygon.count
      let (u, v) = (values[index], values[next])
      if u.signum != -sign { kept.append(polygon[index]) }
      if u.signum * v.signum < 0 {
        let share = u / (u - v)
        let (p, q) = (polygon[index], polygon[next])
        kept.append(ExactPoint(p.x + share * (q.x - p.x), p.y + share * (q.y - p.y)))
      }
    }
    return kept
  }
}

extension ReferenceDissection {
  /// The pairs of regions whose polygons share a segment of positive length.
  package var adjacentPairs: Set<[Int]> {
    var pairs = Set<[Int]>()
    // Boxes that are clearly apart save most of the exact work.
    let boxes = regions.map { region in
      let xs = region.polygon.map(\.x.approximate)
      let ys = region.polygon.map(\.y.approximate)
      return (xs.min()! - 1e-6, xs.max()! + 1e-6, ys.min()! - 1e-6, ys.max()! + 1e-6)
    }
    func mayTouch(_ i: Int, _ j: Int) -> Bool {
      let (p, q) = (boxes[i], boxes[j])
      return p.0 <= q.1 && q.0 <= p.1 && p.2 <= q.3 && q.2 <= p.3
    }
    for i in regions.indices {
      for j in regions.indices
      where j > i && mayTouch(i, j) && ReferenceDissection.touch(regions[i].polygon, regions[j].polygon) {
        pairs.insert([i, j])
      }
    }
    return pairs
  }

  /// Whether an edge of one polygon overlaps an edge of the other, which runs the other way on the same line.
  private static func touch(_ first: [ExactPoint], _ second: [ExactPoint]) -> Bool {
    for i in first.indices {
      let (p, q) = (first[i], first[(i + 1) % first.count])
      let direction = ExactPoint(q.x - p.x, q.y - p.y)
      let length = direction.x * direction.x + direction.y * direction.y
      for j in second.indices {
        // Positions along p q, from 0 to 1, of points on its line; nil for others.
        let ends = [second[j], second[(j + 1) % second.count]].map { r -> Rational? in
          let offset = ExactPoint(r.x - p.x, r.y - p.y)
          guard (direction.x * offset.y - direction.y * offset.x).signum == 0 else { return nil }
          return (direction.x * offset.x + direction.y * offset.y) / length
        }
        guard let a = ends[0], let b = ends[1] else { continue }
        if max(.zero, min(a, b)) < min(Rational(1), max(a, b)) { return true }
      }
    }
    return false
  }

  /// Regions merged across shared segments where all outputs have the same map.
  package var linearPieceCount: Int {
    var group = Array(regions.indices)
    func root(_ i: Int) -> Int { group[i] == i ? i : root(group[i]) }
    for pair in adjacentPairs where regions[pair[0]].maps == regions[pair[1]].maps {
      let (a, b) = (root(pair[0]), root(pair[1]))
      group[max(a, b)] = min(a, b)
    }
    return regions.indices.count { root($0) == $0 }
  }

  package var affineMapCount: Int { Set(regions.map(\.maps)).count }

  /// The least and greatest value of an output.
  package func extremes(of output: Int) -> (minimum: Rational, maximum: Rational) {
    let values = regions.flatMap { region in region.polygon.map { region.maps[output]($0) } }
    return (values.min()!, values.max()!)
  }

  /// The integral of an output, triangle by triangle.
  package func integral(of output: Int) -> Rational {
    integral { region, points in
      let sum = points.reduce(Rational.zero) { $0 + region.maps[output]($1) }
      return sum / Rational(3)
    }
  }

  /// The integral of a function whose mean over a triangle is `mean`.
  package func integral(_ mean: (ReferenceRegion, [ExactPoint]) -> Rational) -> Rational {
    regions.reduce(.zero) { total, region in
      (2..<region.polygon.count).reduce(total) { sum, index in
        let points = [region.polygon[0], region.polygon[index - 1], region.polygon[index]]
        let triangle = ReferenceRegion(pattern: [], polygon: points, maps: [])
        return sum + triangle.area * mean(region, points)
      }
    }
  }
}
