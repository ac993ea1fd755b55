import KnotworkGeometry

/// What a dissection's check of itself has found.
public struct CheckReport: Equatable, Sendable {
  /// One law that every dissection obeys.
  public struct Law: Equatable, Sendable {
    /// Whether the law holds.
    public enum Finding: Equatable, Sendable {
      /// It holds.
      case holds
      /// The first violation, in words.
      case violated(String)
      /// Why it was not checked.
      case notChecked(String)
    }

    /// The law in words.
    public let name: String
    /// What was found.
    public let finding: Finding
  }

  /// The laws, the same ones in every dimension.
  public let laws: [Law]

  /// Whether no law is violated.
  public var isSound: Bool {
    laws.allSatisfy {
      if case .violated = $0.finding { return false }
      return true
    }
  }
}

extension Dissection {
  /// Checks the dissection against the laws that it must obey, the same ones in every dimension: volumes add up, Euler's
  /// relation, neighbours agree on their crease, maps agree on it too, points inside lie in their half-spaces, and each
  /// region's map equals the network inside it.
  ///
  /// Laws about vertices are checked up to ten dimensions, Euler's relation up to five, and neither for the whole input space.
  /// Volumes beyond the range of doubles are not checked.
  /// - Throws: ``LimitReached`` when a limit was reached.
  /// - Complexity: O(facets · k + regions · weights), and where vertices were not kept a run that finds them.
  public func check(within budget: Budget = Budget()) throws -> CheckReport {
    let vertexLaws = try vertexLaws(within: budget)
    func law(_ name: String, _ violation: String?) -> CheckReport.Law {
      CheckReport.Law(name: name, finding: violation.map { .violated($0) } ?? .holds)
    }
    return CheckReport(
      laws: vertexLaws + [
        law("neighbours agree on the crease between them", adjacencyViolation()),
        law("the maps of neighbours agree on their crease", continuityViolation()),
        law("each point inside lies in the half-spaces of its region", insideViolation()),
        law("each map equals the network at an interior point", mapViolation()),
      ])
  }

  private func vertexLaws(within budget: Budget) throws -> [CheckReport.Law] {
    let (volumes, euler) = ("the volumes of the regions sum to the domain's", "Euler's relation")
    guard let coordinates, dimension <= 10 else {
      let reason =
        coordinates == nil ? "the domain is unbounded" : "regions in \(dimension) dimensions have too many vertices"
      return [volumes, euler].map { CheckReport.Law(name: $0, finding: .notChecked(reason)) }
    }
    let compiled = record.table.compiled
    let parts = try visit(within: budget) { VertexLaws(compiled) }
    let found = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
    let (sum, error, whole) = (found.volume.value, found.volumeError, try coordinates.volume())
    // Each vertex moves a volume by at most its distance from the true vertex times the area beside it.
    let (lower, upper) = (coordinates.box.lower, coordinates.box.upper)
    let eccentricity = lower.indices.reduce(1.0) {
      max($0, max(lower[$1].magnitude, upper[$1].magnitude) / (upper[$1] - lower[$1]))
    }
    let equality: CheckReport.Law.Finding =
      if !whole.isNormal {
        .notChecked("the domain's volume is too large or too small for a double")
      } else if (sum - whole).magnitude <= 0x1p-36 * eccentricity * whole {
        .holds
      } else if !(error <= 0x1p-16 * eccentricity * whole) {
        .notChecked("rounding leaves too few digits of the volumes")
      } else if (sum - whole).magnitude <= error {
        .holds
      } else {
        .violated("the regions have volume \(sum), the domain \(whole)")
      }
    let relation: CheckReport.Law.Finding =
      if let planar = record as? PlanarRecord {
        planar.eulerViolation.map { .violated($0) } ?? .holds
      } else if dimension > 5 {
        .notChecked("regions in \(dimension) dimensions have too many faces")
      } else {
        found.eulerViolation.map { .violated($0) } ?? .holds
      }
    return [
      CheckReport.Law(name: volumes, finding: equality), CheckReport.Law(name: euler, finding: relation),
    ]
  }

  private func adjacencyViolation() -> String? {
    if let planar = record as? PlanarRecord, let violation = planar.adjacencyViolation { return violation }
    for region in 0..<record.table.regionCount {
      for facet in record.facets(of: region) {
        let neighbour = record.neighbour(ofFacet: facet)
        if record.hyperplane(ofFacet: facet) >= 0, neighbour < 0 {
          return "a facet of region \(region) lies inside the domain and has no other side"
        }
        guard neighbour >= 0 else { continue }
        if neighbour == region { return "region \(region) is its own neighbour" }
        if !record.facets(of: neighbour).contains(where: { record.neighbour(ofFacet: $0) == region }) {
          return "region \(neighbour) is behind a facet of region \(region), but not the other way round"
        }
      }
    }
    return nil
  }

  /// The difference of the maps on both sides of a crease is a multiple of the crease's own form.
  private func continuityViolation() -> String? {
    let table = record.table
    for crease in creases {
      let (a, b) = crease.regions
      let (normal, offset) = (crease.halfSpace.normal, crease.halfSpace.offset)
      let square = normal.reduce(0) { $0 + $1 * $1 }
      guard square.isNormal, square < 0x1p900 else { continue }
      for output in 0..<network.outputCount {
        let (p, q) = (table.mapStart(a, output), table.mapStart(b, output))
        let jump = (0...dimension).map { table.maps[q + $0] - table.maps[p + $0] }
        let factor = zip(jump, normal).reduce(0) { $0 + $1.0 * $1.1 } / square
        let rest = zip(jump, normal + [-offset]).map { $0 - factor * $1 }
        for axis in 0...dimension {
          let size =
            [table.maps[p + axis], table.maps[q + axis], factor * (axis < dimension ? normal[axis] : offset)]
            .reduce(0) { $0 + $1.magnitude }
          let reach = axis < dimension ? table.compiled.largestCoordinates[axis] : 1
          if rest[axis].magnitude * reach > 0x1p-18 * size * reach + tolerance(output: output) {
            return "regions \(a) and \(b) give output \(output + 1) different values on their crease"
          }
        }
      }
    }
    return nil
  }

  private func insideViolation() -> String? {
    for region in regions {
      let point = region.interiorPoint
      if let box = coordinates?.box, !box.contains(point) {
        return "the point inside region \(region.index) lies outside the domain"
      }
      for half in region.halfSpaces {
        let level = zip(half.normal, point).reduce(0) { $0 + $1.0 * $1.1 }
        let size = zip(half.normal, point).reduce(half.offset.magnitude) { $0 + ($1.0 * $1.1).magnitude }
        if level > half.offset + 0x1p-20 * size { return "the point inside region \(region.index) lies outside" }
      }
    }
    return nil
  }

  private func mapViolation() -> String? {
    for region in regions {
      let point = region.interiorPoint
      let (map, expected) = (region.map, network(coordinates?.point(at: point) ?? point))
      for output in expected.indices {
        let terms = zip(map.slope[row: output], point).map { $0 * $1 } + [map.intercept[output]]
        let size = terms.reduce(0) { $0 + $1.magnitude }
        if (terms.reduce(0, +) - expected[output]).magnitude > 0x1p-20 * size + tolerance(output: output) {
          return "region \(region.index), pattern \(region.pattern): the map gives output \(output + 1) the value "
            + "\(terms.reduce(0, +)) at its interior point, the network \(expected[output])"
        }
      }
    }
    return nil
  }

  /// What rounding may do to a value of an output anywhere in the domain.
  private func tolerance(output: Int) -> Double {
    let compiled = record.table.compiled
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    let reach = compiled.largestCoordinates.reduce(0) { max($0, $1) }
    return 4 * compiledLayer.errorConstants[output] + compiledLayer.errorsPerRadius[output] * 0x1p-36 * reach
  }
}

extension PlanarRecord {
  /// V − E + F = 1 for all regions together.
  fileprivate var eulerViolation: String? {
    let boundary = cornerTwin.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    let edges = creaseFacets.count + boundary
    let characteristic = vertices.count - edges + regionCount
    return characteristic == 1
      ? nil : "\(vertices.count) vertices − \(edges) edges + \(regionCount) regions = \(characteristic)"
  }

  /// Both sides of an edge have the same ends.
  fileprivate var adjacencyViolation: String? {
    for corner in cornerTwin.indices where cornerTwin[corner] >= 0 {
      let twin = Int(cornerTwin[corner])
      let ends = (cornerVertex[corner], cornerVertex[next(corner)])
      let others = (cornerVertex[next(twin)], cornerVertex[twin])
      guard Int(cornerTwin[twin]) == corner, ends == others else {
        return "regions \(cornerRegion[corner]) and \(cornerRegion[twin]) see different ends of a crease"
      }
    }
    return nil
  }
}

/// The volumes of regions, and Euler's relation for the faces of each: Σ (−1)ʲ fⱼ = 1 over all dimensions j.
private struct VertexLaws: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private(set) var volume = ExactSum()
  /// A bound on how far the volumes together are off.
  private(set) var volumeError = 0.0
  private(set) var eulerViolation: String?

  init(_ compiled: CompiledNetwork) { self.compiled = compiled }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view, let volume = region.firstMoments(compiled)?.volume else { return }
    let dimension = compiled.dimension
    self.volume.add(volume.value)
    volumeError += volume.error
    guard dimension <= 5, dimension != 2, eulerViolation == nil else { return }
    let counts = Triangulation.faceCounts(of: view, dimension: dimension)
    let sum = counts.enumerated().reduce(0) { $0 + ($1.offset.isMultiple(of: 2) ? $1.element : -$1.element) }
    if sum != 1 { eulerViolation = "a region with \(counts) faces of dimensions 0 to \(dimension)" }
  }

  mutating func merge(_ other: VertexLaws) {
    volume.add(other.volume)
    volumeError += other.volumeError
    eulerViolation = eulerViolation ?? other.eulerViolation
  }
}
