import KnotworkExplain
import KnotworkFitting
import KnotworkPlot

extension SlopesAnswer: PicturedAnswer {
  /// The slopes over rows and box, beside the coefficients of linear regression with their intervals: as the change over the
  /// range of each input, so that inputs of different units can stand beside each other.
  public func drawings() -> [Drawing] { [chart.drawing()] }

  /// The same as a chart.
  var chart: RangeChart {
    func entry(_ summary: SlopeSummary, _ input: Int) -> RangeChart.Entry {
      let range = ranges[input]
      return RangeChart.Entry(
        summary.mean * range, range: summary.range.lowerBound * range...summary.range.upperBound * range,
        half: summary.standardError.map { quantile * $0 * range })
    }
    let coefficients = names.indices.map { input -> RangeChart.Entry? in
      let coefficient = regression.coefficients[input + 1]
      guard !coefficient.isAliased else { return nil }
      return RangeChart.Entry(
        coefficient.estimate * ranges[input],
        half: interval(input).map { ($0.upperBound - $0.lowerBound) / 2 * ranges[input] })
    }
    var kinds = [
      RangeChart.Kind(
        "mean slope over rows", names.indices.map { entry(overRows[$0], $0) }, .dot, .first)
    ]
    if let overBox {
      kinds.append(
        RangeChart.Kind("mean slope over the box", names.indices.map { entry(overBox[$0], $0) }, .square, .third))
    }
    kinds.append(RangeChart.Kind("linear regression", coefficients, .diamond, .second))
    return RangeChart(
      names, kinds, title: "How much \(output) changes with each input",
      summary: names.indices.map { input in
        "\(names[input]): mean slope \(overRows[input].mean.brief) over rows, from \(overRows[input].range.lowerBound.brief) to "
          + "\(overRows[input].range.upperBound.brief), coefficient \(regression.coefficients[input + 1].estimate.brief)"
      }.joined(separator: "; ") + ".",
      valueName: "slope times the range of the input", thingName: "input")
  }

  /// Of Student's t, for means over the rows.
  private var quantile: Double {
    rowCount > 1 ? StudentT(degreesOfFreedom: Double(rowCount - 1)).twoSidedQuantile(0.05) : 0
  }
}
