import Knotwork
import KnotworkPlot
import KnotworkSimplify

extension SimplifyAnswer: PicturedAnswer {
  /// The proved error against the size.
  ///
  /// - Throws: ``InvalidRequest`` where there is one network only.
  public func drawings() throws -> [Drawing] {
    guard let lossy, lossy.curve.count > 1 else {
      throw InvalidRequest("plot", "there is one network only, and no curve to draw")
    }
    let isByPieces = lossy.curve.allSatisfy { $0.pieces != nil }
    func point(_ step: LossySimplification.Step) -> SIMD2<Double> {
      let size = isByPieces ? step.pieces ?? 0 : step.size.bendingUnits
      return SIMD2(Double(size), spread.map { 100 * step.difference.bound / $0 } ?? step.difference.bound)
    }
    let points = lossy.curve.map(point)
    var series = [
      Series("proved error", line: points, .first, symbol: .dot),
      Series("chosen", points: [point(lossy.best)], .cross, .text),
    ]
    if let error, let first = points.first, let last = points.last {
      let level = spread.map { 100 * error / $0 } ?? error
      series.append(
        Series("allowed", line: [SIMD2(first.x, level), SIMD2(last.x, level)], .second, .dashed))
    }
    let unit = isByPieces ? "pieces" : "units that bend"
    let chart = Chart(
      series, title: "Proved error against size",
      summary:
        "The largest difference from the original that is proved for \(points.count) networks; chosen: \(lossy.best.words).",
      xName: unit, yName: spread == nil ? "proved error" : "proved error (% of the range)")
    return [chart.drawing()]
  }
}
