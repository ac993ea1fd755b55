import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkSimplify

/// Merged pieces of a network of two inputs and one output, and what rows say of them.
public struct MergedTable: Sendable {
  /// The pieces within the error that is allowed.
  public let pieces: MergedPieces
  /// For each network of the curve, how many pieces were found within its proved error; nil where that was not looked for.
  public let curve: [Int?]
  /// How many rows lie in each piece; nil without rows.
  public let rowCounts: [Int]?
  /// The rows that lie in the domain.
  let points: [SIMD2<Double>]
  /// How well the pieces' functions predict what was measured; nil without, and where rows lie outside the domain.
  public let scores: Scores?

  /// With more linear pieces they are merged for the error that is allowed alone, and not for the curve.
  private static let mostOnCurve = 5000
  /// Without a time limit the search ends after this, and that for the curve too.
  private static let usualTime = Duration.seconds(60)

  /// Merges regions.
  ///
  /// - Returns: nil for other numbers of inputs and outputs, with very many regions, and where time does not suffice.
  /// - Throws: `LimitReached` when the work is cancelled.
  init?(
    _ network: Network, over domain: Domain, within error: Double, curve: [LossySimplification.Step], rows: DataRows?,
    table: DataTable?, budget: Budget
  ) throws {
    let start = ContinuousClock.now
    func rest(_ share: Double) -> Budget {
      var rest = budget
      rest.limits.duration = min(budget.limits.duration ?? MergedTable.usualTime, MergedTable.usualTime) * share
      return rest.after(ContinuousClock.now - start)
    }
    do {
      guard let merging = try RegionMerging(network, over: domain, within: rest(0.4)) else { return nil }
      pieces = try merging.pieces(within: error, budget: rest(0.8))
      guard pieces.error.isFinite, pieces.jump.isFinite else { return nil }
      let isSmall = merging.dissection.regions.count <= MergedTable.mostOnCurve
      self.curve = try curve.map { step in
        let bound = step.difference.bound
        guard isSmall, bound > 0, bound.isFinite else { return nil }
        let found = try merging.pieces(within: bound, countsLeast: false, budget: rest(1))
        return found.isComplete && found.error <= bound ? found.pieces.count : nil
      }
    } catch let limit as LimitReached where limit.cause != .cancelled {
      return nil
    } catch is InvalidNetwork {
      // Weights or the domain are so large that the regions are not known.
      return nil
    } catch is InvalidGeometry {
      return nil
    }
    var counts = [Int](repeating: 0, count: pieces.pieces.count)
    var points: [SIMD2<Double>] = []
    if let rows, !rows.columns.isEmpty {
      for row in 0..<rows.count {
        let point = rows.columns.map { $0[row] }
        guard let piece = pieces.piece(at: point) else { continue }
        counts[piece] += 1
        points.append(SIMD2(point[0], point[1]))
      }
    }
    self.points = points
    rowCounts = rows.map(\.columns.isEmpty) ?? true ? nil : counts
    var predictions: [Double] = []
    if let table {
      for row in 0..<table.rowCount {
        let inputs = table.inputs(of: row)
        guard let piece = pieces.piece(at: inputs) else { break }
        predictions.append(pieces.pieces[piece].map(inputs)[0])
      }
    }
    scores = table.flatMap {
      $0.rowCount > 0 && predictions.count == $0.rowCount ? Scores(of: predictions, for: $0) : nil
    }
  }
}

extension MergedTable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("count", pieces.pieces.count)
      json.member("at_least", orNull: pieces.atLeast)
      json.member("bound", pieces.error)
      json.member("jump", pieces.jump)
      json.member("complete", pieces.isComplete)
      if let scores { json.members(scores) }
      json.key("pieces")
      json.array(lines: true) { json in
        for (number, piece) in pieces.pieces.enumerated() {
          json.object { json in
            json.member("linear_pieces", piece.linearPieces)
            json.member("share", piece.share)
            json.member("slope", Array(piece.map.slope[row: 0]))
            json.member("intercept", piece.map.intercept[0])
            json.member("bound", piece.error)
            if let rowCounts { json.member("rows", rowCounts[number]) }
          }
        }
      }
    }
  }

  /// What it comes to.
  func sentences(within error: Double) -> [String] {
    let count = pieces.pieces.count
    let least = pieces.atLeast.map { $0 < count ? "; at least \($0.grouped) are needed" : "; fewer do not do" } ?? ""
    var sentences = [
      count == 1
        ? "One affine function is nowhere off by more than \(pieces.error.roundedUp) (proved at all vertices)."
        : "Regions merged into \(count.grouped) pieces with an affine function each: nowhere off by more than "
          + "\(pieces.error.roundedUp) (proved at all vertices)\(least)."
    ]
    if pieces.error > error {
      sentences.append("The network\u{2019}s own coefficients, rounded to doubles, are off by more than the error.")
    }
    if count > 1 {
      sentences.append("Where pieces meet their functions differ by at most \(pieces.jump.roundedUp).")
    }
    if let scores {
      sentences.append("On the rows: RMSE \(scores.rmse.short)\(scores.rSquared.map { ", R² \($0.short)" } ?? "").")
    }
    if !pieces.isComplete { sentences.append("The time was over: there may be fewer.") }
    return sentences
  }

  /// The pieces as a table, the largest first.
  func table(_ network: Network) -> (header: [String], rows: [[String]]) {
    let header =
      ["piece", "% of domain", "\(network.outputNames[0]) =", "proved error"] + (rowCounts == nil ? [] : ["rows"])
    let rows = pieces.pieces.prefix(CostLimits.standard.tableRows).enumerated().map { number, piece in
      [
        "\(number + 1)", (100 * piece.share).brief,
        Formula.affine(Array(piece.map.slope[row: 0]), piece.map.intercept[0], network.inputNames),
        piece.error.roundedUp,
      ] + (rowCounts.map { [$0[number].grouped] } ?? [])
    }
    return (header, Array(rows))
  }

  /// Writes both.
  func write(_ network: Network, within error: Double, to text: inout TextWriter) throws {
    try text.line()
    for (number, sentence) in sentences(within: error).enumerated() {
      try text.line(number == 0 ? text.style.bold(sentence) : sentence)
    }
    try text.line()
    let (header, rows) = table(network)
    var shown = TextTable(header)
    for row in rows { shown.append(row) }
    try text.table(shown, leftAligned: [2])
    let hidden = pieces.pieces.count - rows.count
    if hidden > 0 { try text.line("… and \(hidden.counted("piece")) more; --json has them all") }
  }
}
