import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// What does an output do as one input varies, beside rows of the others?
public struct EffectRequest: Sendable {
  /// The rows.
  public var rows: DataRows
  /// The input by its name, which the only input of a network may do without.
  public var input: String?
  /// The output by its name; nil for the first.
  public var output: String?
  /// The values of the input; its range in the rows unless given.
  public var range: ClosedRange<Double>?
  /// How far the short form of the curve may be off; a hundredth of its spread unless given.
  public var error: Double?
  /// How many bins accumulated local effects have at most.
  public var bins = 20
  /// Whether the curve of each row is wanted too.
  public var showsCurves = false
  /// Whether a picture is wanted, which has the curves of rows.
  public var hasPicture = false

  /// A request for the effect of an input, beside rows that were kept.
  public init(of input: String? = nil, rows: DataRows) {
    self.input = input
    self.rows = rows
  }

  /// The effect.
  ///
  /// - Throws: ``InvalidRequest`` for names that the network does not have, an input that does not vary and numbers that cannot be.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> EffectAnswer {
    guard
      let input = try input.map({ try $0.place(among: network.inputNames, "input") })
        ?? (network.inputCount == 1 ? 0 : nil)
    else {
      throw InvalidRequest("input", "say which of \(network.inputNames.joined(separator: ", ")) varies")
    }
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    if let error, !(error > 0 && error.isFinite) {
      throw InvalidRequest("error", "\(error.short); expected a number above 0")
    }
    guard (1...10_000).contains(bins) else { throw InvalidRequest("bins", "\(bins); expected 1 to 10,000") }
    let (low, high) = (rows.ranges.lower[input], rows.ranges.upper[input])
    guard let range = range ?? (low < high ? low...high : nil) else {
      throw InvalidRequest(
        "range", "\(network.inputNames[input]) is \(low.short) in every row; say over which range it varies")
    }
    let outputs = try rows.requireOutputs(of: network, output)
    let curves = try InputCurves(
      of: network, output: output, input: input, over: range, rows: rows.columns,
      keepsIndividual: showsCurves || hasPicture, cancelledWith: budget.progress)
    let allowed = error ?? curves.mean.spread / 100
    return EffectAnswer(
      input: network.inputNames[input], output: network.outputNames[output], rowCount: rows.count, rowsName: rows.name,
      curves: curves, short: curves.mean.reduced(within: allowed),
      accumulated: AccumulatedEffect(of: network, output: output, input: input, rows: rows.columns, bins: bins),
      meanOutput: outputs.reduce(into: CompensatedSum()) { $0.add($1) }.value / Double(rows.count),
      places: rows.columns[input], showsCurves: showsCurves)
  }
}

extension DataRows {
  /// An output at the rows.
  ///
  /// - Throws: ``InvalidData`` for a row at which it overflows.
  @discardableResult
  func requireOutputs(of network: Network, _ output: Int) throws(InvalidData) -> [Double] {
    let values = Array(
      network.evaluator(columns: columns.flatMap(\.self), rows: count)[output * count..<(output + 1) * count])
    guard let row = values.firstIndex(where: { !$0.isFinite }) else { return values }
    throw InvalidData(
      "\(name): row \(row + 1) of the data, \(columns.map { $0[row] }.tuple): an output overflows a double; expected numbers nearer to those "
        + "that the network was made for")
  }
}
