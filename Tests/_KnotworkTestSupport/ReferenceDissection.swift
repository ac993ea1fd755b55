import BigInt
import Knotwork
import KnotworkGeometry

/// A region of the reference engine.
package struct ReferenceRegion: Sendable {
  package let pattern: [[Bool]]
  /// The corners, counter-clockwise.
  package let polygon: [ExactPoint]
  /// The lines of the sides, each from the corner of its number to the next.
  let sides: [ExactMap]
  package let maps: [ExactMap]
}

/// The reference engine: cuts the domain by one unit after the other, layer by layer, and keeps both sides if they have area. It
/// shares no code with the engine that it checks.
///
/// It calculates with integers. Weights are doubles, so every affine function is one with integer coefficients times a power of
/// two; corners are where two such lines meet, and have three integers as homogeneous coordinates. A corner is always made from
/// the lines through it, never from other corners, so that its numbers stay as short as Cramer's rule lets them be, and nothing
/// has to be cancelled.
package struct ReferenceDissection: Sendable {
  package let regions: [ReferenceRegion]

  package init(of network: Network, over domain: ConvexPolygon, on plane: Plane = .identity) {
    let corners = domain.vertices.map { ExactPoint(Rational($0.x), Rational($0.y)) }
    let sides = corners.indices.map { ExactMap(through: corners[$0], corners[($0 + 1) % corners.count]) }
    let inputs = plane.origin.indices.map {
      ExactMap(Rational(plane.first[$0]), Rational(plane.second[$0]), Rational(plane.origin[$0]))
    }
    var found = [ReferenceRegion(pattern: [], polygon: corners, sides: sides, maps: inputs)]
    for layer in network.layers {
      let weights = (0..<layer.unitCount).map { layer.weights[row: $0].map { Rational($0) } }
      found = found.flatMap { ReferenceDissection.cut($0, by: layer, weights) }
    }
    regions = found
  }

  private struct Part {
    var polygon: [ExactPoint]
    var sides: [ExactMap]
    var bits: [Bool] = []
  }

  private static func cut(_ region: ReferenceRegion, by layer: Layer, _ weights: [[Rational]]) -> [ReferenceRegion] {
    let preactivations = (0..<layer.unitCount).map { unit in
      ExactMap(weights[unit], of: region.maps, bias: Rational(layer.bias[unit]))
    }
    let bending = (0..<layer.unitCount).filter { layer.activations[$0].bends }
    var parts = [Part(polygon: region.polygon, sides: region.sides)]
    for unit in bending {
      let z = preactivations[unit]
      parts = parts.flatMap { part -> [Part] in
        let signs = part.polygon.map { z.numerator(at: $0).signum() }
        var halves: [Part] = []
        if signs.contains(1) { halves.append(clip(part, by: z, signs, isActive: true)) }
        if signs.contains(-1) || !signs.contains(1) {
          halves.append(clip(part, by: z, signs.map { -$0 }, isActive: false))
        }
        return halves
      }
    }
    return parts.map { part in
      let inactive = Set(zip(bending, part.bits).filter { !$0.1 }.map(\.0))
      let maps = preactivations.enumerated().map { unit, z in
        guard inactive.contains(unit) else { return z }
        return ExactMap([Rational(layer.activations[unit].inactiveSlope)], of: [z], bias: .zero)
      }
      return ReferenceRegion(
        pattern: region.pattern + (bending.isEmpty ? [] : [part.bits]), polygon: part.polygon, sides: part.sides,
        maps: maps)
    }
  }

  /// The part of a convex polygon on one side of a line, where the signs of its corners are not negative (Sutherland and Hodgman
  /// 1974).
  private static func clip(_ part: Part, by line: ExactMap, _ signs: [BigInt], isActive: Bool) -> Part {
    var kept = Part(polygon: [], sides: [], bits: part.bits + [isActive])
    for index in part.polygon.indices {
      let (sign, next) = (signs[index], signs[(index + 1) % signs.count])
      let side = part.sides[index]
      if sign >= 0 {
        kept.polygon.append(part.polygon[index])
        kept.sides.append(sign == 0 && next < 0 ? line : side)
      }
      if sign * next < 0 {
        kept.polygon.append(ExactPoint(side, line))
        kept.sides.append(sign > 0 ? line : side)
      }
    }
    return kept
  }
}
