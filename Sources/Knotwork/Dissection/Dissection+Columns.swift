import KnotworkGeometry

/// A dissection as flat arrays, row by row, for programs that take it as columns: n regions, m outputs, k coordinates.
package struct DissectionColumns: Sendable {
  private let dissection: Dissection
  let threads: Int

  /// The columns of a dissection, each found when it is asked for; none depends on the number of threads.
  package init(_ dissection: Dissection, threads: Int = 1) {
    self.dissection = dissection
    self.threads = threads
  }

  private var record: any RegionRecord { dissection.record }
  var table: RegionTable { record.table }
  var regionCount: Int { table.regionCount }
  private var creaseCount: Int { record.creaseFacets.count }
  private var dimension: Int { table.compiled.dimension }

  /// How many parts of the rows threads share.
  private var blocks: Int { threads == 1 ? 1 : 8 * threads }

  /// Fills `width` numbers for each of some rows.
  private func fill<Element: BitwiseCopyable & Sendable>(
    _ rows: Int, _ width: Int, _ body: @Sendable (_ row: Int, _ target: Buffer<Element>) -> Void
  ) -> [Element] {
    let blocks = blocks
    return Parallel.fill(rows * width, ranges: blocks, threads: Parallel.paying(threads, for: rows)) { block, base in
      for row in rows * block / blocks..<rows * (block + 1) / blocks { body(row, base.advanced(by: row * width)) }
    }
  }

  /// The slopes U of y = U x + c: n × m × k.
  package var slopes: [Double] {
    let (table, outputs, dimension) = (table, table.outputCount, dimension)
    return fill(regionCount, outputs * dimension) { region, target in
      for output in 0..<outputs {
        let start = table.mapStart(region, output)
        for axis in 0..<dimension { target[output * dimension + axis] = table.maps[start + axis] }
      }
    }
  }

  /// The intercepts c: n × m.
  package var intercepts: [Double] {
    let (table, outputs, dimension) = (table, table.outputCount, dimension)
    return fill(regionCount, outputs) { region, target in
      for output in 0..<outputs { target[output] = table.maps[table.mapStart(region, output) + dimension] }
    }
  }

  /// A point inside each region: n × k.
  package var interiorPoints: [Double] {
    let (record, dimension) = (record, dimension)
    return fill(regionCount, dimension) { region, target in
      for (axis, coordinate) in record.interiorPoint(of: region).enumerated() { target[axis] = coordinate }
    }
  }

  /// The volumes; nil where they were not kept.
  package var volumes: [Double]? {
    let record = record
    guard regionCount > 0, record.volume(of: 0) != nil else { return nil }
    let (count, blocks) = (regionCount, blocks)
    return Parallel.fill(count, ranges: blocks, threads: Parallel.paying(threads, for: count)) { block, volumes in
      record.writeVolumes(of: count * block / blocks..<count * (block + 1) / blocks, to: volumes)
    }
  }

  /// The linear piece that each region belongs to, numbered from 0.
  package var pieces: [Int] { dissection.linearPieces().pieceOfRegion }

  /// Where the facets of each region start; one more entry than regions.
  package var facetStarts: [Int] { [0] + (0..<regionCount).map { record.facets(of: $0).upperBound } }

  private var facetCount: Int { regionCount == 0 ? 0 : record.facets(of: regionCount - 1).upperBound }

  /// The region behind each facet, −1 where there is none.
  package var neighbours: [Int] {
    let record = record
    return fill(facetCount, 1) { facet, target in target[0] = record.neighbour(ofFacet: facet) }
  }

  /// The layer of the unit that makes each facet and the unit in it, counted from 1: facets × 2; zeros at the domain's boundary.
  package var facetUnits: [Int] {
    let record = record
    return fill(facetCount, 2) { facet, target in
      let id = record.hyperplane(ofFacet: facet)
      let unit = id < 0 ? nil : record.table.compiled.unit(Int(id))
      target[0] = unit.map { $0.layer + 1 } ?? 0
      target[1] = unit.map { $0.index + 1 } ?? 0
    }
  }

  /// Where the vertices of each region start, with one more entry than regions, and the vertices, k coordinates each; nil where
  /// they were not kept.
  package var vertices: (starts: [Int], coordinates: [Double])? {
    var (starts, coordinates) = ([0], [Double]())
    for region in 0..<regionCount {
      guard let vertices = record.vertices(of: region) else { return nil }
      for vertex in vertices { coordinates += vertex }
      starts.append(starts[region] + vertices.count)
    }
    return (starts, coordinates)
  }

  /// The region on the active side of each crease and the one on the other: creases × 2.
  package var creaseRegions: [Int] {
    let (record, facets) = (record, record.creaseFacets)
    return fill(creaseCount, 2) { crease, target in
      target[0] = record.region(ofFacet: Int(facets[crease]))
      target[1] = record.neighbour(ofFacet: Int(facets[crease]))
    }
  }

  /// The layer of the unit that makes each crease and the unit in it, counted from 1: creases × 2.
  package var creaseUnits: [Int] {
    let (record, facets) = (record, record.creaseFacets)
    return fill(creaseCount, 2) { crease, target in
      let unit = record.table.compiled.unit(Int(record.hyperplane(ofFacet: Int(facets[crease]))))
      (target[0], target[1]) = (unit.layer + 1, unit.index + 1)
    }
  }

  /// For each crease the half-space of its active side, k numbers and the offset, and then the bend of each output:
  /// creases × (k + 1 + m).
  package var creaseHalfSpacesAndBends: [Double] {
    let (creases, dimension, outputs) = (dissection.creases, dimension, table.outputCount)
    return fill(creaseCount, dimension + 1 + outputs) { number, target in
      let crease = creases[number]
      for (axis, coefficient) in crease.halfSpace.normal.enumerated() { target[axis] = coefficient }
      target[dimension] = crease.halfSpace.offset
      for (output, bend) in crease.bends.enumerated() { target[dimension + 1 + output] = bend }
    }
  }

  /// The region of each of some points, −1 outside the domain.
  ///
  /// - Parameter point: puts the coordinates of a point, all finite.
  package func locate(_ count: Int, at point: @Sendable (Int) -> [Double]) -> [Int] {
    let dissection = dissection
    return fill(count, 1) { row, target in target[0] = dissection.region(at: point(row))?.index ?? -1 }
  }
}
