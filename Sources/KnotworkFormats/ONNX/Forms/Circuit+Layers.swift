import Knotwork
import KnotworkGeometry

extension Circuit {
  /// The layers of a network with these outputs: one layer for each depth, and a linear one at the end unless the
  /// outputs are just the units of the last.
  ///
  /// A layer has the units of its depth that the outputs depend on, and a linear unit for each value that is read
  /// further on.
  /// - Throws: ``FormatError`` when the layers need more than `maximumWeights` weights.
  /// - Complexity: linear in the weights of the layers.
  func layers(outputs: AffineForms, maximumWeights: Int) throws(FormatError) -> [Layer] {
    let reach = reach(of: outputs)
    let depth = depths.indices.reduce(0) { reach[$1] >= 0 ? max($0, Int(depths[$1])) : $0 }
    var byDepth = [[Block]](repeating: [], count: depth + 1)
    for block in blocks where block.depth <= depth { byDepth[block.depth].append(block) }
    let plan = try plan(outputs: outputs, reach: reach, depth: depth, byDepth, maximumWeights: maximumWeights)
    var stage = Stage(units: Array(0..<inputCount), unknownCount: unknownCount)
    var layers: [Layer] = []
    for (level, units) in plan.enumerated() {
      if level == depth {
        layers.append(stage.outputLayer(outputs))
      } else {
        layers.append(stage.layer(byDepth[level + 1], units.own, units.carried))
        stage.advance(to: units.own + units.carried)
      }
    }
    return layers
  }

  /// The units of each layer and the values that it carries on; empty for a layer of the outputs themselves.
  ///
  /// Nothing is made before it is known that the weights are within the limit.
  private func plan(
    outputs: AffineForms, reach: [Int], depth: Int, _ byDepth: [[Block]], maximumWeights: Int
  ) throws(FormatError) -> [(own: [Int], carried: [Int])] {
    var plan: [(own: [Int], carried: [Int])] = []
    var units = Array(0..<inputCount)
    var total = 0
    for level in 1...depth + 1 {
      let isOutput = level == depth + 1
      if isOutput, depth > 0, let range = outputs.unknowns, units.elementsEqual(range) { break }
      // The units of this depth, then what is read further on.
      let own = isOutput ? [] : byDepth[level].flatMap { $0.units.filter { reach[$0] >= 0 } }
      let carried = isOutput ? [] : units.filter { reach[$0] > level }
      let (size, overflow) = (isOutput ? outputs.count : own.count + carried.count)
        .multipliedReportingOverflow(by: units.count)
      total = overflow ? .max : total.addingReportingOverflow(size).overflow ? .max : total + size
      guard total <= maximumWeights else {
        throw FormatError(
          "as dense layers the network has more than \(maximumWeights) weights (\(total) by layer \(level)), the "
            + "limit for one network; convolutions and long skips need many")
      }
      plan.append((own, carried))
      units = own + carried
    }
    return plan
  }

  /// For every unknown the level of its last reader, or −1 when the outputs do not depend on it. The outputs are read
  /// as if by a layer after their deepest unknown.
  private func reach(of outputs: AffineForms) -> [Int] {
    var reach = [Int](repeating: -1, count: unknownCount)
    func read(_ rows: AffineForms, _ row: Int, by level: Int) {
      rows.forEachTerm(of: row) { unknown, _ in reach[unknown] = max(reach[unknown], level) }
    }
    var deepest = 0
    for row in 0..<outputs.count { outputs.forEachTerm(of: row) { u, _ in deepest = max(deepest, Int(depths[u])) } }
    for row in 0..<outputs.count { read(outputs, row, by: deepest + 1) }
    for block in blocks.reversed() {
      for row in 0..<block.rows.count where reach[block.first + row] >= 0 { read(block.rows, row, by: block.depth) }
    }
    return reach
  }

}

/// The units that a layer reads, and the layer that is made over them.
private struct Stage {
  private(set) var units: [Int]
  /// Where each unit stands among `units`; nothing else is asked for.
  private var position: [Int]

  init(units: [Int], unknownCount: Int) {
    self.units = units
    position = [Int](repeating: 0, count: unknownCount)
    advance(to: units)
  }

  mutating func advance(to next: [Int]) {
    units = next
    for (index, unit) in next.enumerated() { position[unit] = index }
  }

  /// Whether the units are those of a range, in order.
  func isWhole(_ range: Range<Int>) -> Bool { units.elementsEqual(range) }

  /// The layer of some units of these blocks, and of linear ones that carry others on.
  func layer(_ blocks: [Circuit.Block], _ own: [Int], _ carried: [Int]) -> Layer {
    if let block = blocks.first, carried.isEmpty, own.elementsEqual(block.units),
      case .dense(let range, let values) = block.rows.coefficients, isWhole(range)
    {
      // One dense block over all of the layer before: its weights need no copy.
      return makeLayer(own.count, values, block.rows.constants, block.inactiveSlopes)
    }
    let count = own.count + carried.count
    var weights = [Double](repeating: 0, count: count * units.count)
    var bias = [Double](repeating: 0, count: count)
    var slopes = [Double](repeating: 1, count: count)
    var blockIndex = 0
    for (row, unit) in own.enumerated() {
      while !blocks[blockIndex].units.contains(unit) { blockIndex += 1 }
      let block = blocks[blockIndex]
      block.rows.forEachTerm(of: unit - block.first) { weights[row * units.count + position[$0]] = $1 }
      bias[row] = block.rows.constants[unit - block.first]
      slopes[row] = block.inactiveSlopes[unit - block.first]
    }
    for (index, unit) in carried.enumerated() { weights[(own.count + index) * units.count + position[unit]] = 1 }
    return makeLayer(count, weights, bias, slopes)
  }

  /// The linear layer of the outputs.
  func outputLayer(_ outputs: AffineForms) -> Layer {
    if case .dense(let range, let values) = outputs.coefficients, isWhole(range) {
      return makeLayer(outputs.count, values, outputs.constants, nil)
    }
    var weights = [Double](repeating: 0, count: outputs.count * units.count)
    for row in 0..<outputs.count {
      outputs.forEachTerm(of: row) { weights[row * units.count + position[$0]] = $1 }
    }
    return makeLayer(outputs.count, weights, outputs.constants, nil)
  }

  private func makeLayer(_ rows: Int, _ weights: [Double], _ bias: [Double], _ slopes: [Double]?) -> Layer {
    let activations = slopes?.map { $0 == 0 ? .relu : $0 == 1 ? Activation.linear : .leakyReLU(slope: $0) }
    return Layer(
      weights: Matrix(rows: rows, columns: units.count, elements: weights),
      bias: bias.contains { $0 != 0 } ? bias : nil,
      activations: activations ?? [Activation](repeating: .linear, count: rows))
  }
}
