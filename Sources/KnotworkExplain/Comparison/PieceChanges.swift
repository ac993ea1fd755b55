import Knotwork
import KnotworkGeometry

/// Where the affine maps of two networks differ.
public struct PieceChanges: Sendable {
  /// How many regions of a network have the other's map everywhere, and how many do not.
  public struct Count: Equatable, Sendable {
    /// Those with the same map everywhere.
    public let same: Int
    /// The others.
    public let changed: Int
  }

  /// Regions of the first network, and of the second.
  public let first, second: Count
  /// The share of the domain's volume on which the maps differ; nil where volumes are not known.
  public let changedShare: Double?
  /// How many rows lie where the maps differ; nil without rows.
  public let changedRows: Int?
  /// Where the maps differ, by regions of both networks at once: those of the largest volume first, at most ``mostPieces``.
  public let pieces: [Piece]
  /// So many pieces are told.
  public static let mostPieces = 1000

  /// A region of the first network within one of the second, on which their maps differ.
  public struct Piece: Equatable, Sendable {
    /// The patterns of both networks there, layer by layer.
    public let first, second: String
    /// The share of the domain's volume that it is; nil where volumes are not known.
    public let share: Double?
    /// A point inside.
    public let point: [Double]
    /// The map of the second network minus that of the first: for each output its slope, and its constant.
    public let slope: [[Double]]
    /// The constants.
    public let intercept: [Double]
    /// How many rows lie in it; nil without rows.
    public let rows: Int?
  }

  /// - Parameters:
  ///   - dissection: that of the difference.
  ///   - networks: both.
  ///   - rows: points of the domain; those outside count as unchanged where no region has them.
  init(_ dissection: Dissection, of networks: (Network, Network), rows: [[Double]]?) {
    let exact = dissection.exactMaps
    let outputs = networks.0.outputCount
    let isChanged = dissection.regions.map { region in
      (0..<outputs).contains { !exact.coefficients(of: region.index, output: $0).allSatisfy(\.isZero) }
    }
    // The pattern of the difference has in each layer the units of the first network, then those of the second.
    let splits = PieceChanges.bends(networks.0)
    var patterns: (first: [[[Bool]]: Bool], second: [[[Bool]]: Bool]) = ([:], [:])
    for (region, isChanged) in zip(dissection.regions, isChanged) {
      let layers = PieceChanges.layers(region.pattern, networks)
      let counts = layers.indices.map { $0 < splits.count ? splits[$0] : 0 }
      let own = zip(layers, counts).map { Array($0.prefix($1)) }
      let other = zip(layers, counts).map { Array($0.dropFirst($1)) }
      patterns.first[own] = patterns.first[own, default: false] || isChanged
      patterns.second[other] = patterns.second[other, default: false] || isChanged
    }
    func count(_ found: [[[Bool]]: Bool]) -> Count {
      let changed = found.values.count { $0 }
      return Count(same: found.count - changed, changed: changed)
    }
    (first, second) = (count(patterns.first), count(patterns.second))
    let volumes = dissection.regions.map(\.volume)
    if volumes.allSatisfy({ $0 != nil }) {
      let total = volumes.reduce(0) { $0 + ($1 ?? 0) }
      let changed = zip(volumes, isChanged).reduce(0) { $1.1 ? $0 + ($1.0 ?? 0) : $0 }
      changedShare = total > 0 ? changed / total : nil
    } else {
      changedShare = nil
    }
    let homes = rows.map { rows in rows.map { dissection.region(at: $0)?.index } }
    changedRows = homes.map { homes in homes.count { $0.map { isChanged[$0] } ?? false } }
    let counts = homes.map { homes in
      homes.reduce(into: [Int: Int]()) { counts, home in if let home { counts[home, default: 0] += 1 } }
    }
    let total = volumes.reduce(0) { $0 + ($1 ?? 0) }
    let order = isChanged.indices.filter { isChanged[$0] }.sorted {
      (-(volumes[$0] ?? 0), $0) < (-(volumes[$1] ?? 0), $1)
    }
    pieces = order.prefix(Self.mostPieces).map { index in
      let region = dissection.regions[index]
      let layers = PieceChanges.layers(region.pattern, networks)
      let sizes = layers.indices.map { $0 < splits.count ? splits[$0] : 0 }
      func text(_ parts: [ArraySlice<Bool>]) -> String {
        parts.filter { !$0.isEmpty }.map { $0.map { $0 ? "1" : "0" }.joined() }.joined(separator: " ")
      }
      let maps = (0..<outputs).map { exact.coefficients(of: index, output: $0).map { (Dyadic.zero - $0).nearest } }
      return Piece(
        first: text(zip(layers, sizes).map { $0.prefix($1) }),
        second: text(zip(layers, sizes).map { $0.dropFirst($1) }),
        share: volumes[index].map { $0 / total }, point: region.interiorPoint, slope: maps.map { Array($0.dropLast()) },
        intercept: maps.map { $0[$0.count - 1] }, rows: counts.map { $0[index] ?? 0 })
    }
  }

  /// How many units bend in each layer.
  private static func bends(_ network: Network) -> [Int] {
    network.layers.map { $0.activations.count { $0.bends } }
  }

  /// The pattern's bits for all layers of both, those without bending units too.
  private static func layers(_ pattern: ActivationPattern, _ networks: (Network, Network)) -> [[Bool]] {
    let (first, second) = (bends(networks.0), bends(networks.1))
    var bits = pattern.layers.makeIterator()
    return (0..<max(first.count, second.count)).map { level in
      let own = level < first.count ? first[level] : 0
      return own + (level < second.count ? second[level] : 0) > 0 ? bits.next() ?? [] : []
    }
  }
}
