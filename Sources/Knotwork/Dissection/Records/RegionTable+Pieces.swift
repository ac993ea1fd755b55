import KnotworkGeometry

/// The linear pieces of a dissection: its regions merged across every crease where no output bends.
public struct LinearPieces: Sendable {
  /// The number of pieces.
  public let count: Int
  /// The piece of each region, numbered from 0 in the order of their first regions.
  public let pieceOfRegion: [Int]
}

extension RegionTable {
  /// Merges regions across those of some pairs of neighbours between which no output bends; exact.
  func linearPieces(joining neighbours: some Sequence<(Int, Int)>) -> LinearPieces {
    var sets = DisjointSets(count: regionCount)
    var exact: ExactMaps?
    for (a, b) in neighbours
    where !(0..<outputCount).contains(where: { isBent(between: a, and: b, output: $0, &exact) }) {
      sets.join(a, b)
    }
    var pieceOfRoot = [Int](repeating: -1, count: regionCount)
    var count = 0
    let pieces = (0..<regionCount).map { region in
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
    return distinctMaps(among: representatives[...], from: 0, ExactMaps(self))
  }

  /// Sorts by one coefficient, cuts where two in a row differ for certain, and goes on with the next coefficient.
  private func distinctMaps(among regions: ArraySlice<Int>, from coefficient: Int, _ exact: ExactMaps) -> Int {
    guard regions.count > 1 else { return regions.count }
    let outputs = outputCount
    let coefficientCount = compiled.dimension + 1
    guard coefficient < coefficientCount * outputs else {
      return Set(regions.map { region in (0..<outputs).map { exact.map(of: region, output: $0) } }).count
    }
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    let bound =
      2 * compiledLayer.errors[coefficient % coefficientCount * compiledLayer.stride + coefficient / coefficientCount]
    func value(_ region: Int) -> Double { maps[coefficientCount * outputs * region + coefficient] }
    let sorted = regions.sorted { value($0) < value($1) }
    var total = 0
    var start = 0
    for index in 1...sorted.count
    where index == sorted.count || (value(sorted[index]) - value(sorted[index - 1])) * (1 - 0x1p-50) > bound {
      total += distinctMaps(among: sorted[start..<index], from: coefficient + 1, exact)
      start = index
    }
    return total
  }
}
