import Knotwork
import KnotworkGeometry

/// The exact mixed-integer linear model of a network over a box: its greatest (or least) objective is that of an output.
///
/// Variables are the inputs `x…`, the pre-activations `z<layer>_<unit>`, for each unit that can be active and inactive its
/// positive part `a…` and a binary `d…`, which is 1 where it is active, and the outputs `y…`. A unit with proved bounds
/// l < 0 < u has the rows a ≥ z, a ≤ z − l (1 − d), a ≤ u d; the others need none (Tjeng, Xiao, Tedrake 2019).
public struct MixedIntegerModel: Sendable {
  struct Variable {
    let name: String
    let lower: Double
    let upper: Double
    var isBinary = false
  }

  struct Row {
    enum Relation: String {
      case atMost = "<="
      case atLeast = ">="
      case equal = "="
    }

    let name: String
    let terms: [(variable: Int, factor: Double)]
    let relation: Relation
    let bound: Double
  }

  private(set) var variables: [Variable] = []
  private(set) var rows: [Row] = []
  /// The variable that is made as great or as small as possible.
  let objective: Int
  let isMaximum: Bool
  /// What the names stand for, a line each.
  let legend: [String]

  /// How many units can be active and inactive, and so need a binary variable.
  public var binaryCount: Int { variables.count { $0.isBinary } }

  /// The model of an output.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - box: a box of its inputs.
  ///   - output: its number, from 0.
  ///   - maximising: whether its greatest value is looked for, or its least.
  ///   - bounds: proved bounds over the same box; tighter ones make the model easier to solve, but not different.
  /// - Throws: ``FormatError`` when bounds are infinite, because pre-activations overflow.
  public init(
    of network: Network, over box: Box, output: Int = 0, maximising: Bool = true, bounds: UnitBounds
  ) throws(FormatError) {
    precondition((0..<network.outputCount).contains(output), "output \(output), but there are \(network.outputCount)")
    guard bounds.layers.joined().allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }) else {
      throw FormatError("pre-activations overflow a double over this box; choose a smaller one")
    }
    var builder = Builder()
    // What a layer's outputs are in terms of variables.
    var sources = zip(box.lower, box.upper).enumerated().map { index, bounds in
      [(variable: builder.add(Variable(name: "x\(index + 1)", lower: bounds.0, upper: bounds.1)), factor: 1.0)]
    }
    for (index, layer) in network.layers.enumerated() {
      sources = (0..<layer.unitCount).map { unit in
        builder.addUnit(
          "\(index + 1)_\(unit + 1)", layer, unit, inputs: sources, bounds: bounds.layers[index][unit])
      }
    }
    let last = network.layers.count - 1
    var outputs: [Int] = []
    for (index, source) in sources.enumerated() {
      let range = network.layers[last].activations[index].outputRange(over: bounds.layers[last][index])
      let variable = builder.add(Variable(name: "y\(index + 1)", lower: range.lowerBound, upper: range.upperBound))
      builder.rows.append(
        Row(
          name: "out\(index + 1)", terms: [(variable, 1)] + source.map { ($0.variable, -$0.factor) }, relation: .equal,
          bound: 0))
      outputs.append(variable)
    }
    variables = builder.variables
    rows = builder.rows
    objective = outputs[output]
    isMaximum = maximising
    legend =
      network.inputNames.enumerated().map { "x\($0 + 1) is \($1.visible)" }
      + network.outputNames.enumerated().map { "y\($0 + 1) is \($1.visible)" }
  }

  private struct Builder {
    var variables: [Variable] = []
    var rows: [Row] = []

    mutating func add(_ variable: Variable) -> Int {
      variables.append(variable)
      return variables.count - 1
    }

    /// Adds a unit; gives its output as a sum.
    mutating func addUnit(
      _ name: String, _ layer: Layer, _ unit: Int, inputs: [[(variable: Int, factor: Double)]],
      bounds: ClosedRange<Double>
    ) -> [(variable: Int, factor: Double)] {
      let (l, u) = (bounds.lowerBound, bounds.upperBound)
      let slope = layer.activations[unit].inactiveSlope
      if u <= 0, slope == 0 { return [] }
      let z = add(Variable(name: "z\(name)", lower: l, upper: u))
      let terms = zip(layer.weights[row: unit], inputs).flatMap { weight, input in
        weight == 0 ? [] : input.map { (variable: $0.variable, factor: $0.factor * weight) }
      }
      rows.append(Row(name: "sum\(name)", terms: terms + [(z, -1)], relation: .equal, bound: -layer.bias[unit] + 0))
      if slope == 1 || l >= 0 { return [(z, 1)] }
      if u <= 0 { return [(z, slope)] }
      let a = add(Variable(name: "a\(name)", lower: 0, upper: u))
      let d = add(Variable(name: "d\(name)", lower: 0, upper: 1, isBinary: true))
      rows.append(Row(name: "above\(name)", terms: [(a, 1), (z, -1)], relation: .atLeast, bound: 0))
      rows.append(Row(name: "active\(name)", terms: [(a, 1), (z, -1), (d, -l)], relation: .atMost, bound: -l))
      rows.append(Row(name: "inactive\(name)", terms: [(a, 1), (d, -u)], relation: .atMost, bound: 0))
      return slope == 0 ? [(a, 1)] : [(z, slope), (a, 1 - slope)]
    }
  }
}

extension Activation {
  /// An interval that holds the outputs; one unit in the last place wider than needed.
  fileprivate func outputRange(over bounds: ClosedRange<Double>) -> ClosedRange<Double> {
    let values = [self(bounds.lowerBound), self(bounds.upperBound)] + (bounds.contains(0) ? [0] : [])
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    return inactiveSlope == 0 || inactiveSlope == 1 ? least...greatest : least.nextDown...greatest.nextUp
  }
}
