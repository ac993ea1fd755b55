import Knotwork
import KnotworkGeometry

/// What an output does as two inputs vary, the mean over rows of the others: on a grid at the values of the network itself, and
/// where the rows are few as the piecewise affine surface that it is, without rounding.
public struct EffectSurface: Sendable {
  /// The values of the two inputs on the grid.
  public let (x, y): ([Double], [Double])
  /// The mean of the output at each node: a row for each value of y.
  public let values: [[Double]]
  /// The pieces of the surface, whose output is ``scale`` times the mean; nil where rows or regions are too many.
  public let pieces: Dissection?
  /// How many rows the pieces are the sum over.
  public let scale: Double
  /// How many rows the mean is over.
  public let rowCount: Int

  /// What stops a dissection of the surface: rows that differ in the other inputs, units of all of them, and regions.
  public struct Limits: Sendable {
    /// So many rows that differ in the other inputs.
    public var rows = 64
    /// So many units, those of every row together.
    public var units = 1200
    /// So many regions.
    public var regions = 20_000

    /// The usual limits.
    public init() {}
  }

  /// The surface of two inputs over a rectangle.
  ///
  /// The mean over rows is the mean of networks side by side, one for each row, of which all have the two inputs, and each has
  /// the others to itself: an affine plane through the inputs of all of them, on which those are what they are in the rows.
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the two inputs.
  ///   - ranges: the values of both.
  ///   - columns: the rows, a column for each input.
  ///   - nodes: how many values of each input the grid has.
  ///   - limits: where dissecting ends, and the grid is all there is.
  ///   - budget: limits of time and memory.
  /// - Requires: two different inputs, a row, two nodes.
  /// - Throws: as a dissection where it is cancelled, or its time or memory is spent.
  /// - Complexity: `nodes`² evaluations for each row, and a dissection.
  public init(
    of network: Network, output: Int = 0, inputs: (Int, Int), over ranges: (ClosedRange<Double>, ClosedRange<Double>),
    rows columns: [[Double]], nodes: Int, limits: Limits = Limits(), budget: Budget = Budget()
  ) throws {
    precondition(
      inputs.0 != inputs.1 && !columns[0].isEmpty && nodes > 1, "EffectSurface: two inputs, a row, two nodes")
    func places(_ range: ClosedRange<Double>) -> [Double] {
      (0..<nodes).map { node in
        let share = Double(node) / Double(nodes - 1)
        return node == nodes - 1
          ? range.upperBound : range.lowerBound + share * (range.upperBound - range.lowerBound)
      }
    }
    (x, y) = (places(ranges.0), places(ranges.1))
    rowCount = columns[0].count
    let single = network.restricted(to: output)
    values = EffectSurface.grid(of: single, inputs, x, y, columns, threads: budget.threads)
    let others = network.inputNames.indices.filter { $0 != inputs.0 && $0 != inputs.1 }
    var copies: [(rest: [Double], count: Int)] = []
    var numbers: [[Double]: Int] = [:]
    for row in 0..<rowCount {
      let rest = others.map { columns[$0][row] }
      if let number = numbers[rest] {
        copies[number].count += 1
      } else {
        numbers[rest] = copies.count
        copies.append((rest, 1))
      }
    }
    scale = Double(rowCount)
    let units = network.layers.reduce(0) { $0 + $1.unitCount } * copies.count
    guard copies.count <= limits.rows, units <= limits.units else {
      pieces = nil
      return
    }
    let sum = EffectSurface.sideBySide(single, inputs, others, copies.map(\.count))
    let zero = [Double](repeating: 0, count: sum.inputCount)
    func direction(_ axis: Int) -> [Double] { zero.indices.map { $0 == axis ? 1 : 0 } }
    let plane = try Plane(
      origin: [0, 0] + copies.flatMap(\.rest), directions: direction(0), direction(1))
    let polygon = ConvexPolygon(
      lower: SIMD2(ranges.0.lowerBound, ranges.1.lowerBound), upper: SIMD2(ranges.0.upperBound, ranges.1.upperBound))
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? limits.regions, limits.regions)
    do {
      pieces = try Dissection(
        of: sum, over: .slice(plane, polygon), keeping: [.vertices, .extremes, .volumes], within: budget)
    } catch let limit as LimitReached {
      guard case .regions = limit.cause else { throw limit }
      pieces = nil
    }
  }

  /// The mean of the one output of a network at each node.
  private static func grid(
    of network: Network, _ inputs: (Int, Int), _ x: [Double], _ y: [Double], _ columns: [[Double]], threads: Int
  ) -> [[Double]] {
    let rows = columns[0].count
    let evaluator = network.evaluator
    // As many rows at a time as a block of the evaluator is worth.
    let step = max(1, 1 << 16 / rows)
    var nodes: [(Double, Double)] = []
    for b in y { for a in x { nodes.append((a, b)) } }
    var means: [Double] = []
    for first in stride(from: 0, to: nodes.count, by: step) {
      let part = nodes[first..<min(nodes.count, first + step)]
      var given: [Double] = []
      given.reserveCapacity(part.count * rows * columns.count)
      for input in columns.indices {
        for node in part {
          if input == inputs.0 || input == inputs.1 {
            given += [Double](repeating: input == inputs.0 ? node.0 : node.1, count: rows)
          } else {
            given += columns[input]
          }
        }
      }
      let outputs = evaluator(columns: given, rows: part.count * rows, threads: threads)
      for number in 0..<part.count {
        var sum = CompensatedSum()
        for index in number * rows..<(number + 1) * rows { sum.add(outputs[index]) }
        means.append(sum.value / Double(rows))
      }
    }
    return y.indices.map { Array(means[$0 * x.count..<($0 + 1) * x.count]) }
  }

  /// Copies of a network that share two inputs and have the others to themselves; the output is their sum, each as often as it
  /// counts.
  private static func sideBySide(
    _ network: Network, _ inputs: (Int, Int), _ others: [Int], _ counts: [Int]
  ) -> Network {
    var layers: [Layer] = []
    for (number, layer) in network.layers.enumerated() {
      let width = number == 0 ? 2 + counts.count * others.count : counts.count * layer.inputCount
      var rows: [[Double]] = []
      for copy in counts.indices {
        for unit in 0..<layer.unitCount {
          var row = [Double](repeating: 0, count: width)
          if number == 0 {
            (row[0], row[1]) = (layer.weights[unit, inputs.0], layer.weights[unit, inputs.1])
            for (place, input) in others.enumerated() {
              row[2 + copy * others.count + place] = layer.weights[unit, input]
            }
          } else {
            for input in 0..<layer.inputCount { row[copy * layer.inputCount + input] = layer.weights[unit, input] }
          }
          rows.append(row)
        }
      }
      layers.append(
        Layer(
          weights: Matrix(rows), bias: counts.flatMap { _ in layer.bias },
          activations: counts.flatMap { _ in layer.activations }))
    }
    layers.append(Layer(weights: Matrix([counts.map(Double.init)]), activation: .linear))
    guard let sum = try? Network(layers: layers, outputNames: network.outputNames) else {
      preconditionFailure("networks side by side are one")
    }
    return sum
  }
}

extension EffectSurface {
  /// How far the values on the grid are from a sum of a function of each input.
  public struct Interaction: Equatable, Sendable {
    /// The largest difference, as it is, and where.
    public let largest: Double
    /// The node where that is.
    public let node: (x: Double, y: Double)
    /// The share of the variance over the grid that only both inputs together explain; nil where nothing varies.
    public let share: Double?

    /// Whether all numbers are equal.
    public static func == (left: Interaction, right: Interaction) -> Bool {
      left.largest == right.largest && left.node == right.node && left.share == right.share
    }
  }

  /// What is left of the values where the means over each row and column of the grid are taken away.
  public var interaction: Interaction {
    func mean(_ numbers: some Collection<Double>) -> Double {
      numbers.reduce(into: CompensatedSum()) { $0.add($1) }.value / Double(numbers.count)
    }
    let all = mean(values.flatMap(\.self))
    let rows = values.map { mean($0) - all }
    let columns = x.indices.map { column in mean(values.map { $0[column] }) - all }
    var (largest, node, rest, square) = (0.0, (x[0], y[0]), 0.0, 0.0)
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let left = value - all - rows[row] - columns[column]
        rest += left * left
        square += (value - all) * (value - all)
        if left.magnitude > largest.magnitude { (largest, node) = (left, (x[column], y[row])) }
      }
    }
    return Interaction(largest: largest, node: node, share: square > 0 ? rest / square : nil)
  }
}
