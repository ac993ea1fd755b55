import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// What explains the network of a report: effects of its inputs, slopes, attributions of rows, and where it bends.
struct ReportExplanation {
  /// One for each of the inputs that matter most; none for a network of one input, which is one curve.
  let effects: [EffectAnswer]
  let rows: PageExplanation
  /// How much each unit bends the output; nil in more than two dimensions, and where there are too many regions.
  let bends: BendPlaces?
  /// Whether effects are those of some of the rows.
  let isThinned: Bool

  private static let regionLimit = 20_000
  /// When the time is over, or after Ctrl-C, a report should be there soon.
  private static let regionLimitAfterStop = 1000

  /// Nil where a row is outside of what doubles can tell.
  init?(_ fit: FitAnswer, _ strongest: [InputEffect]) throws {
    let network = fit.network
    guard
      let rows = try PageExplanation(
        of: network, output: 0, fit.table, isMeasured: true, name: "the table",
        mostRegions: fit.stop == nil ? Self.regionLimit : Self.regionLimitAfterStop, within: Budget()),
      let data = DataRows(fit.table.thinned(), name: "the table")
    else { return nil }
    self.rows = rows
    isThinned = data.count < fit.table.rowCount
    effects =
      network.inputCount > 1
      ? try strongest.map { effect in
        var request = EffectRequest(of: network.inputNames[effect.input], rows: data)
        request.hasPicture = true
        return try request.answer(about: network)
      } : []
    guard network.inputCount <= 2, let box = try? data.ranges.box() else {
      bends = nil
      return
    }
    let budget = Budget(limits: Limits(regions: Self.regionLimit))
    bends = try? Dissection(of: network, over: .box(box), keeping: .vertices, within: budget).bends()
  }
}

extension ReportHTML {
  /// The effects of inputs, as means over the rows.
  mutating func means(_ explanation: ReportExplanation) {
    paragraph(
      "How the prediction changes with one input while the others stay as in each row: a broken line for each row, their mean (partial "
        + "dependence), and accumulated local effects, all without a grid. The inputs that matter most come first."
        + (explanation.isThinned
          ? " Of the table these are \(explanation.effects[0].rowCount.grouped) evenly spaced rows." : ""))
    for effect in explanation.effects {
      let short = effect.short
      figure(
        effect.chart.drawing(),
        "The mean in \(short.curve.pieceCount.counted("piece")), off by \(short.error.roundedUp) at most (proved); it has "
          + "\(effect.curves.mean.pieceCount.counted("piece")) in all",
        ["from", "to", effect.output, "to", "slope"],
        short.curve.slopes.enumerated().map { piece, slope in
          [
            short.curve.x[piece].short, short.curve.x[piece + 1].short, short.curve.y[piece].short,
            short.curve.y[piece + 1].short, slope.short,
          ]
        })
    }
  }

  /// Slopes beside coefficients, where the network bends, and rows input by input.
  mutating func explanation(_ report: FitAnswer, _ explanation: ReportExplanation) {
    slopes(explanation.rows.slopes)
    if let bends = explanation.bends, !bends.units.isEmpty {
      heading("Where it bends")
      paragraph(
        "Up is convex, down is concave; the bend is the jump of the slope across a crease"
          + (report.network.inputCount == 2 ? ", times the length of the crease." : "."))
      figure(
        ShapeAnswer.chart(of: bends, report.table.targetName).drawing(), "The bends of each unit",
        ["unit", "creases up", "sum", "creases down", "sum"],
        bends.units.map { unit, total in
          [
            "\(unit)", total.convexCount.grouped, total.convex?.short ?? "–", total.concaveCount.grouped,
            total.concave?.short ?? "–",
          ]
        })
    }
    attributions(explanation.rows)
  }

  private mutating func slopes(_ slopes: SlopesAnswer) {
    heading("How much each input matters")
    paragraph(
      "The network\u{2019}s slopes over the rows (their mean is the average marginal effect) and over the box of the data, beside the "
        + "coefficients of linear regression. In the picture each is multiplied with the range of its input; in the table it is not."
    )
    figure(
      slopes.chart.drawing(), "Slopes over rows, over the box, and by linear regression",
      [
        "input", "mean over rows", "std error", "least", "greatest", "mean over the box", "coefficient", "95 % from",
        "to",
      ],
      slopes.names.indices.map { input in
        let (rows, interval) = (slopes.overRows[input], slopes.interval(input))
        return [
          slopes.names[input], rows.mean.short, rows.standardError?.brief ?? "–", rows.range.lowerBound.short,
          rows.range.upperBound.short, slopes.overBox?[input].mean.short ?? "–",
          slopes.regression.coefficients[input + 1].estimate.short, interval?.lowerBound.short ?? "–",
          interval?.upperBound.short ?? "–",
        ]
      })
  }

  private mutating func attributions(_ rows: PageExplanation) {
    let answer = rows.attributions
    let chosen = answer.rows[rows.greatest]
    heading("Row by row")
    paragraph(
      "Shapley values split the difference between the prediction for a row and the mean over all \(answer.backgroundCount.counted("row")) "
        + "among the inputs; "
        + (answer.rows.allSatisfy(\.shapley.isExact)
          ? "they are exact: all coalitions were looked at." : "some are estimates with 95 % intervals."))
    if answer.names.count > 1 {
      for drawing in answer.drawings() {
        figure(
          drawing, "The first rows", ["row", answer.output] + answer.names,
          answer.rows.prefix(30).map { row in
            ["\(row.number + 1)", row.shapley.value.short] + row.shapley.attributions.map(\.short)
          })
      }
    }
    figure(
      rows.chart.drawing(), "The row of the greatest prediction, input by input", ["input", "value", "adds"],
      answer.names.indices.map { input in
        [answer.names[input], chosen.row[input].short, chosen.shapley.attributions[input].short]
      })
  }
}
