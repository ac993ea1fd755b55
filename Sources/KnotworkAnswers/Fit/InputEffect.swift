import Knotwork
import KnotworkFitting
import KnotworkPlot

/// How a network's prediction changes with one input, the others at their medians.
struct InputEffect {
  let name: String
  let input: Int
  let profile: Profile
  /// The others, of which the one that varies is ignored.
  private let point: [Double]

  /// The effects of the inputs that matter most, at most `count`.
  static func strongest(_ report: FitAnswer, count: Int) throws -> [InputEffect] {
    let table = report.table
    let medians = table.columns.map { column in column.sorted()[column.count / 2] }
    let effects = try table.columns.enumerated().compactMap { input, column -> (effect: InputEffect, size: Double)? in
      guard let low = column.min(), let high = column.max(), low < high else { return nil }
      let profile = try Profile(of: report.network, over: .input(input, over: low...high, at: medians))
      let values = ([low] + profile.knots + [high]).map { profile($0) }
      let effect = InputEffect(name: table.inputNames[input], input: input, profile: profile, point: medians)
      return (effect, (values.max() ?? 0) - (values.min() ?? 0))
    }
    // Equal sizes keep the order of the columns.
    return effects.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
      .prefix(count).map(\.element.effect)
  }

  /// The network's broken line, linear regression, and the rows where there is one input only.
  func drawing(_ report: FitAnswer) -> Drawing {
    let table = report.table
    let (low, high) = (profile.range.lowerBound, profile.range.upperBound)
    func linear(_ s: Double) -> SIMD2<Double> {
      var inputs = point
      inputs[input] = s
      return SIMD2(s, report.linear(inputs))
    }
    var series: [Series] = []
    if table.inputCount == 1 {
      let step = max(1, table.rowCount / 1500)
      let rows = stride(from: 0, to: table.rowCount, by: step)
      series.append(
        Series("rows", rows.map { SIMD2(table.columns[0][$0], table.target[$0]) }, role: .data, isLine: false))
    }
    series.append(
      Series("network", ([low] + profile.knots + [high]).map { SIMD2($0, profile($0)) }, role: .graph, isLine: true))
    series.append(Series("linear regression", [linear(low), linear(high)], role: .other, isLine: true))
    return Drawing(
      series: series, title: "\(table.targetName) over \(name)",
      summary: "The network has \(profile.knots.count.counted("knot")) from \(low.short) to \(high.short).",
      xName: name,
      yName: table.targetName)
  }

  /// Where each piece begins and ends, its slope, and the bend at its end.
  var rows: [[String]] {
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    return profile.slopes.indices.map { index in
      [ends[index].short, ends[index + 1].short, profile.slopes[index].short]
        + [index < profile.bends.count ? profile.bends[index].short : ""]
    }
  }
}
