import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats

/// The slopes of an output along each input, over rows and over their box, beside the coefficients of linear regression.
public struct SlopesAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.slopes")

  /// The names of the inputs.
  public let names: [String]
  /// The name of the output.
  public let output: String
  /// How many rows, and where they come from.
  public let (rowCount, rowsName): (Int, String)
  /// Their box.
  public let place: Place
  /// Over the rows, one for each input.
  public let overRows: [SlopeSummary]
  /// Over the box; nil where its regions are too many.
  public let overBox: [SlopeSummary]?
  /// Linear regression of what was measured, or of the output itself.
  public let regression: LinearRegression
  /// Whether it is of what was measured.
  public let isMeasured: Bool
  /// From the least to the greatest value of each input in the rows.
  let ranges: [Double]

  func interval(_ input: Int) -> ClosedRange<Double>? {
    let coefficient = regression.coefficients[input + 1]
    guard let error = coefficient.standardError, regression.degreesOfFreedom > 0 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(regression.degreesOfFreedom)).twoSidedQuantile(0.05)
    return coefficient.estimate - t * error...coefficient.estimate + t * error
  }

  /// Writes an element of `inputs` for each.
  public func write(to json: inout JSONWriter) throws {
    func summary(_ summary: SlopeSummary, _ json: inout JSONWriter) {
      json.object { json in
        json.member("mean", summary.mean)
        json.member("standard_error", orNull: summary.standardError)
        json.member("least", summary.range.lowerBound)
        json.member("greatest", summary.range.upperBound)
        json.member("positive_share", summary.positiveShare)
      }
    }
    json.member("output", output)
    json.member("rows", rowCount)
    json.member("measured", isMeasured)
    json.key("inputs")
    json.array(lines: true) { json in
      for (input, name) in names.enumerated() {
        json.object { json in
          json.member("name", name)
          json.key("over_rows")
          summary(overRows[input], &json)
          json.key("over_box")
          if let overBox { summary(overBox[input], &json) } else { json.null() }
          let interval = interval(input)
          json.key("regression")
          json.object { json in
            json.member("coefficient", regression.coefficients[input + 1].estimate)
            json.member("standard_error", orNull: regression.coefficients[input + 1].standardError)
            json.member("interval", orNull: interval.map { [$0.lowerBound, $0.upperBound] })
          }
        }
      }
    }
    json.member(place)
  }

  /// Writes three tables, each under the name of its distribution.
  public func write(to text: inout TextWriter) throws {
    func table(_ summaries: [SlopeSummary]) -> TextTable {
      let hasErrors = summaries.contains { $0.standardError != nil }
      var table = TextTable(
        ["input", "mean slope"] + (hasErrors ? ["std error"] : []) + ["least", "greatest", "share > 0"])
      for (name, summary) in zip(names, summaries) {
        table.append(
          [name, summary.mean.short] + (hasErrors ? [summary.standardError?.brief ?? ""] : [])
            + [
              summary.range.lowerBound.short, summary.range.upperBound.short,
              "\((100 * summary.positiveShare).brief) %",
            ])
      }
      return table
    }
    try text.line(
      text.style.bold("Slopes of \(output) over the \(rowCount.counted("row")) of \(rowsName)")
        + " (average marginal effects)")
    try text.line()
    try text.table(table(overRows))
    try text.line()
    if let overBox {
      try text.line(text.style.bold("Slopes over their box, \(place.words)") + ", every point alike")
      try text.line()
      try text.table(table(overBox))
    } else {
      try text.line(
        "Slopes over their box are left out: it has too many regions, or too many inputs for their volumes.")
    }
    try text.line()
    try text.line(
      text.style.bold("Linear regression of \(isMeasured ? "what was measured" : "\(output) itself") on the rows"))
    try text.line()
    var coefficients = TextTable(["input", "coefficient", "std error", "95 % from", "to"])
    for (input, name) in names.enumerated() {
      let interval = interval(input)
      coefficients.append([
        name, regression.coefficients[input + 1].estimate.short,
        regression.coefficients[input + 1].standardError?.brief ?? "", interval?.lowerBound.short ?? "",
        interval?.upperBound.short ?? "",
      ])
    }
    try text.table(coefficients)
  }
}
