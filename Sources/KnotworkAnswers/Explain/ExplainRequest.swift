import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Why does a network give what it gives for these rows?
public struct ExplainRequest: Sendable {
  /// What a row is compared with by integrated gradients.
  public enum Reference: Sendable {
    /// The mean of each input over the background.
    case mean
    /// The median of each input.
    case median
    /// A row of the data, by its number from 0.
    case row(Int)
    /// A point.
    case point([Double])
  }

  /// The rows to be explained.
  public var rows: DataRows
  /// The rows that Shapley values compare with; the rows themselves unless given. All of them are used.
  public var background: DataRows?
  /// One row alone, by its number from 0, which is then explained in full.
  public var row: Int?
  /// These rows, by their numbers from 0, without more than their attributions; all of them unless given.
  var chosen: [Int]?
  /// What integrated gradients compare with; none unless given.
  public var reference: Reference?
  /// The output by its name; nil for the first.
  public var output: String?
  /// Up to so many inputs all coalitions are looked at; beyond, orders are drawn.
  public var mostExact = 12
  /// So many pairs of orders are drawn.
  public var pairs = 40
  /// Chooses the orders.
  public var seed: UInt64 = 0
  /// A value that the output is to reach from the row.
  public var target: Double?

  /// A request about rows, which were kept.
  public init(rows: DataRows, background: DataRows? = nil) {
    self.rows = rows
    self.background = background
  }

  /// Says what is wrong with the request, whatever the network.
  ///
  /// - Throws: ``InvalidRequest`` for rows that there are not, fewer pairs than 20, more than 24 inputs looked at in full, and
  ///   a value to be reached without a row.
  public func validate() throws(InvalidRequest) {
    for (field, row) in [("row", row), ("against", referenceRow)] {
      guard let row, !(0..<rows.count).contains(row) else { continue }
      throw InvalidRequest(field, "there is no row \(row + 1); the data have \(rows.count.counted("row"))")
    }
    if pairs < 20 { throw InvalidRequest("pairs", "\(pairs) are too few for an interval; expected at least 20") }
    if !(1...24).contains(mostExact) { throw InvalidRequest("exact_inputs", "\(mostExact); expected 1 to 24") }
    if target != nil, row == nil { throw InvalidRequest("reach", "is about one row; say which with row") }
    if let target, !target.isFinite { throw InvalidRequest("reach", "expected a finite number") }
  }

  /// So much of the time limit is for exact values; where they are not found by then, the rows that are left have estimates.
  private static let exactShare = 0.7
  /// So much of what is left is for the smallest change.
  private static let changeShare = 0.75

  private var referenceRow: Int? {
    if case .row(let row) = reference { return row }
    return nil
  }

  /// The explanations.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, and for names that the network does not have; `LimitReached` when the
  ///   budget is spent.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> ExplainAnswer {
    try validate()
    let number = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    let background = background ?? rows
    let explainer = ShapleyExplainer(
      network, output: number, background: background.columns, threads: budget.threads)
    var integrator = GradientIntegrator(network, output: number)
    let reference = try reference(network, background)
    let start = ContinuousClock.now
    var explained: [ExplainAnswer.Row] = []
    let wanted = row.map { [$0] } ?? chosen ?? Array(0..<rows.count)
    for index in wanted {
      func isInTime(_ share: Double = 1) -> Bool {
        guard let limit = budget.limits.duration else { return !budget.progress.isCancelled }
        return !budget.progress.isCancelled && ContinuousClock.now - start < limit * share
      }
      let point = rows.columns.map { $0[index] }
      let isExact = explainer.playerCount(at: point) <= mostExact
      // All coalitions as long as most of the time is left; estimates in what remains.
      let exact =
        isExact && isInTime(Self.exactShare)
        ? explainer.exact(at: point, while: { isInTime(Self.exactShare) }) : nil
      let shapley =
        exact
        ?? explainer.estimate(at: point, pairs: pairs, seed: seed &+ UInt64(index), while: { isInTime() })
      guard let shapley else { throw budget.ended(after: explained.count, of: wanted.count) }
      let gradients = try reference.map { try integrator(from: $0, to: point) }
      let numbers = shapley.attributions + [shapley.value, shapley.base] + (gradients?.attributions ?? [])
      guard numbers.allSatisfy(\.isFinite) else {
        throw InvalidData(
          "\(rows.name): row \(index + 1) of the data, \(point.tuple): an output overflows a double; expected numbers nearer to those "
            + "that the network was made for")
      }
      explained.append(ExplainAnswer.Row(number: index, row: point, shapley: shapley, gradients: gradients))
    }
    return ExplainAnswer(
      names: network.inputNames, output: network.outputNames[number], rows: explained, reference: reference,
      backgroundName: background.name, backgroundCount: background.count,
      detail: try row.map { try detail(of: network, number, row: $0, budget.after(ContinuousClock.now - start)) })
  }

  private func reference(_ network: Network, _ background: DataRows) throws -> [Double]? {
    switch reference {
    case nil: return nil
    case .mean: return background.columns.map { $0.reduce(0) { $0 + $1 / Double(background.count) } }
    case .median: return background.columns.map(\.median)
    case .row(let row): return rows.columns.map { $0[row] }
    case .point(let point):
      try point.requireCoordinates(of: network, "against")
      return point
    }
  }

  private func detail(
    of network: Network, _ output: Int, row: Int, _ budget: Budget
  ) throws -> ExplainAnswer.Detail {
    let point = rows.columns.map { $0[row] }
    let scales = zip(rows.ranges.lower, rows.ranges.upper).map { $1 > $0 ? $1 - $0 : 1 }
    let explanation = try RowExplanation(of: network, output: output, at: point, scales: scales)
    let pattern = explanation.region.pattern
    let others = (0..<rows.count).filter { other in
      other != row && network.pattern(at: rows.columns.map { $0[other] }) == pattern
    }
    // What is left of the time has to do for writing down what was found.
    var budget = budget
    budget.limits.duration = budget.limits.duration.map { $0 * Self.changeShare }
    let change = try target.map { value in
      try SmallestChange.find(
        of: network, output: output, from: point, to: value, within: rows.ranges.box(), scales: scales, budget: budget)
    }
    return ExplainAnswer.Detail(explanation: explanation, sharing: others, target: target, change: change)
  }
}

extension Budget {
  /// Why work on rows has ended early.
  fileprivate func ended(after rows: Int, of count: Int) -> Fault {
    let done = "\(rows) of \(count.counted("row"))"
    guard let limit = limits.duration, !progress.isCancelled else {
      return Fault(.cancelled, "cancelled after \(done)")
    }
    return Fault(.limit, "the time limit of \(limit.words) was reached after \(done)")
  }
}

extension [Double] {
  /// The middle of the numbers in order, or the mean of the two in the middle.
  fileprivate var median: Double {
    let sorted = sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? sorted[middle - 1] / 2 + sorted[middle] / 2 : sorted[middle]
  }
}
