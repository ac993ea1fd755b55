import Knotwork

/// Which regions of a network hold rows of data, and how many?
public struct TallyRequest: Sendable {
  /// What is left out of a text.
  public var costs = CostLimits.standard

  /// A request for all regions with rows.
  public init() {}

  /// The regions that hold rows, the fullest first.
  ///
  /// - Throws: ``InvalidData`` for rows that cannot be read.
  public func answer(about network: Network, rows: ByteSource) throws -> TallyAnswer {
    var tally = PatternTally(network)
    let notes = try InputRows(rows, names: network.inputNames).forEachPiece { rows in
      for row in rows { tally.add(row) }
    }
    return TallyAnswer(rowCount: tally.rowCount, regions: tally.regions, ending: Ending(notes: notes), costs: costs)
  }
}
