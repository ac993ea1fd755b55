import Knotwork
import KnotworkFormats
import KnotworkSimplify

extension SimplifyAnswer {
  /// The smallest network within the error, and the curve.
  func write(_ lossy: LossySimplification, within error: Double, to text: inout TextWriter) throws {
    try text.line()
    for (number, sentence) in sentences(lossy, within: error).enumerated() {
      try text.line(number == 0 ? text.style.bold(sentence) : sentence)
    }
    guard lossy.curve.count > 1 || scores != nil else { return }
    try text.line()
    let (header, rows) = curveTable(lossy)
    var table = TextTable(header)
    for row in rows { table.append(row) }
    try text.table(table)
  }

  /// The smallest network within the error, how few pieces suffice, and what is open.
  func sentences(_ lossy: LossySimplification, within error: Double) -> [String] {
    let best = lossy.best
    let share = spread.map { " (\((100 * error / $0).short) % of the range \($0.short))" } ?? ""
    var sentences = ["Within \(error.short)\(share): \(best.words), \(best.difference.sentence)"]
    if let fewest = lossy.fewestPieces, let atMost = fewest.atMost {
      sentences.append(
        fewest.atLeast == atMost
          ? "No broken line of fewer pieces than \(atMost.grouped) stays within it (proved)."
          : "At least \(fewest.atLeast.grouped) pieces are needed, and \(atMost.grouped) suffice.")
    }
    if let open = lossy.open {
      let bound = open.difference.bound
      sentences.append(
        "Open: \(open.words): the largest difference found is \(open.difference.found.short), and it is "
          + (bound.isFinite ? "at most \(bound.roundedUp)." : "not bounded.") + " More time may decide.")
    }
    return sentences
  }

  /// The curve as a table: the original, ever smaller networks, and what is left when nothing bends.
  func curveTable(_ lossy: LossySimplification) -> (header: [String], rows: [[String]]) {
    let hasPieces = lossy.curve.contains { $0.pieces != nil }
    let hasMerged = merged?.curve.contains { $0 != nil } ?? false
    var header =
      ["network"] + (hasPieces ? ["pieces"] : []) + (hasMerged ? ["merged"] : []) + [
        "bend", "parameters", "proved error",
      ]
    if spread != nil { header.append("% of range") }
    if scores != nil { header += ["RMSE", "R²"] }
    var rows: [[String]] = []
    func row(_ size: NetworkSize, _ pieces: Int?, _ merged: Int?, _ bound: Double?, _ score: (Double, Double?)?) {
      var row = [size.hidden.isEmpty ? "linear" : size.hidden.map(\.grouped).joined(separator: "+")]
      if hasPieces { row.append(pieces?.grouped ?? "") }
      if hasMerged { row.append(merged?.grouped ?? "") }
      row += [size.bendingUnits.grouped, size.parameters.grouped, bound?.roundedUp ?? "0"]
      if let spread { row.append(bound.map { (100 * $0 / spread).brief } ?? "0") }
      if let score { row += [score.0.short, score.1?.short ?? "–"] }
      rows.append(row)
    }
    if startsWithOriginal {
      row(NetworkSize(original), pieces.before, nil, nil, scores.map { ($0.original.rmse, $0.original.rSquared) })
    }
    for (index, step) in lossy.curve.enumerated().reversed() {
      row(
        step.size, step.pieces, merged?.curve[index], step.difference.bound,
        scores.map { ($0.curve[index].rmse, $0.curve[index].rSquared) })
    }
    if let scores {
      rows.append(
        ["linear regression"] + [String](repeating: "", count: header.count - 3)
          + [scores.linear.rmse.short, scores.linear.rSquared?.short ?? "–"])
    }
    return (header, rows)
  }

  /// Whether the original is another network than the largest one of the curve.
  var startsWithOriginal: Bool {
    lossless.rounding.bound > 0 || NetworkSize(original) != NetworkSize(lossless.network)
  }

  /// How few pieces are worth having: the smallest network of the curve that keeps nine tenths of what bending gains on the rows; nil
  /// where nothing is gained, and where only the largest one does.
  func worth(_ lossy: LossySimplification) -> String? {
    guard let scores, scores.original.rmse < scores.linear.rmse else { return nil }
    let (most, least) = (scores.linear.rmse, scores.original.rmse)
    let allowed = least + (most - least) / 10
    let smaller = scores.curve.indices.dropLast()
    guard let index = smaller.first(where: { scores.curve[$0].rmse <= allowed }) else { return nil }
    let step = lossy.curve[index]
    let units = step.size.bendingUnits
    let size =
      (step.pieces.map { "\($0.counted("piece")), " } ?? "")
      + "\(units.counted("unit")) that \(units == 1 ? "bends" : "bend")"
    return
      "Nine tenths of what bending gains on these rows are kept with \(size): RMSE \(scores.curve[index].rmse.short), where all of "
      + "the network has \(least.short) and linear regression \(most.short)."
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
