import Knotwork
import KnotworkGeometry

/// What one row's prediction rests on: its region, the slope there, and the nearest crease with what changes behind it.
public struct RowExplanation: Sendable {
  /// The row.
  public let row: [Double]
  /// The output there.
  public let value: Double
  /// Its region; of several that meet at the row one.
  public let region: LocalRegion
  /// Whether the row lies on a crease.
  public let isOnCrease: Bool
  /// The slope of the output on the region.
  public let slope: [Double]
  /// The constant.
  public let intercept: Double
  /// Half-spaces that bound the region, the nearest first, in units of the inputs.
  public let bounds: [HalfSpace]
  /// The nearest crease, in units of the inputs: how far away it is, the unit that makes it, and a point of it; nil where there is none.
  public let nearest: (distance: Double, unit: Unit, point: [Double])?
  /// The slope behind the nearest crease.
  public let slopeBehind: [Double]?

  /// An explanation of a row.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - row: the row.
  ///   - scales: the unit of each input, in which distances are measured.
  /// - Throws: `InvalidGeometry` unless the row has a finite number for each input.
  public init(of network: Network, output: Int = 0, at row: [Double], scales: [Double]) throws {
    let around = try network.regions(at: row)
    self.row = row
    value = network(row)[output]
    region = around.region
    isOnCrease = around.isOnCrease
    let map = region.map
    slope = Array(map.slope[row: output])
    intercept = map.intercept[output]
    let halves = region.halfSpaces
    func distance(_ half: HalfSpace) -> Double {
      let value = zip(half.normal, row).reduce(half.offset) { $0 - $1.0 * $1.1 }
      let size = zip(half.normal, scales).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
      return max(0, value) / size
    }
    let order = halves.indices.sorted { (distance(halves[$0]), $0) < (distance(halves[$1]), $1) }
    bounds = order.map { halves[$0] }
    guard let first = order.first else {
      (nearest, slopeBehind) = (nil, nil)
      return
    }
    let half = halves[first]
    let value = zip(half.normal, row).reduce(half.offset) { $0 - $1.0 * $1.1 }
    let square = zip(half.normal, scales).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }
    let foot = row.indices.map { row[$0] + value / square * half.normal[$0] * scales[$0] * scales[$0] }
    nearest = (distance(half), region.facets[first].units[0], foot)
    // Just behind the crease, as far as doubles go.
    let beyond = row.indices.map {
      row[$0] + (value / square * (1 + 0x1p-20) + 0x1p-40 / square.squareRoot()) * half.normal[$0] * scales[$0]
        * scales[$0]
    }
    slopeBehind = Array(network.map(of: network.pattern(at: beyond)).slope[row: output])
  }
}
