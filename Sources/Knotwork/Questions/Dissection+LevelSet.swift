import KnotworkGeometry

/// Where an output takes one value: the level set {y = t}, as convex pieces of one dimension less than the domain.
public struct LevelSet: Sendable {
  /// The part of the level set in one region, or on a crease.
  public struct Piece: Equatable, Sendable {
    /// The number of the region; of two that share a crease on which y = t, the one where y > t, or the one where the unit is
    /// active.
    public let region: Int
    /// normal · x ≤ offset is where y ≥ t in the region.
    public let halfSpace: HalfSpace
    /// Its vertices: in the plane the two ends of a segment, with y > t on the left of the way; on a line one point. Nil where
    /// the dissection did not keep vertices.
    public let vertices: [[Double]]?
  }

  /// The value t.
  public let level: Double
  /// The pieces, each given once.
  public let pieces: [Piece]
  /// The regions on which the output equals t everywhere.
  public let plateaus: [Int]
}

extension Dissection {
  /// The level set {y = t} of an output: for a classifier, its decision boundary.
  ///
  /// Takes apart the network with one more unit, relu(y − t): the level set is where that unit bends or vanishes on a crease.
  /// Which regions it crosses is exact; positions are rounded. Pieces on the domain's boundary, and those of fewer dimensions,
  /// are left out.
  /// - Requires: `output` is the number of an output, and `level` is finite.
  /// - Throws: as ``init(of:over:keeping:within:)``.
  /// - Complexity: that of a dissection of the network with one unit more.
  public func levelSet(of output: Int = 0, at level: Double, within budget: Budget = Budget()) throws -> LevelSet {
    requireOutput(output)
    precondition(level.isFinite, "levelSet: the level is \(level), expected a finite number")
    let cut = try Dissection(
      of: network.cut(output, at: level), over: domain, keeping: detail.intersection(.vertices), within: budget)
    let parts = cut.record
    let table = parts.table
    let unit = table.compiled.unitCount - 1
    let origins = regionsBefore(cut)
    let maps = ExactMaps(table)
    var pieces: [LevelSet.Piece] = []
    for facet in parts.creaseFacets.lazy.map(Int.init) {
      let (here, there) = (parts.region(ofFacet: facet), parts.neighbour(ofFacet: facet))
      let isOwn = Int(parts.hyperplane(ofFacet: facet)) == unit
      guard isOwn || cut.vanishes(on: facet, maps) else { continue }
      // Beside a plateau there is no piece by itself.
      if !isOwn, isPlateau(here, table, maps) || isPlateau(there, table, maps) { continue }
      let isHigherThere =
        !isOwn && !table.isActive(unit: unit, region: here) && table.isActive(unit: unit, region: there)
      let region = isHigherThere ? there : here
      var forms = RegionForms(table, here)
      let half = parts.halfSpace(ofFacet: facet, in: here, &forms)
      pieces.append(
        LevelSet.Piece(
          region: origins[region],
          halfSpace: isHigherThere
            ? HalfSpace(normal: half.normal.map { 0 - $0 }, offset: 0 - half.offset) : half,
          vertices: parts.vertices(ofFacet: facet).map { isHigherThere ? $0.reversed() : $0 }))
    }
    let plateaus = Set((0..<table.regionCount).filter { isPlateau($0, table, maps) }.map { origins[$0] })
    return LevelSet(level: level, pieces: pieces, plateaus: plateaus.sorted())
  }

  /// The region of this dissection that each region of one with a unit more lies in.
  private func regionsBefore(_ cut: Dissection) -> [Int] {
    let (own, other) = (record.table, cut.record.table)
    let index = PatternIndex(words: own.words, wordCount: own.compiled.wordCount, regionCount: own.regionCount)
    return (0..<other.regionCount).map { region in
      guard let found = index.region(withPattern: Array(other.words(of: region).prefix(own.compiled.wordCount))) else {
        preconditionFailure("a region that a unit more cuts out lies in one that was there")
      }
      return found
    }
  }

  /// Whether the last hidden unit, y − t, vanishes on a facet; exact.
  private func vanishes(on facet: Int, _ maps: ExactMaps) -> Bool {
    let region = record.region(ofFacet: facet)
    let last = Int32(record.table.compiled.unitCount - 1)
    let form = maps.hyperplane(last, of: region)
    return !form.isZero && form.multiple(of: maps.hyperplane(record.hyperplane(ofFacet: facet), of: region)) != nil
  }
}

/// Whether the last hidden unit is zero on a whole region; exact.
private func isPlateau(_ region: Int, _ table: RegionTable, _ maps: ExactMaps) -> Bool {
  let unit = Int32(table.compiled.unitCount - 1)
  guard !table.isActive(unit: Int(unit), region: region) else { return false }
  return maps.hyperplane(unit, of: region).isZero
}

extension Network {
  /// The network followed by one unit relu(y − t) of an output y.
  fileprivate func cut(_ output: Int, at level: Double) throws -> Network {
    var weights = Matrix.zero(rows: 1, columns: outputCount)
    weights[0, output] = 1
    return try Network(
      layers: layers + [
        Layer(weights: weights, bias: [-level], activation: .relu),
        Layer(weights: Matrix([[1]]), activation: .linear),
      ])
  }
}
