import Knotwork
import KnotworkExplain
import KnotworkFormats

/// Why a network gives what it gives for rows.
public struct ExplainAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.explanation")

  /// One row's attributions.
  public struct Row: Sendable {
    /// Its number in the data, from 0.
    public let number: Int
    /// The row.
    public let row: [Double]
    /// Its Shapley values.
    public let shapley: ShapleyValues
    /// Its integrated gradients; nil where nothing was given to compare with.
    public let gradients: IntegratedGradients?
  }

  /// What is said of one row alone.
  public struct Detail: Sendable {
    /// Region, slope and nearest crease.
    public let explanation: RowExplanation
    /// The numbers of the other rows in the same region.
    public let sharing: [Int]
    /// A value that the output is to reach, and what is known of the nearest point where it does; nil where none was asked for.
    public let (target, change): (Double?, SmallestChange.Finding?)
  }

  /// The names of the inputs.
  public let names: [String]
  /// The name of the output.
  public let output: String
  /// The rows.
  public let rows: [Row]
  /// What integrated gradients compare with.
  public let reference: [Double]?
  /// The name of the background, and how many rows it has.
  public let (backgroundName, backgroundCount): (String, Int)
  /// What is said of a row alone; nil for several.
  public let detail: Detail?

  /// Writes `output`, `inputs`, `background_rows`, `reference`, an element of `rows` for each, and `detail`.
  public func write(to json: inout JSONWriter) throws {
    json.member("output", output)
    json.key("inputs")
    json.value(names)
    json.member("background_rows", backgroundCount)
    json.member("reference", orNull: reference)
    json.key("rows")
    try json.array(lines: true) { json in
      for row in rows {
        json.object { json in
          json.member("number", row.number)
          json.member("row", row.row)
          json.member("value", row.shapley.value)
          json.member("base_value", row.shapley.base)
          json.member("shapley", row.shapley.attributions)
          json.member("exact", row.shapley.isExact)
          json.member("errors", orNull: row.shapley.errors)
          json.member("integrated_gradients", orNull: row.gradients?.attributions)
          json.member("unique", row.gradients?.isUnique ?? true)
          json.member("sides", row.gradients?.sides ?? [])
        }
        try json.passOn()
      }
    }
    json.key("detail")
    guard let detail else { return json.null() }
    let explanation = detail.explanation
    json.object { json in
      json.member("pattern", explanation.region.pattern.description)
      json.member("on_crease", explanation.isOnCrease)
      json.member("slope", explanation.slope)
      json.member("intercept", explanation.intercept)
      json.member("half_spaces", explanation.bounds)
      json.member("rows_in_region", detail.sharing)
      json.key("nearest_crease")
      if let nearest = explanation.nearest {
        json.object { json in
          json.member("distance", nearest.distance)
          json.member("layer", nearest.unit.layer + 1)
          json.member("unit", nearest.unit.index + 1)
          json.member("point", nearest.point)
          json.member("slope_behind", orNull: explanation.slopeBehind)
        }
      } else {
        json.null()
      }
      json.key("smallest_change")
      write(detail.change, detail.target, to: &json)
    }
  }

  private func write(_ finding: SmallestChange.Finding?, _ target: Double?, to json: inout JSONWriter) {
    guard let finding, let target else { return json.null() }
    json.object { json in
      json.member("target", target)
      var change: SmallestChange?
      if case .point(let found) = finding { change = found }
      json.member("reachable", orNull: change != nil ? true : finding == .none ? false : nil)
      json.member("point", orNull: change?.point)
      json.member("distance", orNull: change?.distance)
      json.member("bound", orNull: change?.bound)
      json.member("proved", change?.isProved ?? (finding == .none))
    }
  }
}
