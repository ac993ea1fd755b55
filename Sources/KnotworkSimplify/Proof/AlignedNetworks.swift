import Knotwork
import KnotworkGeometry

/// Two networks of as many layers, written with as many units: those that do about the same stand at the same place, and a unit that
/// only one of them has gets a partner in the other that nothing looks at.
///
/// A network that was made smaller goes side by side with its original that way, unit by unit (decision 0092), though units are gone.
struct AlignedNetworks {
  /// The first network, the same function.
  let first: Network
  /// The second network, the same function.
  let second: Network

  /// Values of partners are apart by less than this part of what the first one varies by.
  private static let farthest = 0.7

  /// - Parameters:
  ///   - first: a network.
  ///   - second: another one of as many inputs and outputs.
  ///   - rows: inputs at which units are compared, row by row; at least one.
  /// - Returns: nil for networks with other numbers of layers, and where too many weights overflow.
  init?(_ first: Network, _ second: Network, at rows: [Double]) {
    guard first.layers.count == second.layers.count, let last = first.layers.last,
      last.activations == second.layers.last?.activations
    else { return nil }
    let inputCount = first.inputCount
    let inputs = (0..<inputCount).map { input in stride(from: input, to: rows.count, by: inputCount).map { rows[$0] } }
    var values = (first: inputs, second: inputs)
    // Where the values of the second network's units are in both, and how many units both have in the layer before.
    var places = Array(0..<inputCount)
    var width = inputCount
    var layers: (first: [Layer], second: [Layer]) = ([], [])
    for (number, (own, other)) in zip(first.layers, second.layers).enumerated() {
      let pre = (AlignedNetworks.values(own, values.first), AlignedNetworks.values(other, values.second))
      let partners =
        number == first.layers.count - 1
        ? Array(0..<own.unitCount) : AlignedNetworks.partners(own, other, pre.0, pre.1)
      let alone = (0..<other.unitCount).filter { !partners.contains($0) }
      func moved(_ unit: Int) -> [Double] {
        var row = [Double](repeating: 0, count: width)
        for (source, weight) in other.weights[row: unit].enumerated() { row[places[source]] = weight }
        return row
      }
      let firstRows = (0..<own.unitCount).map { unit in
        Array(own.weights[row: unit]) + [Double](repeating: 0, count: width - own.inputCount)
      }
      let second = partners.enumerated().map { unit, partner -> (row: [Double], bias: Double) in
        if let partner { return (moved(partner), other.bias[partner]) }
        // The same unit where both have the same values before it; else one that never switches, so that nothing is open.
        if number == 0 { return (firstRows[unit], own.bias[unit]) }
        return ([Double](repeating: 0, count: width), -1)
      }
      let rest = alone.map { moved($0) }
      let restBias = alone.map { other.bias[$0] }
      let activations = own.activations + alone.map { other.activations[$0] }
      layers.first.append(
        Layer(weights: Matrix(firstRows + rest), bias: own.bias + restBias, activations: activations))
      layers.second.append(
        Layer(weights: Matrix(second.map(\.row) + rest), bias: second.map(\.bias) + restBias, activations: activations))
      var next = [Int](repeating: 0, count: other.unitCount)
      for (unit, partner) in partners.enumerated() { if let partner { next[partner] = unit } }
      for (place, unit) in alone.enumerated() { next[unit] = own.unitCount + place }
      (places, width) = (next, own.unitCount + alone.count)
      values = (AlignedNetworks.activated(own, pre.0), AlignedNetworks.activated(other, pre.1))
    }
    guard
      let one = try? Network(layers: layers.first, inputNames: first.inputNames, outputNames: first.outputNames),
      let two = try? Network(layers: layers.second, inputNames: first.inputNames, outputNames: first.outputNames)
    else { return nil }
    (self.first, self.second) = (one, two)
  }

  /// The pre-activations of a layer, a column for each unit.
  private static func values(_ layer: Layer, _ columns: [[Double]]) -> [[Double]] {
    (0..<layer.unitCount).map { unit in
      SampledModel.combination(
        Array(layer.weights[row: unit]), columns, layer.bias[unit], columns.first?.count ?? 0)
    }
  }

  private static func activated(_ layer: Layer, _ columns: [[Double]]) -> [[Double]] {
    zip(layer.activations, columns).map { activation, column in
      let slope = activation.inactiveSlope
      return slope == 1 ? column : column.map { $0 > 0 ? $0 : slope * $0 }
    }
  }

  /// For each unit of a layer the unit of the other one whose values are nearest, each at most once; nil for units without.
  private static func partners(
    _ own: Layer, _ other: Layer, _ ownValues: [[Double]], _ otherValues: [[Double]]
  ) -> [Int?] {
    var pairs: [(distance: Double, unit: Int, partner: Int)] = []
    for unit in 0..<own.unitCount {
      let column = ownValues[unit]
      let mean = column.reduce(0, +) / Double(column.count)
      let size = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      for partner in 0..<other.unitCount where own.activations[unit] == other.activations[partner] {
        let apart = zip(column, otherValues[partner]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        guard apart <= farthest * farthest * size else { continue }
        pairs.append((apart / max(size, .leastNormalMagnitude), unit, partner))
      }
    }
    pairs.sort { ($0.distance, $0.unit, $0.partner) < ($1.distance, $1.unit, $1.partner) }
    var found = [Int?](repeating: nil, count: own.unitCount)
    var taken = [Bool](repeating: false, count: other.unitCount)
    for pair in pairs where found[pair.unit] == nil && !taken[pair.partner] {
      found[pair.unit] = pair.partner
      taken[pair.partner] = true
    }
    return found
  }
}
