import KnotworkGeometry

/// The linear pieces of a dissection: its regions merged across every crease where no output bends.
public struct LinearPieces: Sendable {
  /// The number of pieces.
  public let count: Int
  /// The piece of each region, numbered from 0 in the order of their first regions.
  public let pieceOfRegion: [Int]
}

extension ExactMaps {
  /// Merges regions across those of some pairs of neighbours between which no output bends; exact.
  func linearPieces(joining neighbours: some Sequence<(Int, Int)>) -> LinearPieces {
    var sets = DisjointSets(count: table.regionCount)
    let outputs = 0..<table.compiled.network.outputCount
    for (a, b) in neighbours where !outputs.contains(where: { isBent(between: a, and: b, output: $0) }) {
      sets.join(a, b)
    }
    var pieceOfRoot = [Int](repeating: -1, count: table.regionCount)
    var count = 0
    let pieces = (0..<table.regionCount).map { region in
      let root = sets.root(of: region)
      if pieceOfRoot[root] < 0 {
        pieceOfRoot[root] = count
        count += 1
      }
      return pieceOfRoot[root]
    }
    return LinearPieces(count: count, pieceOfRegion: pieces)
  }

  /// The number of distinct affine maps, all outputs taken together; exact.
  ///
  /// Maps whose computed coefficients differ by more than rounding are distinct; the others are compared in exact
  /// arithmetic.
  /// - Complexity: O(k log k) for k pieces.
  func affineMapCount(in pieces: LinearPieces) -> Int {
    var representatives: [Int] = []
    for (region, piece) in pieces.pieceOfRegion.enumerated() where piece == representatives.count {
      representatives.append(region)
    }
    return distinctMaps(among: representatives[...], from: 0)
  }

  /// Sorts by one coefficient, cuts where two in a row differ for certain, and goes on with the next coefficient.
  private func distinctMaps(among regions: ArraySlice<Int>, from coefficient: Int) -> Int {
    guard regions.count > 1 else { return regions.count }
    let outputs = table.compiled.network.outputCount
    let rows = table.compiled.dimension + 1
    guard coefficient < rows * outputs else {
      return Set(regions.map { region in (0..<outputs).map { map(of: region, output: $0) } }).count
    }
    let compiledLayer = table.compiled.compiledLayers[table.compiled.depth]
    let bound = 2 * compiledLayer.errors[coefficient % rows * compiledLayer.stride + coefficient / rows]
    func value(_ region: Int) -> Double { table.maps[rows * outputs * region + coefficient] }
    let sorted = regions.sorted { value($0) < value($1) }
    var total = 0
    var start = 0
    for index in 1...sorted.count
    where index == sorted.count || (value(sorted[index]) - value(sorted[index - 1])) * (1 - 0x1p-50) > bound {
      total += distinctMaps(among: sorted[start..<index], from: coefficient + 1)
      start = index
    }
    return total
  }
}
