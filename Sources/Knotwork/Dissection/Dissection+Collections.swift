extension Dissection {
  /// All regions, in the order of their discovery, which does not depend on the number of threads.
  public var regions: Regions { Regions(record: record) }

  /// All creases: each pair of regions that share a facet once.
  public var creases: Creases { Creases(record: record) }

  /// The regions of a dissection.
  public struct Regions: RandomAccessCollection, Sendable {
    let record: any RegionRecord
    /// The number of the first one: 0.
    public var startIndex: Int { 0 }
    /// How many there are.
    public let endIndex: Int

    init(record: any RegionRecord) {
      self.record = record
      endIndex = record.table.regionCount
    }

    /// The region with this number.
    ///
    /// - Requires: `indices` contains it.
    public subscript(index: Int) -> Region {
      precondition(indices.contains(index), "region \(index) of \(count)")
      return Region(record, index)
    }
  }

  /// The creases of a dissection.
  public struct Creases: RandomAccessCollection, Sendable {
    private let record: any RegionRecord
    private let facets: Column<Int32>
    /// The number of the first one: 0.
    public var startIndex: Int { 0 }
    /// How many there are.
    public var endIndex: Int { facets.count }

    init(record: any RegionRecord) {
      self.record = record
      facets = record.creaseFacets
    }

    /// The crease with this number.
    ///
    /// - Requires: `indices` contains it.
    public subscript(index: Int) -> Crease {
      precondition(indices.contains(index), "crease \(index) of \(count)")
      return Crease(record, Int(facets[index]))
    }
  }
}
