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
  /// - Returns: nil when the time is over.
  /// - Complexity: exact forms of the units of all facets, and one exact product of the layers' weights for each region.
  init?(_ dissection: Dissection, until deadline: Deadline) {
    let exact = dissection.exactMaps
    var corners: [[ExactCorner]] = []
    var neighbours: [[Int?]] = []
    var maps: [[Dyadic]] = []
    for region in dissection.regions {
      if region.index % 64 == 0, deadline.hasPassed { return nil }
      let facets = region.facets
      let sides = facets.map { exact.hyperplane(of: $0) }
      let map = exact.coefficients(of: region.index, output: 0)
      var own: [ExactCorner] = []
      for index in sides.indices {
        own.append(ExactCorner(sides[(index + sides.count - 1) % sides.count], sides[index], map))
      }
      corners.append(own)
      neighbours.append(facets.map(\.neighbour))
      maps.append(map)
    }
    (self.corners, self.neighbours, self.maps) = (corners, neighbours, maps)
  }
}

extension ExactCorner {
  /// The point where two lines meet, and the value of a map there.
  ///
  /// - Requires: lines that are not parallel, as those of neighbouring facets.
  init(_ first: [Dyadic], _ second: [Dyadic], _ map: [Dyadic]) {
    let w = first[0] * second[1] - second[0] * first[1]
    precondition(!w.isZero, "the lines of neighbouring facets meet")
    let x = first[1] * second[2] - second[1] * first[2]
    let y = first[2] * second[0] - second[2] * first[0]
    let isNegative = w.signum < 0
    (self.x, self.y) = isNegative ? (-x, -y) : (x, y)
    denominator = w.magnitude
    value = map[0] * self.x + map[1] * self.y + map[2] * denominator
  }
}
