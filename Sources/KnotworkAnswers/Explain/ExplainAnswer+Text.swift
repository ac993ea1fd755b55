import Knotwork
import KnotworkExplain
import KnotworkFormats
import KnotworkGeometry

extension ExplainAnswer {
  /// Writes a table of Shapley values for several rows, or all that is known of one.
  public func write(to text: inout TextWriter) throws {
    if let detail { return try write(detail, rows[0], to: &text) }
    try text.line(
      "Shapley values of \(output) beside its mean over \(backgroundCount.counted("row")) of \(backgroundName)")
    try text.line()
    var table = TextTable(["row", output, "mean"] + names)
    for row in rows {
      let values = row.shapley
      table.append(
        [String(row.number + 1), values.value.short, values.base.short]
          + values.attributions.indices.map { input in
            values.attributions[input].short + (values.errors.map { " ± \($0[input].brief)" } ?? "")
          })
    }
    try text.table(table, leftAligned: [])
  }

  private func write(_ detail: Detail, _ row: Row, to text: inout TextWriter) throws {
    let explanation = detail.explanation
    let values = row.shapley
    try text.line(
      text.style.bold("Row \(row.number + 1): \(output) = \(values.value.short)") + " at "
        + zip(names, row.row).map { "\($0) = \($1.short)" }.joined(separator: ", "))
    try text.line()
    var table = TextTable(
      ["input", "value", "slope", "Shapley"] + (row.gradients == nil ? [] : ["along the way"]))
    for input in names.indices {
      table.append(
        [
          names[input], row.row[input].short, explanation.slope[input].short,
          values.attributions[input].short + (values.errors.map { " ± \($0[input].brief)" } ?? ""),
        ] + (row.gradients.map { [$0.attributions[input].short] } ?? []))
    }
    table.append(
      ["sum", "", "", values.attributions.reduce(0, +).short]
        + (row.gradients.map { [$0.attributions.reduce(0, +).short] } ?? []))
    try text.table(table)
    try text.line()
    try text.line(
      "Shapley values split \(values.value.short) - \(values.base.short), the mean over \(backgroundCount.counted("row")) of "
        + "\(backgroundName); they are "
        + (values.isExact ? "exact: all coalitions were looked at." : "estimates, with 95 % intervals."))
    if let reference, let gradients = row.gradients {
      try text.line(
        "Along the straight way from \(reference.tuple) it changes by \(gradients.difference.short)"
          + (gradients.isUnique
            ? "."
            : "; the way runs inside a crease, whose sides say different things (what stands above is their mean):"))
      for side in gradients.sides { try text.line("  \(side.tuple)") }
    }
    try text.line()
    try writeRegion(detail, to: &text)
  }

  private func writeRegion(_ detail: Detail, to text: inout TextWriter) throws {
    let explanation = detail.explanation
    let shown = explanation.bounds.prefix(6).map { $0.inWords(names) }
    let more = explanation.bounds.count - shown.count
    try text.line(
      "Its region"
        + (explanation.isOnCrease ? " (one of those that meet at this row)" : "")
        + (shown.isEmpty
          ? " is the whole input space."
          : ": \(shown.joined(separator: " and "))\(more > 0 ? ", and \(more) more" : "")."))
    let sharing = detail.sharing.prefix(10).map { String($0 + 1) }.joined(separator: ", ")
    try text.line(
      detail.sharing.isEmpty
        ? "No other row lies in it."
        : "\(detail.sharing.count.counted("other row lies", "other rows lie")) in it: \(sharing)\(detail.sharing.count > 10 ? ", …" : "")."
    )
    if let nearest = explanation.nearest {
      try text.line(
        "The nearest crease, of \(nearest.unit), is \((nearest.distance * 100).brief) % of the inputs' ranges away, at "
          + "\(nearest.point.tuple).")
      if let behind = explanation.slopeBehind {
        let changes = names.indices.filter { behind[$0] != explanation.slope[$0] }.map {
          "\(names[$0]) \(explanation.slope[$0].short) → \(behind[$0].short)"
        }
        try text.line(
          changes.isEmpty
            ? "Behind it no slope changes." : "Behind it slopes change: \(changes.joined(separator: ", ")).")
      }
    }
    try writeChange(detail, to: &text)
  }

  private func writeChange(_ detail: Detail, to text: inout TextWriter) throws {
    guard let target = detail.target, let finding = detail.change else { return }
    switch finding {
    case .point(let change):
      let row = detail.explanation.row
      let moves = names.indices.filter { change.point[$0] != row[$0] }.map {
        "\(names[$0]) \(row[$0].short) → \(change.point[$0].short)"
      }
      guard !moves.isEmpty else { return try text.line("\(output) is \(target.short) already.") }
      let proof =
        change.isProved
        ? "; no point of the ranges is nearer\(names.count > 2 ? " by more than 0.02 %" : "") (proved)."
        : "; a nearer point may exist, but none within \((change.bound * 100).brief) % (proved)."
      try text.line(
        "\(output) = \(target.short) is reached by \(moves.joined(separator: ", ")), \((change.distance * 100).brief) % of the ranges away"
          + proof)
    case .none: try text.line("\(output) = \(target.short) is reached nowhere in the ranges (proved).")
    case .open:
      try text.line(
        "No point of the ranges was found where \(output) = \(target.short); that there is none is not proved.")
    }
  }
}

extension HalfSpace {
  /// "temp > 78.2", "0.3 temp - 1.2 wind ≤ 4": divided by its factor where it has one input.
  func inWords(_ names: [String]) -> String {
    let used = normal.indices.filter { normal[$0] != 0 }
    guard used.count == 1 else {
      let size = normal.reduce(0) { max($0, $1.magnitude) }
      guard size > 0 else { return "0 ≤ \(offset.short)" }
      return "\(Formula.affine(normal.map { $0 / size }, 0, names)) ≤ \((offset / size).short)"
    }
    return "\(names[used[0]]) \(normal[used[0]] > 0 ? "≤" : "≥") \((offset / normal[used[0]]).short)"
  }
}
