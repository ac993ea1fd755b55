import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Which pieces of a network do the rows of a table use, and how well does each fit them?
public struct PiecesRequest: Sendable {
  /// The rows, and what was measured.
  public var table: DataTable
  /// Whether the table's target was measured.
  public var isMeasured: Bool
  /// The output by its name; nil for the first.
  public var output: String?
  /// The most rows of a table in a text, and up to which dimension regions without rows are looked for.
  public var costs = CostLimits.standard
  /// So many regions are looked at for those without rows.
  public var mostRegions = 100_000
  /// Whether the output is written as a list of rules over the rows' box, too.
  public var wantsRules = false

  /// A request about a table.
  public init(table: DataTable, isMeasured: Bool) {
    self.table = table
    self.isMeasured = isMeasured
  }

  /// The pieces.
  ///
  /// - Throws: ``InvalidRequest`` for a name that the network does not have, and where there are too many regions for rules; `LimitReached` where the
  ///   budget ends before the rules are found.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> PiecesAnswer {
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    return PiecesAnswer(
      names: network.inputNames, output: network.outputNames[output], rowCount: table.rowCount,
      pieces: PieceTable(of: network, output: output, table: table, isMeasured: isMeasured),
      empty: try emptyPieces(of: network, output, within: budget), hull: outsideHull(of: network, output),
      rules: wantsRules ? try rules(of: network, output, within: budget) : nil, costs: costs)
  }

  /// A list of rules over the rows' box, with the rows of each.
  private func rules(of network: Network, _ output: Int, within budget: Budget) throws -> PieceRules {
    let box: Box
    do { box = try InputRanges(table).box() } catch {
      throw InvalidRequest("rules", "are written over the box of the rows, which is none: \(error)")
    }
    let list = try RuleList(readable: network, output: output, over: box, within: budget)
    var members = list.rules.map { _ in [Int]() }
    for row in 0..<table.rowCount { members[list.rule(at: table.inputs(of: row))].append(row) }
    return PieceRules(
      list: list,
      rows: zip(list.rules, members).map { rule, rows in
        let squares = rows.reduce(0) { sum, row in
          let error = rule.term(table.inputs(of: row)) - table.target[row]
          return sum + error * error
        }
        return (
          rows.count, isMeasured && !rows.isEmpty ? (squares / Double(rows.count)).squareRoot() : nil
        )
      })
  }

  /// What lies outside of the rows' hull, where that is not found exactly.
  private func outsideHull(of network: Network, _ output: Int) -> OutsideHull? {
    guard let box = try? InputRanges(table).box(), box.dimension > 2 else { return nil }
    return OutsideHull(of: network, output: output, over: box, rows: table.columns)
  }

  /// The regions without rows; nil where there are too many regions, or too many inputs for their volumes.
  private func emptyPieces(of network: Network, _ output: Int, within budget: Budget) throws -> EmptyPieces? {
    guard let box = try? InputRanges(table).box(), box.dimension <= costs.measureDimension else { return nil }
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? mostRegions, mostRegions)
    do {
      let dissection = try Dissection(
        of: network, over: .box(box), keeping: box.dimension == 2 ? [.vertices, .volumes] : .volumes, within: budget)
      return EmptyPieces(dissection, output: output, rows: table.columns)
    } catch let limit as LimitReached {
      if limit.cause == .cancelled { throw limit }
      return nil
    }
  }
}
