import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// A vertex of a region and the output there, as fractions of one denominator.
struct ExactCorner: Sendable {
  let (x, y): (Dyadic, Dyadic)
  /// The output times the denominator.
  let value: Dyadic
  /// Positive.
  let denominator: Dyadic

  /// The output less a slope times the place.
  func rest(_ slope: [Dyadic]) -> ExactQuotient {
    ExactQuotient(value - (slope[0] * x + slope[1] * y), over: denominator)
  }
}

/// The regions of a network of two inputs and one output with their vertices and maps, without rounding.
struct ExactRegions: Sendable {
  /// For each region its vertices, counter-clockwise.
  let corners: [[ExactCorner]]
  /// For each region and vertex the region behind the facet from there to the next vertex; nil at the domain's boundary.
  let neighbours: [[Int?]]
  /// For each region the two slopes and the constant.
  let maps: [[Dyadic]]

  /// - Parameters:
  ///   - dissection: of a network of one output over a box, a polytope or a polygon of its two inputs.
  ///   - deadline: when to give up.
  /// - Returns: nil when the time is over, and where the facets of the domain round to the same numbers.
  /// - Complexity: exact forms of the units of all facets, and one exact product of the layers' weights for each region.
  init?(_ dissection: Dissection, until deadline: Deadline) {
    let domain = DomainLines(dissection.domain)
    let exact = dissection.exactMaps
    var lines = RegionLines(dissection.network)
    var corners: [[ExactCorner]] = []
    var neighbours: [[Int?]] = []
    var maps: [[Dyadic]] = []
    for region in dissection.regions {
      if region.index % 64 == 0, deadline.hasPassed { return nil }
      lines.select(region.pattern)
      let facets = region.facets
      var sides: [[Dyadic]] = []
      for facet in facets {
        if let unit = facet.unit {
          sides.append(lines.form(unit))
        } else if let line = domain.line(of: facet.halfSpace) {
          sides.append(line)
        } else {
          return nil
        }
      }
      let map = exact.coefficients(of: region.index, output: 0)
      var own: [ExactCorner] = []
      for index in sides.indices {
        guard let corner = ExactCorner(sides[(index + sides.count - 1) % sides.count], sides[index], map) else {
          return nil
        }
        own.append(corner)
      }
      corners.append(own)
      neighbours.append(facets.map(\.neighbour))
      maps.append(map)
    }
    (self.corners, self.neighbours, self.maps) = (corners, neighbours, maps)
  }
}

extension ExactCorner {
  /// The point where two lines meet, and the value of a map there; nil for parallel lines.
  init?(_ first: [Dyadic], _ second: [Dyadic], _ map: [Dyadic]) {
    let w = first[0] * second[1] - second[0] * first[1]
    guard !w.isZero else { return nil }
    let x = first[1] * second[2] - second[1] * first[2]
    let y = first[2] * second[0] - second[2] * first[0]
    let isNegative = w.signum < 0
    (self.x, self.y) = isNegative ? (-x, -y) : (x, y)
    denominator = w.magnitude
    value = map[0] * self.x + map[1] * self.y + map[2] * denominator
  }
}

/// The lines that bound a domain of two inputs, positive inside.
private struct DomainLines {
  private let lines: [[Dyadic]]
  private let halfSpaces: [HalfSpace]

  /// - Requires: a box, a polytope or a polygon.
  init(_ domain: Domain) {
    func sides(_ box: Box) -> [[Dyadic]] {
      (0..<2).flatMap { axis -> [[Dyadic]] in
        let unit = [axis == 0 ? Dyadic.one : .zero, axis == 1 ? Dyadic.one : .zero]
        return [unit + [-Dyadic(box.lower[axis])], unit.map { -$0 } + [Dyadic(box.upper[axis])]]
      }
    }
    switch domain {
    case .box(let box): lines = sides(box)
    case .polytope(let polytope):
      lines =
        sides(polytope.box) + polytope.halfSpaces.map { $0.normal.map { -Dyadic($0) } + [Dyadic($0.offset)] }
    case .polygon(let polygon):
      lines = polygon.vertices.indices.map { index in
        let (start, end) = (polygon.vertices[index], polygon.vertices[(index + 1) % polygon.vertices.count])
        let (a, b) = (Dyadic(start.y) - Dyadic(end.y), Dyadic(end.x) - Dyadic(start.x))
        return [a, b, -(a * Dyadic(start.x) + b * Dyadic(start.y))]
      }
    default: preconditionFailure("a domain of two inputs")
    }
    halfSpaces = lines.map { line in
      HalfSpace(normal: line.dropLast().map { 0 - $0.nearest }, offset: line[2].nearest + 0)
    }
  }

  /// The line that a half-space was rounded from; nil where several lines round to the same.
  func line(of halfSpace: HalfSpace) -> [Dyadic]? {
    let found = halfSpaces.indices.filter { halfSpaces[$0] == halfSpace }
    guard let first = found.first, found.allSatisfy({ lines[$0] == lines[first] }) else { return nil }
    return lines[first]
  }
}
