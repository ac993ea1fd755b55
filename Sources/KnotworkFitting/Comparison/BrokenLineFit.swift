import Knotwork
import KnotworkGeometry

/// The best broken line for a table of one input, with as many knots as do best on rows held out.
public struct BrokenLineFit: Sendable {
  /// A number of knots that was tried.
  public struct Trial: Equatable, Sendable {
    /// The number.
    public let knots: Int
    /// The mean squared error on each part of the rows that was held out; none where none was.
    public let losses: [Double]

    /// The error over the parts.
    public var error: HeldOutError { HeldOutError(losses) }
  }

  /// The line.
  public let fit: KnotFit
  /// What was tried, with 0, 1, 2, … knots.
  public let trials: [Trial]
  /// The number of knots of the line.
  public var knots: Int { fit.knots.count }

  /// The most knots that are tried.
  private static let mostKnots = 8
  /// Pieces have so many different positions at least: two are fitted exactly, whatever they are.
  private static let minRows = 3

  /// Tries 0, 1, … knots on the parts of the rows, and fits the best number to all rows; BIC decides where nothing is held out.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - heldOut: the parts that are held out in turn; none to leave it to BIC.
  ///   - prefersSmall: whether the least number within one standard error of the best is taken, and not that within three in a
  ///     thousand of it.
  ///   - isCancelled: asked often; nothing is given when it says so.
  /// - Returns: nil for more than one input, fewer than two different positions, and where the work was stopped.
  /// - Complexity: that of fitting with 0 to 8 knots, once more for each part.
  init?(
    _ table: DataTable, heldOut: [[Int]], prefersSmall: Bool, isCancelled: () -> Bool
  ) {
    guard table.inputCount == 1, let rows = try? WeightedRows(table) else { return nil }
    func fits(_ rows: WeightedRows) -> [KnotFit] {
      let all =
        (try? KnotFit.all(
          rows, upTo: BrokenLineFit.mostKnots, minRows: BrokenLineFit.minRows, proof: .never)) ?? []
      // What the rows do not admit has fewer knots.
      return all.enumerated().filter { $0.offset == $0.element.knots.count }.map(\.element)
    }
    if isCancelled() { return nil }
    let all = fits(rows)
    guard !all.isEmpty else { return nil }
    var losses = all.map { _ in [Double]() }
    for part in heldOut {
      if isCancelled() { return nil }
      let isHeldOut = Set(part)
      let kept = table.rows((0..<table.rowCount).filter { !isHeldOut.contains($0) })
      guard let training = try? WeightedRows(kept), case let found = fits(training), !found.isEmpty else { continue }
      let test = table.rows(part)
      for count in all.indices {
        let line = found[min(count, found.count - 1)].line
        let rmse = Scores(of: test.columns[0].map { line($0) }, for: test).rmse
        losses[count].append(rmse * rmse)
      }
    }
    let trials = losses.enumerated().map { Trial(knots: $0.offset, losses: $0.element) }
    var chosen = 0
    if let least = trials.map(\.error).min(by: { $0.mean < $1.mean }), least.mean.isFinite {
      let limit = least.limit(isWide: prefersSmall)
      chosen = trials.firstIndex { $0.error.mean <= limit } ?? 0
    } else if let selection = try? KnotSelection(
      rows, upTo: BrokenLineFit.mostKnots, minRows: BrokenLineFit.minRows, proof: .never)
    {
      chosen = min(selection.chosen, all.count - 1)
    }
    (fit, self.trials) = (all[chosen], trials)
  }
}
