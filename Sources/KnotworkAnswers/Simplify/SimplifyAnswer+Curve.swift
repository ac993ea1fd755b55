import Knotwork
import KnotworkFormats
import KnotworkSimplify

extension SimplifyAnswer {
  /// The smallest network within the error, and the curve.
  func write(_ lossy: LossySimplification, within error: Double, to text: inout TextWriter) throws {
    let best = lossy.best
    let share = spread.map { " (\((100 * error / $0).short) % of the range \($0.short))" } ?? ""
    try text.line()
    try text.line(text.style.bold("Within \(error.short)\(share): \(best.words), \(best.difference.sentence)"))
    if let fewest = lossy.fewestPieces, let atMost = fewest.atMost {
      try text.line(
        fewest.atLeast == atMost
          ? "No broken line of fewer pieces than \(atMost.grouped) stays within it (proved)."
          : "At least \(fewest.atLeast.grouped) pieces are needed, and \(atMost.grouped) suffice.")
    }
    if let open = lossy.open {
      let bound = open.difference.bound
      try text.line(
        "Open: \(open.words): the largest difference found is \(open.difference.found.short), and it is "
          + (bound.isFinite ? "at most \(bound.roundedUp)." : "not bounded.") + " More time may decide.")
    }
    guard lossy.curve.count > 1 || scores != nil else { return }
    try text.line()
    let hasPieces = lossy.curve.contains { $0.pieces != nil }
    var header = ["network"] + (hasPieces ? ["pieces"] : []) + ["bend", "parameters", "proved error"]
    if spread != nil { header.append("% of range") }
    if scores != nil { header += ["RMSE", "R²"] }
    var table = TextTable(header)
    func row(_ size: NetworkSize, _ pieces: Int?, _ bound: Double?, _ score: (Double, Double?)?) {
      var row = [size.hidden.isEmpty ? "linear" : size.hidden.map(\.grouped).joined(separator: "+")]
      if hasPieces { row.append(pieces?.grouped ?? "") }
      row += [size.bendingUnits.grouped, size.parameters.grouped, bound?.roundedUp ?? "0"]
      if let spread { row.append(bound.map { (100 * $0 / spread).brief } ?? "0") }
      if let score { row += [score.0.short, score.1?.short ?? "–"] }
      table.append(row)
    }
    if lossless.rounding.bound > 0 || NetworkSize(original) != NetworkSize(lossless.network) {
      row(NetworkSize(original), nil, nil, scores.map { ($0.original.rmse, $0.original.rSquared) })
    }
    for (index, step) in lossy.curve.enumerated().reversed() {
      row(
        step.size, step.pieces, step.difference.bound,
        scores.map { ($0.curve[index].rmse, $0.curve[index].rSquared) })
    }
    if let scores {
      table.append(
        ["linear regression"] + [String](repeating: "", count: header.count - 3)
          + [scores.linear.rmse.short, scores.linear.rSquared?.short ?? "–"])
    }
    try text.table(table)
  }
}

extension LossySimplification.Step {
  /// "7 pieces, 6 hidden units (20 parameters)".
  var words: String { (pieces.map { "\($0.counted("piece")), " } ?? "") + size.words }
}

extension ProvedDifference {
  /// "nowhere off by more than 0.5 (proved by …)."
  var sentence: String {
    guard bound.isFinite else { return "off by \(found.short) at \(place.tuple); no bound was proved." }
    let way =
      switch method {
      case .regions: "all regions of the difference"
      case .branching: "a search that branches"
      case .weights: "how much the weights changed"
      case .knots: "all knots"
      case .none: "nothing"
      }
    return bound == 0 ? "the same function." : "nowhere off by more than \(bound.roundedUp) (proved by \(way))."
  }
}
