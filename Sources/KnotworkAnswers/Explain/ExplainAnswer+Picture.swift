import KnotworkExplain
import KnotworkPlot

extension ExplainAnswer: PicturedAnswer {
  /// Of one row how its output comes about from the mean over the background, input by input, and likewise from the reference;
  /// of several rows their Shapley values, a row of points for each input.
  public func drawings() -> [Drawing] {
    guard detail != nil, let row = rows.first else {
      let rule = rows.allSatisfy(\.shapley.isExact) ? "" : " (some of them estimates)"
      return [
        AttributionChart(
          names, rows: rows.map(\.shapley.attributions),
          title: "What the inputs of \(rows.count.counted("row")) add to \(output)\(rule)",
          valueName: "Shapley value, beside the mean over \(backgroundCount.counted("row"))"
        ).drawing()
      ]
    }
    return [chart(of: row).drawing()] + (gradients(of: row).map { [$0.drawing()] } ?? [])
  }

  private func words(_ row: Row, _ input: Int) -> String { "\(names[input]) = \(row.row[input].brief)" }

  /// How a row's output comes about from the mean over the background.
  func chart(of row: Row) -> ContributionChart {
    let values = row.shapley
    return ContributionChart(
      from: ("mean over \(backgroundCount.counted("row"))", values.base), to: ("row \(row.number + 1)", values.value),
      names.indices.map { input in
        ContributionChart.Part(words(row, input), values.attributions[input], error: values.errors?[input])
      },
      title: "Why row \(row.number + 1) has \(output) = \(values.value.brief): Shapley values"
        + (values.isExact ? "" : ", estimates"), valueName: output)
  }

  /// How it comes about from the reference, along the straight way.
  private func gradients(of row: Row) -> ContributionChart? {
    guard let gradients = row.gradients else { return nil }
    return ContributionChart(
      from: ("reference", row.shapley.value - gradients.difference), to: ("row \(row.number + 1)", row.shapley.value),
      names.indices.map { ContributionChart.Part(words(row, $0), gradients.attributions[$0]) },
      title: "The same along the straight way from the reference"
        + (gradients.isUnique ? "" : " (the mean of the sides of a crease)"), valueName: output)
  }
}
