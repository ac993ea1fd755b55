import Knotwork

/// A dissection as text.
extension DissectAnswer {
  /// Writes the counts, what is told of each output, the first regions, and the laws that were checked.
  public func write(to text: inout TextWriter) throws {
    let counts = [
      dissection.regions.count.counted("region"), linearPieceCount.counted("linear piece"),
      affineMapCount.counted("distinct affine map"),
      dissection.creases.count.counted(dissection.dimension == 1 ? "knot" : "crease"),
    ]
    try text.line("\(counts.joined(separator: ", ")) over \(place.description)")
    try text.line()
    var answers = TextTable(["output", "minimum", "at", "maximum", "at", "mean", "Lipschitz"])
    for row in outputs {
      let (minimum, maximum) = (row.extremes?.minimum, row.extremes?.maximum)
      answers.append([
        row.name, minimum?.value.short ?? "–", minimum?.point.tuple ?? "–", maximum?.value.short ?? "–",
        maximum?.point.tuple ?? "–", row.mean?.short ?? "–", row.lipschitz.short,
      ])
    }
    try text.table(answers)
    if listsRegions { try writeRegions(to: &text) }
    guard let report else { return }
    try text.line()
    for law in report.laws {
      switch law.finding {
      case .holds: try text.line("holds  \(law.name)")
      case .violated(let violation): try text.line("VIOLATED  \(law.name): \(violation)")
      case .notChecked(let reason): try text.line("not checked  \(law.name): \(reason)")
      }
    }
  }

  private func writeRegions(to text: inout TextWriter) throws {
    try text.line()
    let names = dissection.network.outputNames
    let size = dissection.dimension == 1 ? "length" : dissection.dimension == 2 ? "area" : "volume"
    var table = TextTable(["region", "pattern", size, "facets", "inside"] + names.map { "\($0) =" })
    for region in dissection.regions.prefix(costs.tableRows) {
      let map = region.map
      table.append(
        [
          String(region.index), region.pattern.description, region.volume?.short ?? "–", String(region.facets.count),
          region.interiorPoint.tuple,
        ] + names.indices.map { Formula.affine(Array(map.slope[row: $0]), map.intercept[$0], place.coordinates) })
    }
    try text.table(table, leftAligned: [1, 4, 5, 6, 7, 8])
    let left = dissection.regions.count - costs.tableRows
    if left > 0 { try text.line("… and \(left.grouped) more; --csv or --json lists them all") }
  }
}
