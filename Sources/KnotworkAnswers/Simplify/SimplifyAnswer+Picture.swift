import Knotwork
import KnotworkPlot
import KnotworkSimplify

extension SimplifyAnswer: PicturedAnswer {
  /// The proved error against the size, with scores the error on the rows against it, and where merged pieces are.
  public func drawings() -> [Drawing] {
    [errorChart.drawing()] + (scores.map { [chart(of: $0).drawing()] } ?? [])
      + (merged.map { [map(of: $0).drawing()] } ?? [])
  }

  /// Where the merged pieces are.
  private func map(of merged: MergedTable) -> PieceMap {
    let pieces = merged.pieces
    var map = PieceMap(
      pieces.dissection, pieceOfRegion: pieces.pieceOfRegion, maps: pieces.pieces.map(\.map), title: "Merged pieces",
      summary: merged.sentences(within: error ?? 0).joined(separator: " "))
    map.outputName = original.outputNames[0]
    map.names = (original.inputNames[0], original.inputNames[1])
    map.rows = merged.points
    return map
  }

  /// The networks of the curve; where no error was allowed, the one that is the same function.
  private var steps: [LossySimplification.Step] { lossy?.curve ?? [LossySimplification.Step(lossless)] }

  /// Whether sizes are pieces, as in one input, and not units that bend.
  private var isByPieces: Bool { lossy?.fewestPieces != nil }
  private var unit: String { isByPieces ? "pieces" : "units that bend" }

  /// Where a network stands on the axis of sizes.
  private func place(_ step: LossySimplification.Step) -> Double {
    Double(isByPieces ? step.pieces ?? 0 : step.size.bendingUnits)
  }

  private var errorChart: Chart {
    func point(_ step: LossySimplification.Step) -> SIMD2<Double> {
      SIMD2(place(step), spread.map { 100 * step.difference.bound / $0 } ?? step.difference.bound)
    }
    let points = steps.map(point)
    let best = lossy?.best ?? steps[0]
    var series = [
      Series("proved error", line: points, .first, symbol: .dot),
      Series("chosen", points: [point(best)], .cross, .text),
    ]
    if let error, let first = points.first, let last = points.last {
      let level = spread.map { 100 * error / $0 } ?? error
      series.append(
        Series("allowed", line: [SIMD2(first.x, level), SIMD2(last.x, level)], .second, .dashed))
    }
    var chart = Chart(
      series, title: "Proved error against size",
      summary:
        "The largest difference from the original that is proved for \(points.count.counted("network")); chosen: \(best.words).",
      xName: unit, yName: spread == nil ? "proved error" : "proved error (% of the range)")
    chart.countsAlongX = true
    return chart
  }

  private func chart(of scores: SimplifyScores) -> Chart {
    let errors = lossy == nil ? [scores.result.rmse] : scores.curve.map(\.rmse)
    let points = zip(steps, errors).map { SIMD2(place($0), $1) }
    // Nothing bends in it: one piece, and no unit.
    let start = SIMD2(isByPieces ? 1.0 : 0, scores.linear.rmse)
    let end = points.reduce(start.x) { max($0, $1.x) }
    var chart = Chart(
      [
        Series("networks", line: points, .first, symbol: .dot),
        Series("linear regression", line: [start, SIMD2(end, start.y)], .second, .dashed, symbol: .triangle),
      ], title: "Error on the rows against size",
      summary:
        "The root mean squared error of \(scores.target) on \(scores.rowCount.counted("row")) for \(points.count.counted("network")), from "
        + "\(errors[errors.count - 1].short) to \(errors[0].short), and for linear regression, \(scores.linear.rmse.short).",
      xName: unit, yName: "RMSE")
    chart.countsAlongX = true
    return chart
  }
}
