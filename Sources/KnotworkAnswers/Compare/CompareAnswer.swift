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
  /// For each output the largest difference at a row, and its number from 0; nil without rows.
  public let atRows: [(difference: Double, row: Int)]?

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
          reason: "no difference was found, and the difference has too many regions to prove that there is none"))
    }
  }

  private var worst: NetworkComparison.Output {
    comparison.outputs.max { $0.largest < $1.largest } ?? comparison.outputs[0]
  }

  /// Writes `equal` and `largest`, and an element of `outputs` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("equal", orNull: isEqual)
    json.member("regions", orNull: comparison.regionCount)
    json.key("largest")
    write(worst, to: &json)
    json.key("outputs")
    json.array(lines: true) { json in
      for (index, output) in comparison.outputs.enumerated() {
        json.object { json in
          json.member("name", names[index])
          json.member("equal", orNull: output.isEqual)
          json.key("largest")
          write(output, to: &json)
          json.member("mean", orNull: output.mean)
          json.member("absolute_mean", orNull: output.absoluteMean)
          json.member("largest_at_rows", orNull: atRows?[index].difference)
          json.member("row", orNull: atRows?[index].row)
        }
      }
    }
    json.member(place)
  }

  private func write(_ output: NetworkComparison.Output, to json: inout JSONWriter) {
    json.object { json in
      json.member("value", output.largest)
      json.member("bound", orNull: output.bound.isFinite ? output.bound : nil)
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
            + " Proof: \((comparison.regionCount ?? 0).counted("region")) of the difference, 0 on each.")
      case false:
        try text.line(text.style.bold("\(name) differs over \(place.description):"))
        try text.line(
          "by \(output.largest.short) at \(output.place.tuple)"
            + (output.bound.isFinite ? ", and nowhere by more." : "; elsewhere it may be more."))
        if let mean = output.mean {
          let size = output.absoluteMean.map { ", of its size \($0.short)" } ?? ""
          try text.line("The mean of the difference is \(mean.short)\(size).")
        }
      default:
        try text.line(
          text.style.bold("Whether \(name) is the same over \(place.description) is open:")
            + " no difference was found, and the difference has too many regions.")
      }
      if let row = atRows?[index] {
        try text.line("At the rows it is at most \(row.difference.short), at row \(row.row + 1).")
      }
    }
  }
}
