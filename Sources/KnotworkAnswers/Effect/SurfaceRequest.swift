import Knotwork
import KnotworkExplain

/// What does an output do as two inputs vary, beside rows of the others?
public struct SurfaceRequest: Sendable {
  /// The rows.
  public var rows: DataRows
  /// The two inputs by name.
  public var inputs: (String, String)
  /// The output by its name; nil for the first.
  public var output: String?
  /// The values of each input; its range in the rows unless given.
  public var ranges: (ClosedRange<Double>?, ClosedRange<Double>?) = (nil, nil)
  /// How many values of each input the grid has.
  public var nodes = 41
  /// Where the pieces of the surface are not looked for any more.
  public var limits = EffectSurface.Limits()

  /// A request for the effect of two inputs, beside rows that were kept.
  public init(of inputs: (String, String), rows: DataRows) {
    self.inputs = inputs
    self.rows = rows
  }

  /// The surface.
  ///
  /// - Throws: ``InvalidRequest`` for names that the network does not have, inputs that do not vary and a grid that cannot be;
  ///   `LimitReached` when the budget is spent.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> SurfaceAnswer {
    let first = try inputs.0.place(among: network.inputNames, "inputs")
    let second = try inputs.1.place(among: network.inputNames, "inputs")
    if first == second { throw InvalidRequest("inputs", "\(inputs.0) twice; expected two different inputs") }
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    guard (2...1000).contains(nodes) else { throw InvalidRequest("grid", "\(nodes); expected 2 to 1000") }
    func range(_ input: Int, _ given: ClosedRange<Double>?) throws(InvalidRequest) -> ClosedRange<Double> {
      let (low, high) = (rows.ranges.lower[input], rows.ranges.upper[input])
      guard let range = given ?? (low < high ? low...high : nil) else {
        throw InvalidRequest(
          "range", "\(network.inputNames[input]) is \(low.short) in every row; say over which range it varies")
      }
      return range
    }
    let ranges = (try range(first, ranges.0), try range(second, ranges.1))
    try rows.requireOutputs(of: network, output)
    return SurfaceAnswer(
      inputs: inputs, output: network.outputNames[output], rowsName: rows.name,
      surface: try EffectSurface(
        of: network, output: output, inputs: (first, second), over: ranges, rows: rows.columns, nodes: nodes,
        limits: limits, budget: budget))
  }
}
