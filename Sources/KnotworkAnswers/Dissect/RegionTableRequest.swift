import Knotwork
import KnotworkFormats

/// Which regions does a network have over a domain, as one line of CSV each, in little memory?
public struct RegionTableRequest: Sendable {
  /// Where.
  public var place: Place
  /// Up to which dimension volumes are computed.
  public var costs = CostLimits.standard

  /// A request for a table.
  public init(over place: Place) { self.place = place }

  /// The names of the columns: the same ones in every dimension, but for one interior and one slope for each coordinate.
  public func header(for network: Network) -> [String] {
    ["region", "pattern", "volume", "facets"] + place.coordinates.map { "interior_\($0)" }
      + network.outputNames.flatMap { name in
        place.coordinates.map { "slope_\(name)_\($0)" } + ["intercept_\(name)"]
      }
  }

  /// Writes the table line by line, each with its end of line; a field that was not computed is empty.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - budget: limits and progress; a table is written in one thread.
  ///   - checkpoints: where to go on, and how to keep what was done; a table that goes on has no header.
  ///   - receive: takes the bytes of each line; what it throws ends the work.
  /// - Throws: as `Network.forEachRegion(over:keeping:within:checkpoints:_:)`.
  public func write(
    about network: Network, within budget: Budget = Budget(), checkpoints: Checkpoints? = nil,
    to receive: ([UInt8]) throws -> Void
  ) throws {
    if checkpoints?.start == nil { try receive(headerLine(for: network)) }
    try network.forEachRegion(
      over: place.domain, keeping: detail(for: network), within: budget, checkpoints: checkpoints
    ) { region in try receive(line(region, of: network)) }
  }

  /// The header with its end of line.
  func headerLine(for network: Network) -> [UInt8] { Array((CSVWriter.line(header(for: network)) + "\n").utf8) }

  /// What has to be known of regions for the table.
  func detail(for network: Network) -> Dissection.Detail {
    place.domain.dimension(inputs: network.inputCount) <= costs.tableVolumeDimension ? .vertices : .facets
  }

  /// The line of a region with its end of line.
  func line(_ region: Region, of network: Network) -> [UInt8] {
    let map = region.map
    let maps = (0..<network.outputCount).flatMap { Array(map.slope[row: $0]) + [map.intercept[$0]] }
    let (volume, facetCount) = (region.volume?.description ?? "", String(region.facets.count))
    let fields =
      [String(region.index), region.pattern.description, volume, facetCount]
      + (region.interiorPoint + maps).map(\.description)
    return Array((CSVWriter.line(fields) + "\n").utf8)
  }
}
