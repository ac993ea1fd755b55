import Knotwork
import KnotworkExplain
import KnotworkFormats

/// How two networks differ over a domain.
public struct CompareAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.comparison")

  /// Where.
  public let place: Place
  /// The names of the outputs.
  public let names: [String]
  /// The comparison.
  public let comparison: NetworkComparison
  /// How that was found out.
  public let method: Method
  /// How many rows there are; nil without rows.
  let rowCount: Int?
  /// For each output the largest difference at a row, and its number from 0; nil without rows.
  public let atRows: [(difference: Double, row: Int)]?

  /// How two networks were compared.
  public enum Method: String, Equatable, Sendable, CaseIterable {
    /// By all regions of their difference.
    case regions
    /// They have the same units, in some order.
    case units
    /// By bounds on the difference of each pair of units.
    case pairs
    /// By bounds on both side by side.
    case joined
  }

  private var isEqual: Bool? {
    let verdicts = comparison.outputs.map(\.isEqual)
    return verdicts.contains(false) ? false : verdicts.contains(nil) ? nil : true
  }

  /// What the answer comes to: it fails where the networks differ.
  public var ending: Ending {
    switch isEqual {
    case true: Ending()
    case false: Ending(.fails(reason: nil))
    default:
      Ending(
        .undecided(
          reason: "no difference was found, and bounds cannot prove that there is none"))
    }
  }

  private var worst: NetworkComparison.Output {
    comparison.outputs.max { $0.largest < $1.largest } ?? comparison.outputs[0]
  }

  /// Writes `equal` and `largest`, and an element of `outputs` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("equal", orNull: isEqual)
    json.member("method", method.rawValue)
    json.member("regions", orNull: comparison.regionCount)
    json.key("pieces")
    if let changes = comparison.changes {
      json.object { json in
        for (name, count) in [("first", changes.first), ("second", changes.second)] {
          json.key(name)
          json.object { json in
            json.member("same", count.same)
            json.member("changed", count.changed)
          }
        }
        json.member("changed_share", orNull: changes.changedShare)
        json.member("changed_rows", orNull: changes.changedRows)
        json.key("changed")
        write(changes.pieces, to: &json)
      }
    } else {
      json.null()
    }
    json.key("largest")
    // No output differs by more than the greatest of all bounds.
    write(worst, bound: comparison.outputs.map(\.bound).max() ?? .infinity, to: &json)
    json.key("outputs")
    json.array(lines: true) { json in
      for (index, output) in comparison.outputs.enumerated() {
        json.object { json in
          json.member("name", names[index])
          json.member("equal", orNull: output.isEqual)
          json.key("largest")
          write(output, bound: output.bound, to: &json)
          json.member("mean", orNull: output.mean)
          json.member("absolute_mean", orNull: output.absoluteMean)
          json.member("largest_at_rows", orNull: atRows?[index].difference)
          json.member("row", orNull: atRows?[index].row)
        }
      }
    }
    json.member(place)
  }

  private func write(_ pieces: [PieceChanges.Piece], to json: inout JSONWriter) {
    json.array(lines: true) { json in
      for piece in pieces {
        json.object { json in
          json.member("first", piece.first)
          json.member("second", piece.second)
          json.member("share", orNull: piece.share)
          json.member("rows", orNull: piece.rows)
          json.member("at", piece.point)
          json.member("slope", piece.slope)
          json.member("intercept", piece.intercept)
        }
      }
    }
  }

  /// So many pieces stand in a text.
  private static let shownPieces = 8

  /// Writes where the maps differ, the largest regions first.
  private func writePieces(_ changes: PieceChanges, to text: inout TextWriter) throws {
    guard names.count == 1, place.coordinates.count <= CostLimits.standard.formulaInputs, !changes.pieces.isEmpty else {
      return
    }
    let hasRows = rowCount != nil
    try text.line()
    var table = TextTable(
      ["in region of the first", "of the second", "% of volume"] + (hasRows ? ["rows"] : []) + ["second minus first"])
    for piece in changes.pieces.prefix(Self.shownPieces) {
      table.append(
        [piece.first, piece.second, piece.share.map { (100 * $0).brief } ?? ""]
          + (hasRows ? ["\(piece.rows ?? 0)"] : [])
          + [Formula.affine(piece.slope[0], piece.intercept[0], place.coordinates)])
    }
    try text.table(table, leftAligned: [0, 1, hasRows ? 4 : 3])
    if changes.pieces.count > Self.shownPieces { try text.line("… and more; --json has the 1,000 largest") }
  }

  private func write(_ output: NetworkComparison.Output, bound: Double, to json: inout JSONWriter) {
    json.object { json in
      json.member("value", output.largest)
      json.member("bound", orNull: bound.isFinite ? bound : nil)
      json.member("at", output.place)
    }
  }

  /// Writes a sentence on each output.
  public func write(to text: inout TextWriter) throws {
    for (index, output) in comparison.outputs.enumerated() {
      let name = names[index]
      switch output.isEqual {
      case true:
        try text.line(
          text.style.bold("\(name) is the same in both over \(place.description).")
            + (method == .units
              ? " Proof: they have the same units, in some order."
              : " Proof: \((comparison.regionCount ?? 0).counted("region")) of the difference, 0 on each."))
      case false:
        try text.line(text.style.bold("\(name) differs over \(place.description):"))
        let isClosed = output.bound <= output.largest * (1 + 1e-8)
        try text.line(
          "by \(output.largest.short) at \(output.place.tuple)"
            + (isClosed
              ? ", and nowhere by more."
              : output.bound.isFinite ? "; nowhere by more than \(output.bound.short)." : "; elsewhere it may be more.")
        )
        if let mean = output.mean {
          let size = output.absoluteMean.map { ", of its size \($0.short)" } ?? ""
          try text.line("The mean of the difference is \(mean.short)\(size).")
        }
      default:
        let bound =
          output.bound.isFinite
          ? " no difference was found, and it is nowhere more than \(output.bound.short)."
          : " no difference was found, and the difference has too many regions."
        try text.line(text.style.bold("Whether \(name) is the same over \(place.description) is open:") + bound)
      }
      if let row = atRows?[index] {
        try text.line("At the rows it is at most \(row.difference.short), at row \(row.row + 1).")
      }
    }
    guard let changes = comparison.changes, isEqual != true else { return }
    let share = changes.changedShare.map { ", on \((100 * $0).short) % of the volume" } ?? ""
    try text.line(
      "Of \((changes.first.same + changes.first.changed).counted("region")) of the first network \(changes.first.changed) have "
        + "another map in the second somewhere, of \(changes.second.same + changes.second.changed) of the second "
        + "\(changes.second.changed) in the first\(share).")
    if let rows = changes.changedRows, let rowCount {
      try text.line("Of \(rowCount.counted("row")) \(rows) lie where the maps differ.")
    }
    try writePieces(changes, to: &text)
  }
}
