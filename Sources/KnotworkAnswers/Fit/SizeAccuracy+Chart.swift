import KnotworkPlot

extension [SizeAccuracy] {
  /// The error of each size on rows held out, against its number of pieces.
  func chart(of target: String) -> Chart {
    func points(_ isLine: Bool) -> [SIMD2<Double>] {
      filter { size in
        if case .brokenLine = size.kind { return isLine }
        return !isLine
      }.map { SIMD2($0.pieces, $0.error.rmse) }
    }
    let (networks, lines) = (points(false), points(true))
    var series: [Series] = []
    if !networks.isEmpty { series.append(Series("networks", line: networks, .first, symbol: .dot)) }
    if !lines.isEmpty { series.append(Series("broken lines", line: lines, .second, .dashed, symbol: .square)) }
    if let chosen = first(where: \.isChosen) {
      series.append(Series("chosen", points: [SIMD2(chosen.pieces, chosen.error.rmse)], .cross, .text))
    }
    let least = self.min { $0.error.rmse < $1.error.rmse }
    return Chart(
      series, title: "Error on rows held out against the number of pieces",
      summary: "The root mean squared error of \(target) for \(count.counted("size")) that were tried"
        + (least.map { ", least with \($0.pieces.short) pieces: \($0.error.rmse.short)." } ?? "."),
      xName: "pieces", yName: "RMSE")
  }
}
