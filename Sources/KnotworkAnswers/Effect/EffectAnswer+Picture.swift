import KnotworkExplain
import KnotworkPlot

extension EffectAnswer: PicturedAnswer {
  /// The curve of each row, their mean, and accumulated local effects beside it.
  public func drawings() -> [Drawing] { [chart.drawing()] }

  /// The same as a chart.
  var chart: EffectChart {
    var chart = EffectChart(
      mean: curves.mean.points, rowCount: rowCount, title: "\(output) as \(input) varies", xName: input,
      yName: output)
    chart.rows = curves.individual.map(\.points)
    chart.accumulated = accumulated?.curve.points.map { SIMD2($0.x, $0.y + meanOutput) } ?? []
    chart.places = places
    return chart
  }
}

extension BrokenCurve {
  /// Its nodes in the plane.
  var points: [SIMD2<Double>] { zip(x, y).map { SIMD2($0, $1) } }
}
