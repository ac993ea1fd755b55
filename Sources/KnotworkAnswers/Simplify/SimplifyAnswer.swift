import Knotwork
import KnotworkFormats
import KnotworkSimplify

/// A smaller network, and what was proved of it.
public struct SimplifyAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.simplification")

  /// Where.
  public let place: Place
  /// The network that was simplified.
  public let original: Network
  /// What is the same function.
  public let lossless: LosslessSimplification
  /// What is the same to within the error; nil where no error was allowed.
  public internal(set) var lossy: LossySimplification?
  /// The network with rounded weights; nil where they were not to be rounded, or no number of digits was enough.
  public internal(set) var rounded: RoundedSimplification?
  /// What weights were to be rounded to.
  public internal(set) var rounding: SimplifyRequest.Rounding?
  /// The error that is allowed, and how far values of the output are apart where it is a share of that.
  public internal(set) var (error, spread): (Double?, Double?)
  /// Regions merged into few pieces, for two inputs and one output where an error is allowed; nil elsewhere, and where time did not
  /// suffice.
  public internal(set) var merged: MergedTable?
  /// Scores on a table.
  public internal(set) var scores: SimplifyScores?
  /// How many linear pieces the original and the result have; nil where they were not counted.
  public internal(set) var pieces: (before: Int?, after: Int?)
  /// Whether the work was interrupted; what there is then was proved before.
  public internal(set) var isInterrupted = false
  /// The simplified network.
  public internal(set) var network: Network
  /// How far it is from the original.
  public internal(set) var difference: ProvedDifference

  init(place: Place, original: Network, lossless: LosslessSimplification) {
    (self.place, self.original, self.lossless) = (place, original, lossless)
    (network, difference) = (lossless.network, lossless.rounding)
  }

  /// What the answer comes to.
  public var ending: Ending {
    if isInterrupted || lossy?.end == .cancelled {
      return Ending(.interrupted(reason: "interrupted; the network is the best that was proved by then"))
    }
    if rounding == .fewestDigits, rounded == nil {
      return Ending(.undecided(reason: "no number of digits was proved to be enough; the network is not rounded"))
    }
    if let rounded, let error, rounded.difference.bound > error {
      return rounded.difference.found > error
        ? Ending(
          .fails(
            reason:
              "weights rounded to \(rounded.format.words) change outputs by more than the error; they are not rounded"))
        : Ending(
          .undecided(
            reason:
              "whether weights rounded to \(rounded.format.words) keep the error was not proved; they are not rounded"))
    }
    guard lossy?.end == .timeLimit else { return Ending() }
    return Ending(
      .undecided(
        reason:
          "the time was over before a smaller network was proved or refuted; the network is the best that was proved"))
  }

  /// Writes sizes, steps, the curve and proofs.
  public func write(to json: inout JSONWriter) throws {
    json.member("proved_error", orNull: difference.bound.isFinite ? difference.bound : nil)
    json.member("units_before", NetworkSize(original).hidden)
    json.member("units_after", NetworkSize(network).hidden)
    json.member("pieces_before", orNull: pieces.before)
    json.member("pieces_after", orNull: pieces.after)
    json.key("original")
    json.object { json in
      json.members(NetworkSize(original))
      if let scores { json.members(scores.original) }
    }
    json.key("lossless")
    writeLossless(to: &json)
    json.member("error", orNull: error)
    json.member("range", orNull: spread)
    json.member("fewest_pieces", orNull: lossy?.fewestPieces?.atMost)
    json.member("fewest_pieces_bound", orNull: lossy?.fewestPieces?.atLeast)
    json.key("curve")
    json.array(lines: true) { json in
      for (index, step) in (lossy?.curve ?? []).enumerated() {
        json.object { json in
          write(step, to: &json)
          json.member("merged_pieces", orNull: merged?.curve[index])
          if let scores { json.members(scores.curve[index]) }
        }
      }
    }
    json.key("open")
    if let open = lossy?.open {
      json.object { write(open, to: &$0) }
    } else {
      json.null()
    }
    json.key("merged_pieces")
    if let merged { merged.write(to: &json) } else { json.null() }
    json.key("result")
    json.object { json in
      json.members(NetworkSize(network))
      json.key("rounded_to")
      if let rounded, rounded.difference.bound <= error ?? .infinity {
        json.value(rounded.format.words)
      } else {
        json.null()
      }
      json.key("difference")
      json.value(difference)
      if let scores { json.members(scores.result) }
    }
    json.key("linear_regression")
    if let scores {
      json.object { json in
        json.member("target", scores.target)
        json.member("rows", scores.rowCount)
        json.members(scores.linear)
      }
    } else {
      json.null()
    }
    json.member(place)
  }

  private func write(_ step: LossySimplification.Step, to json: inout JSONWriter) {
    json.members(step.size)
    json.member("pieces", orNull: step.pieces)
    json.key("difference")
    json.value(step.difference)
  }

  /// Writes what was removed, the curve, and what proves it.
  public func write(to text: inout TextWriter) throws {
    for (number, sentence) in losslessSentences.enumerated() {
      try text.line(number == 0 ? text.style.bold(sentence) : sentence)
    }
    if let error, let lossy { try write(lossy, within: error, to: &text) }
    if let error, let merged { try merged.write(original, within: error, to: &text) }
    if let rounded {
      try text.line()
      try text.line(
        text.style.bold("Weights rounded to \(rounded.format.words): \(rounded.difference.sentence)"))
    }
    guard let scores, lossy == nil else { return }
    try text.line()
    var table = TextTable(["", "RMSE", "R²"])
    for (name, score) in [
      ("original", scores.original), ("simplified", scores.result), ("linear regression", scores.linear),
    ] {
      table.append([name, score.rmse.short, score.rSquared?.short ?? "–"])
    }
    try text.table(table)
  }
}
