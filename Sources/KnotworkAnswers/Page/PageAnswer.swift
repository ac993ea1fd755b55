import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkPlot

/// A network as one page of HTML, which holds the documents of `dissect`, `linear` and `profile`.
public struct PageAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.html")

  let network: Network
  let output: Int
  let name: String
  let planes: [PagePlane]
  let profiles: [PageProfile]
  let table: DataTable?
  let rows: RowsByRegion?
  let explanation: PageExplanation?
  /// How much each unit bends the output over all of a domain; nil for slices.
  let bends: BarChart?
  let hasTarget: Bool
  /// Smaller networks, with what is proved of them; nil unless asked for.
  var simplification: SimplifyAnswer?

  /// Of more rows so many are drawn, evenly spaced; all of them are counted.
  static let mostRows = 2000

  /// How many regions the page shows, in all of its slices.
  public var regionCount: Int { planes.reduce(0) { $0 + $1.dissection.regions.count } }

  /// The name of the output, as it may be shown.
  var outputName: String { network.outputNames[output].visible }

  /// The whole page: one file that needs no other and no network.
  ///
  /// - Throws: what drawing the pictures throws.
  public func html() throws -> String { try PageHTML(self).document() }

  /// What the answer comes to.
  public var ending: Ending { Ending() }

  /// Writes the page.
  ///
  /// - Throws: what drawing the pictures throws.
  public func write(to json: inout JSONWriter) throws { json.member("html", try html()) }

  /// Writes the page.
  ///
  /// - Throws: what drawing the pictures throws.
  public func write(to text: inout TextWriter) throws { try text.append(html()) }

  /// Linear regression on the rows, where it is known what was measured.
  var regression: LinearRegression? { table.flatMap { hasTarget ? LinearRegression($0) : nil } }

  /// The documents that the page shows, as one object.
  func data() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json in
      json.member("schema", "knotwork.page")
      json.member("version", 1)
      json.key("inputs")
      json.value(network.inputNames.map(\.visible))
      json.member("output", outputName)
      json.key("slices")
      try json.array { json in
        for plane in planes {
          try json.object { json in
            try plane.write(rows: rows, hasTarget: hasTarget, to: &json)
            json.member("rows", places(in: plane))
          }
        }
      }
      json.key("line")
      if let line { try json.object { try line.write(to: &$0) } } else { json.null() }
      json.key("profiles")
      try json.array { json in
        for profile in profiles { try json.object { try profile.write(network, to: &$0) } }
      }
      json.key("explanation")
      if let explanation { json.object { explanation.write(to: &$0) } } else { json.null() }
      json.key("regression")
      if let regression, let rows {
        json.object { json in
          json.member("slope", regression.coefficients.dropFirst().map(\.estimate))
          json.member("intercept", regression.coefficients[0].estimate)
          json.member("rmse", regression.rmse)
          json.member("network_rmse", orNull: rows.all.rmse)
          json.member("rows", regression.rowCount)
        }
      } else {
        json.null()
      }
    }
    return InlineJSON.shortened(json.takeBytes())
  }

  /// The broken line of a page of one dimension.
  var line: ProfileAnswer? {
    guard let plane = planes.first, plane.dissection.dimension == 1 else { return nil }
    return ProfileAnswer(
      profile: Profile(plane.dissection, output: output), output: network.outputNames[output],
      place: plane.choice.place, creases: [])
  }

  /// Where rows lie in a plane that is all of the input space: at their two inputs, or at their input and what was measured.
  ///
  /// - Parameter most: of more rows so many, evenly spaced.
  func places(in plane: PagePlane, most: Int = mostRows) -> [[Double]] {
    guard let table, plane.choice.isWhole, network.inputCount == 2 || hasTarget else { return [] }
    let step = max(1, (table.rowCount + most - 1) / most)
    return stride(from: 0, to: table.rowCount, by: step).map { row in
      [table.columns[0][row], network.inputCount == 2 ? table.columns[1][row] : table.target[row]]
    }
  }
}
