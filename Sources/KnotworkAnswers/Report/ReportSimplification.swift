import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkPlot
import KnotworkSimplify

extension ReportAnswer {
  /// How long smaller networks are looked for.
  public static let simplificationTime = Duration.seconds(4)
  /// Up to this share of the range of predictions smaller networks are looked for.
  private static let share = 0.2

  /// Smaller networks than that of a fit over the ranges of its table, with their proved errors and their scores on its rows.
  ///
  /// - Parameters:
  ///   - fit: a fit.
  ///   - budget: what it may cost; of its time no more than ``simplificationTime`` is taken.
  /// - Returns: nil for a fit that was stopped, for a network that nowhere bends, and for ranges that make no box.
  /// - Throws: what ``SimplifyRequest/answer(about:within:)`` throws.
  public static func simplification(of fit: FitAnswer, within budget: Budget = Budget()) throws -> SimplifyAnswer? {
    guard fit.stop == nil, NetworkSize(fit.network).bendingUnits > 0, let box = try? InputRanges(fit.table).box() else {
      return nil
    }
    var request = SimplifyRequest(over: Place(.box(box), of: fit.network, source: .data("the table")))
    request.tolerance = .share(share)
    request.mergesRegions = false
    request.table = fit.table
    request.rows = DataRows(fit.table.thinned(), name: "the table")
    var limited = budget
    limited.limits.duration = min(budget.limits.duration ?? simplificationTime, simplificationTime)
    return try request.answer(about: fit.network, within: limited)
  }
}

extension ReportHTML {
  /// Proved error and accuracy against size.
  mutating func simplification(_ answer: SimplifyAnswer) {
    guard let lossy = answer.lossy else { return }
    heading("How many pieces are worth having?")
    if let worth = answer.worth(lossy) { paragraph(worth, style: "answer") }
    paragraph(
      "Smaller networks. Nowhere within the ranges of the data do they differ from the network above by more than their proved error; "
        + "RMSE and R² are those on the rows of this table. The last line is linear regression: what is left when nothing bends."
    )
    let limit =
      "They were looked for up to a fifth of the range of predictions, for \(ReportAnswer.simplificationTime.words) at most"
    paragraph(
      lossy.end == .complete && answer.lossless.undecided.isEmpty
        ? "\(limit)." : "\(limit), and that time was over before all was proved or refuted: smaller ones may exist.",
      style: "note")
    let (header, rows) = answer.curveTable(lossy)
    table("Ever smaller networks", header, rows)
    guard lossy.curve.count > 1 else { return }
    for (number, drawing) in answer.drawings().enumerated() {
      let shown = ["network", "pieces", "bend"] + (number == 0 ? ["proved error", "% of range"] : ["RMSE", "R²"])
      let columns = header.indices.filter { shown.contains(header[$0]) }
      figure(
        drawing, drawing.title, columns.map { header[$0] },
        // Linear regression has no proved error.
        (number == 0 ? rows.dropLast() : rows[...]).map { row in columns.map { row[$0] } })
    }
  }
}
