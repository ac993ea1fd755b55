import KnotworkGeometry

/// The linear pieces of a dissection: its regions merged across every crease where no output bends.
public struct LinearPieces: Sendable {
  /// The number of pieces.
  public let count: Int
  /// The piece of each region, numbered from 0 in the order of their first regions.
  public let pieceOfRegion: [Int]
}

extension Dissection {
  /// Merges the regions across creases without bend; exact.
  ///
  /// - Complexity: almost linear in the number of creases.
  public func linearPieces() -> LinearPieces {
    var sets = DisjointSets(count: complex.regionCount)
    let query = ExactQuery(complex)
    let outputs = 0..<network.outputCount
    for corner in complex.creaseCorners where !outputs.contains(where: { query.isBent(at: Int(corner), output: $0) }) {
      sets.join(
        Int(complex.cornerRegion[Int(corner)]),
        Int(complex.cornerRegion[Int(complex.cornerTwin[Int(corner)])]))
    }
    var pieceOfRoot = [Int](repeating: -1, count: complex.regionCount)
    var count = 0
    let pieces = (0..<complex.regionCount).map { region in
      let root = sets.root(of: region)
      if pieceOfRoot[root] < 0 {
        pieceOfRoot[root] = count
        count += 1
      }
      return pieceOfRoot[root]
    }
    return LinearPieces(count: count, pieceOfRegion: pieces)
  }

  /// The number of distinct affine maps, all outputs taken together; exact. Pieces that do not touch may share one.
  ///
  /// Maps whose computed coefficients differ by more than rounding are distinct; the others are compared in exact
  /// arithmetic.
  /// - Complexity: O(k log k) for k pieces.
  public func affineMapCount(in pieces: LinearPieces) -> Int {
    var representatives: [Int] = []
    for (region, piece) in pieces.pieceOfRegion.enumerated() where piece == representatives.count {
      representatives.append(region)
    }
    let query = ExactQuery(complex)
    return distinctMaps(among: representatives[...], from: 0, query)
  }

  /// The number of distinct affine maps, all outputs taken together; exact.
  public func affineMapCount() -> Int { affineMapCount(in: linearPieces()) }

  /// Sorts by one coefficient, cuts where two in a row differ for certain, and goes on with the next coefficient.
  private func distinctMaps(among regions: ArraySlice<Int>, from coefficient: Int, _ query: ExactQuery) -> Int {
    guard regions.count > 1 else { return regions.count }
    let outputs = network.outputCount
    guard coefficient < 3 * outputs else {
      let distinct = Set(regions.map { region in (0..<outputs).map { query.map(of: region, output: $0) } })
      return distinct.count
    }
    let stratum = complex.compiled.strata[complex.compiled.depth]
    let bound = 2 * stratum.errors[coefficient % 3 * stratum.stride + coefficient / 3]
    func value(_ region: Int) -> Double { complex.maps[3 * outputs * region + coefficient] }
    let sorted = regions.sorted { value($0) < value($1) }
    var total = 0
    var start = 0
    for index in 1...sorted.count
    where index == sorted.count || (value(sorted[index]) - value(sorted[index - 1])) * (1 - 0x1p-50) > bound {
      total += distinctMaps(among: sorted[start..<index], from: coefficient + 1, query)
      start = index
    }
    return total
  }
}

/// Disjoint sets of the numbers 0 ..< count, with path halving; the root of a set is its least member.
private struct DisjointSets {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  mutating func root(of member: Int) -> Int {
    var node = member
    while parent[node] != node {
      parent[node] = parent[parent[node]]
      node = parent[node]
    }
    return node
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (p, q) = (root(of: a), root(of: b))
    parent[max(p, q)] = min(p, q)
  }
}
