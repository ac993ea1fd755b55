import Knotwork
import KnotworkGeometry

/// The text of `dissect`.
enum DissectionText {
  /// How many regions the table shows.
  private static let tableLimit = 40

  static func write(
    _ dissection: Dissection, _ summary: DissectionSummary, _ report: CheckReport?, regions: Bool,
    _ place: DomainOptions.Place, to output: Output
  ) throws {
    let count = dissection.regions.count
    try output.line(
      "\(count.counted("region")), \(summary.linearPieces.counted("linear piece")), "
        + "\(summary.affineMaps.counted("distinct affine map")), \(dissection.creases.count.counted(dissection.dimension == 1 ? "knot" : "crease")) "
        + "over \(place.description)")
    try output.line()
    var answers = TextTable(["output", "minimum", "at", "maximum", "at", "mean", "Lipschitz"])
    for row in summary.outputs {
      answers.append([
        row.name, row.extremes?.minimum.value.short ?? "–", row.extremes?.minimum.point.tuple ?? "–",
        row.extremes?.maximum.value.short ?? "–", row.extremes?.maximum.point.tuple ?? "–", row.mean?.short ?? "–",
        row.lipschitz.short,
      ])
    }
    for line in answers.lines() { try output.line(line) }
    if regions { try writeRegions(dissection, place, output) }
    guard let report else { return }
    try output.line()
    for law in report.laws {
      switch law.finding {
      case .holds: try output.line("holds  \(law.name)")
      case .violated(let violation): try output.line("VIOLATED  \(law.name): \(violation)")
      case .notChecked(let reason): try output.line("not checked  \(law.name): \(reason)")
      }
    }
  }

  private static func writeRegions(
    _ dissection: Dissection, _ place: DomainOptions.Place, _ output: Output
  ) throws {
    try output.line()
    let outputs = dissection.network.outputNames
    let size = dissection.dimension == 1 ? "length" : dissection.dimension == 2 ? "area" : "volume"
    var table = TextTable(["region", "pattern", size, "facets", "inside"] + outputs.map { "\($0) =" })
    for region in dissection.regions.prefix(tableLimit) {
      let map = region.map
      let formulas = outputs.indices.map {
        Formula.affine(Array(map.slope[row: $0]), map.intercept[$0], place.coordinates)
      }
      table.append(
        [
          String(region.index), region.pattern.description, region.volume?.short ?? "–", String(region.facets.count),
          region.interiorPoint.tuple,
        ] + formulas)
    }
    for line in table.lines(leftAligned: [1, 4, 5, 6, 7, 8]) { try output.line(line) }
    let left = dissection.regions.count - tableLimit
    if left > 0 { try output.line("… and \(left.grouped) more; --csv or --json lists them all") }
  }
}

/// Affine functions for people.
enum Formula {
  /// "1.5 x1 − 0.7 x2 + 2"; "0" for the zero function.
  static func affine(_ slope: [Double], _ intercept: Double, _ names: [String]) -> String {
    var text = ""
    func add(_ value: Double, _ name: String?) {
      let digits = value.magnitude.short
      guard digits != "0" else { return }
      let body = name.map { digits == "1" ? $0 : "\(digits) \($0)" } ?? digits
      if text.isEmpty { text = value < 0 ? "-\(body)" : body } else { text += value < 0 ? " - \(body)" : " + \(body)" }
    }
    for (value, name) in zip(slope, names) { add(value, name) }
    add(intercept, nil)
    return text.isEmpty ? "0" : text
  }
}
