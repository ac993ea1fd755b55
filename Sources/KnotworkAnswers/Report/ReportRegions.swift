import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// The regions of a fitted network of two inputs over the ranges of its rows: a map with the rows on it, and a table.
struct ReportRegions {
  let drawing: Drawing
  /// How many regions there are.
  let count: Int
  /// For each region: its number on the map, its rows, intercept, slopes, share of the area and error.
  let rows: [[String]]
  /// Whether the table has not all of them.
  var isCut: Bool { count > rows.count }

  private static let most = 40
  /// More regions are no picture any more.
  private static let regionLimit = 20_000

  /// Nil for other numbers of inputs, and where there are too many regions.
  init?(_ fit: FitAnswer) throws {
    let table = fit.table
    guard fit.network.inputCount == 2, fit.network.outputCount == 1, let box = try? InputRanges(table).box() else {
      return nil
    }
    let limits = Limits(regions: ReportRegions.regionLimit)
    guard
      let dissection = try? Dissection(
        of: fit.network, over: .box(box), keeping: [.vertices, .volumes, .extremes], within: Budget(limits: limits))
    else { return nil }
    var map = RegionMap(dissection, title: "\(table.targetName) over the ranges of the data")
    map.names = (table.inputNames[0], table.inputNames[1])
    map.rows = (0..<table.rowCount).map { RegionMap.Row(SIMD2(table.columns[0][$0], table.columns[1][$0])) }
    drawing = try map.drawing()
    count = dissection.regions.count
    var members = [[Int]](repeating: [], count: count)
    for row in 0..<table.rowCount {
      if let region = dissection.region(at: table.inputs(of: row)) { members[region.index].append(row) }
    }
    let total = dissection.regions.reduce(0) { $0 + ($1.volume ?? 0) }
    let order = (0..<count).sorted { (members[$1].count, $0) < (members[$0].count, $1) }
    rows = order.prefix(ReportRegions.most).map { number in
      let region = dissection.regions[number]
      let squares = members[number].reduce(0) { $0 + fit.residuals[$1] * fit.residuals[$1] }
      let rmse = members[number].isEmpty ? "–" : (squares / Double(members[number].count)).squareRoot().short
      let share = region.volume.flatMap { total > 0 ? "\((100 * $0 / total).short(within: 0.5)) %" : nil } ?? "–"
      return [
        "\(number)", members[number].count.grouped, region.map.intercept[0].short, region.map.slope[0, 0].short,
        region.map.slope[0, 1].short, share, rmse,
      ]
    }
  }
}
