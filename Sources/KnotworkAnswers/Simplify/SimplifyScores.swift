import Knotwork
import KnotworkFitting
import KnotworkFormats

/// How well the original, each smaller network and linear regression predict what was measured.
public struct SimplifyScores: Sendable {
  /// The column that was measured, and how many rows there are.
  public let (target, rowCount): (String, Int)
  /// The original.
  public let original: Scores
  /// The result.
  public let result: Scores
  /// One for each network of the curve.
  public let curve: [Scores]
  /// Linear regression on the same rows: what is left when nothing bends.
  public let linear: Scores

  init(_ answer: SimplifyAnswer, on table: DataTable, threads: Int) {
    func scores(_ network: Network) -> Scores {
      Scores(of: network.predictions(for: table, threads: threads), for: table)
    }
    (target, rowCount) = (table.targetName, table.rowCount)
    original = scores(answer.original)
    result = scores(answer.network)
    curve = answer.lossy?.curve.map { scores($0.network) } ?? []
    linear = Scores(of: LinearRegression(table)(table), for: table)
  }
}

extension JSONWriter {
  /// `rmse`, `mae` and `r_squared`.
  mutating func members(_ scores: Scores) {
    member("rmse", scores.rmse)
    member("mae", scores.mae)
    member("r_squared", orNull: scores.rSquared)
  }
}
