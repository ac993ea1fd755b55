import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Are two networks the same function over a domain, and how far are they apart where they are not?
public struct CompareRequest: Sendable {
  /// Where.
  public var place: Place
  /// Rows at which they are compared as well, which were kept; nil for none.
  public var rows: DataRows?
  /// So many regions of the difference are looked at.
  public var mostRegions = 2_000_000

  /// A request about a domain.
  public init(over place: Place, rows: DataRows? = nil) {
    self.place = place
    self.rows = rows
  }

  /// The verdict on each output.
  ///
  /// - Throws: ``InvalidRequest`` for networks of different sizes and the whole input space.
  public func answer(
    about first: Network, and second: Network, within budget: Budget = Budget()
  ) throws -> CompareAnswer {
    guard first.inputCount == second.inputCount, first.outputCount == second.outputCount else {
      throw InvalidRequest(
        "other",
        "it has \(second.inputCount.counted("input")) and \(second.outputCount.counted("output")), the first network "
          + "\(first.inputCount) and \(first.outputCount)")
    }
    guard place.domain != .wholeSpace else {
      throw InvalidRequest("whole_space", "networks are compared over a bounded domain; expected a box")
    }
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? mostRegions, mostRegions)
    var largest: [(difference: Double, row: Int)]?
    if let rows {
      let values = first.combined(with: second, sign: -1).evaluator(
        columns: rows.columns.flatMap(\.self), rows: rows.count)
      largest = (0..<first.outputCount).map { output in
        let own = values[output * rows.count..<(output + 1) * rows.count].map(\.magnitude)
        let row = own.indices.max { own[$0] < own[$1] } ?? 0
        return (own[row], row)
      }
    }
    return CompareAnswer(
      place: place, names: first.outputNames,
      comparison: try NetworkComparison(first, second, over: place.domain, within: budget), atRows: largest)
  }
}
