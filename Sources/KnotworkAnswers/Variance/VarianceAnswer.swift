import Knotwork
import KnotworkFormats

/// Which share of an output's variance each input explains.
public struct VarianceAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.variance")

  /// Where.
  public let place: Place
  /// The name of the output.
  public let output: String
  /// The mean of the output, and its variance.
  public let (mean, variance): (Double, Double)
  /// The share that each input explains by itself, and the share that it has a part in.
  public let (first, total): ([Double], [Double])
  /// The share that pairs of inputs explain only together; nil where that is estimated.
  public let interaction: Double?
  /// Half the widths of the 95 % intervals of both; nil where nothing was drawn.
  public let errors: (first: [Double], total: [Double])?

  /// Writes `mean`, `variance`, an element of `inputs` for each, and `interaction`.
  public func write(to json: inout JSONWriter) throws {
    json.member("output", output)
    json.member("exact", errors == nil)
    json.member("mean", mean)
    json.member("variance", variance)
    json.key("inputs")
    json.array(lines: true) { json in
      for (input, name) in place.coordinates.enumerated() {
        json.object { json in
          json.member("name", name)
          json.member("first", first[input])
          json.member("total", total[input])
          json.member("first_error", orNull: errors?.first[input])
          json.member("total_error", orNull: errors?.total[input])
        }
      }
    }
    json.member("interaction", orNull: interaction)
    json.member(place)
  }

  /// Writes a table of the inputs.
  public func write(to text: inout TextWriter) throws {
    try text.line(
      text.style.bold("Variance of \(output) over \(place.description): \(variance.short)") + ", mean \(mean.short)")
    try text.line()
    var table = TextTable(["input", "by itself", "with others"])
    for (input, name) in place.coordinates.enumerated() {
      func share(_ value: Double, _ error: Double?) -> String {
        "\((100 * value).short) %" + (error.map { " ± \((100 * $0).brief)" } ?? "")
      }
      table.append([name, share(first[input], errors?.first[input]), share(total[input], errors?.total[input])])
    }
    try text.table(table)
    guard first.count > 1 else { return }
    try text.line()
    if let interaction {
      try text.line(
        interaction == 0
          ? "The inputs do not interact: their shares are all there is (proved)."
          : "Only \(first.count == 2 ? "both" : "pairs") together explain \((100 * interaction).short) %.")
    } else {
      try text.line(
        "Estimates from drawn rows, with 95 % intervals; where at most pairs of inputs interact they are integrals.")
    }
  }
}
