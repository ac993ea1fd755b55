import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkPlot

/// What explains the output of a network at rows: slopes beside linear regression, and what each input adds to each row.
struct PageExplanation {
  let slopes: SlopesAnswer
  /// Of many rows those that are evenly spaced, and that of the greatest output.
  let attributions: ExplainAnswer
  /// The number of the row of the greatest output among those of ``attributions``.
  let greatest: Int

  /// So many rows at most have their attributions, and fewer where that would take more evaluations than this.
  private static let (mostRows, mostEvaluations) = (200, 5_000_000)
  /// Shapley values of more inputs are estimates.
  private static let mostExact = 12

  /// Nil where a row is outside of what doubles can tell. Slopes have means over the box of the rows where it has no more than
  /// `mostRegions`.
  init?(
    of network: Network, output: Int, _ table: DataTable, isMeasured: Bool, name: String, mostRegions: Int = 20_000,
    within budget: Budget
  ) throws {
    guard let rows = DataRows(table, name: name) else { return nil }
    var slopes = SlopesRequest(rows: rows, measured: isMeasured ? table : nil)
    (slopes.output, slopes.mostRegions) = (network.outputNames[output], mostRegions)
    var request = ExplainRequest(rows: rows)
    (request.output, request.mostExact) = (network.outputNames[output], Self.mostExact)
    do {
      let outputs = try rows.requireOutputs(of: network, output)
      let best = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
      let inputs = network.inputCount
      let each = rows.count * (inputs <= Self.mostExact ? 1 << inputs : 2 * inputs * request.pairs)
      let count = min(rows.count, Self.mostRows, max(1, Self.mostEvaluations / each))
      let chosen = Set((0..<count).map { $0 * rows.count / count } + [best]).sorted()
      request.chosen = chosen
      attributions = try request.answer(about: network, within: budget)
      self.slopes = try slopes.answer(about: network, within: budget)
      greatest = chosen.firstIndex(of: best) ?? 0
    } catch is InvalidData {
      return nil
    }
  }

  /// The row of the greatest output, part by part.
  var chart: ContributionChart { attributions.chart(of: attributions.rows[greatest]) }

  /// What is shown with script and without it.
  func write(to html: inout PageStatic) {
    html.add("<section id=\"knotwork-explanation\"><h2>What the inputs do</h2>")
    html.paragraph(
      "Slopes are exact; over rows their mean is the average marginal effect. "
        + (slopes.isMeasured
          ? "Linear regression is of what was measured." : "Linear regression is of the network\u{2019}s own output."))
    html.add("<div class=\"figures\">")
    for (number, drawing) in (slopes.drawings() + attributions.drawings()).enumerated() {
      html.figure(drawing, "-explanation\(number)")
    }
    html.add("</div><div id=\"knotwork-row\">")
    html.figure(chart.drawing(), "-row")
    html.add("</div></section>")
  }

  /// Writes the attributions of rows, for the script.
  func write(to json: inout JSONWriter) {
    json.member("background", attributions.backgroundCount)
    json.member("exact", attributions.rows.allSatisfy(\.shapley.isExact))
    json.member("first", greatest)
    json.key("rows")
    json.array { json in
      for row in attributions.rows {
        json.object { json in
          json.member("number", row.number + 1)
          json.member("row", row.row)
          json.member("value", row.shapley.value)
          json.member("base", row.shapley.base)
          json.member("shapley", row.shapley.attributions)
          json.member("errors", orNull: row.shapley.errors)
        }
      }
    }
  }
}
