import Knotwork
import KnotworkAnswers
import KnotworkGeometry

/// The text of `dissect`.
enum DissectionText {
  /// How many regions the table shows.
  private static let tableLimit = 40

  static func write(
    _ dissection: Dissection, _ summary: DissectionSummary, _ report: CheckReport?, regions: Bool,
    _ domain: DomainOptions.Domain, to output: Output
  ) throws {
    let count = dissection.regions.count
    try output.line(
      "\(count.counted("region")), \(summary.linearPieces.counted("linear piece")), "
        + "\(summary.affineMaps.counted("distinct affine map")), \(dissection.creases.count.counted(dissection.dimension == 1 ? "knot" : "crease")) "
        + "over \(domain.description)")
    try output.line()
    var answers = TextTable(["output", "minimum", "at", "maximum", "at", "mean", "Lipschitz"])
    for row in summary.outputs {
      answers.append([
        row.name, row.minimum.value.short, row.minimum.point.tuple, row.maximum.value.short, row.maximum.point.tuple,
        row.mean.short, row.lipschitz.short,
      ])
    }
    for line in answers.lines() { try output.line(line) }
    if regions { try writeRegions(dissection, domain, output) }
    guard let report else { return }
    try output.line()
    for law in report.laws {
      try output.line(law.violation.map { "VIOLATED  \(law.name): \($0)" } ?? "holds  \(law.name)")
    }
  }

  private static func writeRegions(
    _ dissection: Dissection, _ domain: DomainOptions.Domain, _ output: Output
  ) throws {
    let coordinates = Array(domain.coordinates.prefix(dissection.dimension))
    try output.line()
    let outputs = dissection.network.outputNames
    var table = TextTable(
      ["region", "pattern", dissection.dimension == 1 ? "length" : "area", "inside"] + outputs.map { "\($0) =" })
    for region in dissection.regions.prefix(tableLimit) {
      let map = region.map
      let formulas = outputs.indices.map {
        Formula.affine(Array(map.slope[row: $0]), map.intercept[$0], coordinates)
      }
      table.append(
        [String(region.index), region.pattern.description, region.volume.short, region.interiorPoint.tuple] + formulas)
    }
    for line in table.lines(leftAligned: [1, 3, 4, 5, 6, 7]) { try output.line(line) }
    let left = dissection.regions.count - tableLimit
    if left > 0 { try output.line("… and \(left.grouped) more; --csv or --json lists them all") }
  }
}
