import Knotwork
import KnotworkFitting

/// The rows of a table by the regions of a network in which they lie, the fullest first.
struct PieceRows {
  /// The rows of one region.
  struct Piece {
    let pattern: ActivationPattern
    let rows: [Int]
  }

  let pieces: [Piece]

  init(_ network: Network, _ table: DataTable) {
    var rows: [ActivationPattern: [Int]] = [:]
    for row in 0..<table.rowCount { rows[network.pattern(at: table.inputs(of: row)), default: []].append(row) }
    // Equal numbers keep the order of the table.
    pieces = rows.map { Piece(pattern: $0.key, rows: $0.value) }.sorted {
      ($1.rows.count, $0.rows[0]) < ($0.rows.count, $1.rows[0])
    }
  }
}
