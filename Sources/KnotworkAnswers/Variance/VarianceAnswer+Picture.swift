import KnotworkPlot

extension VarianceAnswer: PicturedAnswer {
  /// A bar for each input: the share that it explains by itself, and behind it the share that it has a part in.
  public func drawings() -> [Drawing] {
    let order = first.indices.sorted { (-total[$0], $0) < (-total[$1], $1) }
    func percent(_ shares: [Double]) -> [Double] { order.map { 100 * shares[$0] } }
    let names = place.coordinates
    return [
      BarChart(
        order.map { names[$0] },
        [
          BarChart.Kind(
            "together with others", percent(total), errors: errors.map { percent($0.total) }, .second, opacity: 0.35,
            width: 0.72),
          BarChart.Kind("by itself", percent(first), errors: errors.map { percent($0.first) }, .first, width: 0.36),
        ], title: "Which share of the variance of \(output) each input explains",
        summary: "Over \(place.words): "
          + order.map {
            "\(names[$0]): \((100 * first[$0]).brief) % by itself, \((100 * total[$0]).brief) % with others"
          }
          .joined(separator: "; ") + (errors == nil ? "." : "; estimates with 95 % intervals."),
        valueName: "share of the variance, %", thingName: "input"
      ).drawing()
    ]
  }
}
