import KnotworkGeometry

/// A region: the inputs of the domain that share one activation pattern, a convex polytope of k dimensions with positive
/// volume. On it the network is one affine map.
///
/// All coordinates are those of the domain. A region that a stream delivers knows no neighbours and no bends.
public struct Region: Sendable {
  let record: any RegionRecord
  /// Where it stands in its record.
  let position: Int
  /// Its number among the regions of the dissection, from 0.
  public let index: Int

  init(_ record: any RegionRecord, _ position: Int, index: Int? = nil) {
    self.record = record
    self.position = position
    self.index = index ?? position
  }

  /// Which units are active on it.
  public var pattern: ActivationPattern { record.table.pattern(of: position) }

  /// The affine map y = U x + c of all m outputs on the region; U is m × k.
  public var map: AffineMap { record.table.map(of: position) }

  /// A point inside, k coordinates: the mean of the vertices up to five dimensions. Where no doubles were found inside so thin a region,
  /// doubles next to it.
  public var interiorPoint: [Double] { record.interiorPoint(of: position) }

  /// Its facets, in the plane counter-clockwise.
  ///
  /// - Complexity: O(k · weights), and an exact matrix product for each facet whose coefficients cancellation has spoilt.
  public var facets: [Facet] {
    var forms = RegionForms(record.table, position)
    return record.facets(of: position).map {
      Facet(
        record: record, number: $0, region: position, halfSpace: record.halfSpace(ofFacet: $0, in: position, &forms))
    }
  }

  /// Its half-spaces, none of them redundant: one for each facet, normal · x ≤ offset.
  ///
  /// - Complexity: as ``facets``.
  public var halfSpaces: [HalfSpace] { record.halfSpaces(of: position) }

  /// The numbers of the regions that share a facet with it, ascending.
  public var neighbours: [Int] {
    record.facets(of: position).compactMap {
      let neighbour = record.neighbour(ofFacet: $0)
      return neighbour < 0 ? nil : neighbour
    }.sorted()
  }

  /// Its vertices, k coordinates each, in the plane counter-clockwise; nil where they were not kept
  /// (``Dissection/Detail/vertices``).
  public var vertices: [[Double]]? { record.vertices(of: position) }

  /// Its volume: an area in two dimensions, a length in one; nil where it was not kept (``Dissection/Detail/vertices``).
  public var volume: Double? { record.volume(of: position) }
}

extension Region: CustomStringConvertible {
  /// "region 3, pattern 10 011: (1.5, -0.7) · x + 0".
  public var description: String { "region \(index), pattern \(pattern): \(map)" }
}

/// A facet of a region: part of a crease, or of the domain's boundary.
public struct Facet: Sendable {
  let record: any RegionRecord
  let number: Int
  let region: Int
  /// The half-space of the region that the facet bounds, normal · x ≤ offset.
  public let halfSpace: HalfSpace

  /// The unit that makes the crease; nil at the domain's boundary.
  ///
  /// Where several units bend at the same facet it is the first of them that split the domain.
  public var unit: Unit? {
    let id = record.hyperplane(ofFacet: number)
    return id < 0 ? nil : record.table.compiled.unit(Int(id))
  }

  /// The number of the region behind it; nil at the domain's boundary, and for a region of a stream.
  public var neighbour: Int? {
    let neighbour = record.neighbour(ofFacet: number)
    return neighbour < 0 ? nil : neighbour
  }

  /// The bend of each output: the jump of its slope along the unit normal; > 0 is convex (a valley), < 0 concave (a ridge),
  /// and 0 means exactly 0. Nil where there is no ``neighbour``.
  public var bends: [Double]? {
    neighbour.map { record.table.bends(from: region, to: $0, normal: halfSpace.normal) }
  }

  /// Its vertices; in the plane its two ends, with the region on the left of the way; nil where they were not kept.
  public var vertices: [[Double]]? { record.vertices(ofFacet: number) }
}

extension Facet: CustomStringConvertible {
  /// "layer 1 unit 2, region 4 behind it: (1, 0) · x ≤ 0.5", or "boundary: …".
  public var description: String {
    let place = unit.map { "\($0)\(neighbour.map { ", region \($0) behind it" } ?? "")" } ?? "boundary"
    return "\(place): \(halfSpace)"
  }
}

/// A crease: the facet that two neighbouring regions share; on a line a knot.
public struct Crease: Sendable {
  /// The facet of the region on the active side.
  private let facet: Facet

  init(_ record: any RegionRecord, _ number: Int) {
    let region = record.region(ofFacet: number)
    var forms = RegionForms(record.table, region)
    facet = Facet(
      record: record, number: number, region: region, halfSpace: record.halfSpace(ofFacet: number, in: region, &forms))
  }

  /// The unit that makes it; where several units bend there, the first of them that split the domain.
  public var unit: Unit { facet.record.table.compiled.unit(Int(facet.record.hyperplane(ofFacet: facet.number))) }

  /// The number of the region where the unit is active, and of the one where it is not.
  public var regions: (active: Int, inactive: Int) {
    (facet.region, facet.record.neighbour(ofFacet: facet.number))
  }

  /// The half-space where the unit is active, normal · x ≤ offset.
  public var halfSpace: HalfSpace { facet.halfSpace }

  /// The bend of each output: the jump of its slope along the unit normal from one side to the other; > 0 is convex (a
  /// valley), < 0 concave (a ridge), and 0 means exactly 0.
  public var bends: [Double] {
    facet.record.table.bends(from: regions.active, to: regions.inactive, normal: halfSpace.normal)
  }

  /// Its vertices; in the plane its two ends, with the active side on the left of the way; nil where they were not kept.
  public var vertices: [[Double]]? { facet.vertices }
}

extension Crease: CustomStringConvertible {
  /// "layer 1 unit 2 between regions 0 and 3, bends [1.5]".
  public var description: String {
    "\(unit) between regions \(regions.active) and \(regions.inactive), bends \(bends)"
  }
}

extension CompiledNetwork {
  /// The address of a unit counted through all layers.
  func unit(_ number: Int) -> Unit {
    let (layer, index) = place(of: number)
    return Unit(layer: layer, index: index)
  }
}
