import Knotwork
import KnotworkGeometry

extension Circuit {
  /// The layers of a network with these outputs: one layer for each depth, and a linear one at the end unless the outputs
  /// are just the units of the last.
  ///
  /// A layer has the units of its depth that the outputs depend on, and a linear unit for each value that is read further on.
  /// - Throws: ``FormatError`` when the layers need more than `maximumWeights` weights.
  /// - Complexity: linear in the weights of the layers.
  func layers(outputs: AffineRows, maximumWeights: Int) throws(FormatError) -> [Layer] {
    let reach = reach(of: outputs)
    let depth = self.depth(ofLive: outputs, reach)
    var units = Array(0..<inputCount)
    var total = 0
    var layers: [Layer] = []
    for level in 1...depth + 1 {
      let isOutput = level == depth + 1
      if isOutput, depth > 0, let range = outputs.unknowns, units == Array(range) { break }
      let next = isOutput ? [] : unitsPresent(at: level, reach)
      total += (isOutput ? outputs.count : next.count) * units.count
      guard total <= maximumWeights else {
        throw FormatError(
          "as dense layers the network has more than \(maximumWeights) weights (\(total) by layer \(level)), the limit for one "
            + "network; convolutions and long skips need many")
      }
      layers.append(isOutput ? outputLayer(outputs, over: units) : layer(level, of: next, over: units))
      units = next
    }
    return layers
  }

  /// For every unknown the level of its last reader, or −1 when the outputs do not depend on it. The outputs are read as
  /// if by a layer after their deepest unknown.
  private func reach(of outputs: AffineRows) -> [Int] {
    var reach = [Int](repeating: -1, count: unknownCount)
    func read(_ rows: AffineRows, _ row: Int, by level: Int) {
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

  private func depth(ofLive outputs: AffineRows, _ reach: [Int]) -> Int {
    depths.indices.reduce(0) { reach[$1] >= 0 ? max($0, Int(depths[$1])) : $0 }
  }

  /// The unknowns that a layer gives: its own units, then what it carries.
  private func unitsPresent(at level: Int, _ reach: [Int]) -> [Int] {
    let own = blocks.filter { $0.depth == level }.flatMap { $0.units.filter { reach[$0] >= 0 } }
    return own + depths.indices.filter { Int(depths[$0]) < level && reach[$0] > level }
  }

  private func layer(_ level: Int, of units: [Int], over inputs: [Int]) -> Layer {
    if let whole = wholeBlock(units, over: inputs) { return whole }
    let position = positions(inputs)
    var weights = [Double](repeating: 0, count: units.count * inputs.count)
    var bias: [Double] = []
    var slopes: [Double] = []
    var blockIndex = 0
    for (row, unit) in units.enumerated() {
      guard Int(depths[unit]) == level else {
        weights[row * inputs.count + position[unit]] = 1
        bias.append(0)
        slopes.append(1)
        continue
      }
      while !blocks[blockIndex].units.contains(unit) { blockIndex += 1 }
      let block = blocks[blockIndex]
      block.rows.forEachTerm(of: unit - block.first) { weights[row * inputs.count + position[$0]] = $1 }
      bias.append(block.rows.constants[unit - block.first])
      slopes.append(block.inactiveSlopes[unit - block.first])
    }
    return makeLayer(units.count, inputs.count, weights, bias, slopes)
  }

  private func outputLayer(_ outputs: AffineRows, over inputs: [Int]) -> Layer {
    if case .dense(let range, let values) = outputs.coefficients, inputs == Array(range) {
      return makeLayer(outputs.count, inputs.count, values, outputs.constants, nil)
    }
    let position = positions(inputs)
    var weights = [Double](repeating: 0, count: outputs.count * inputs.count)
    for row in 0..<outputs.count {
      outputs.forEachTerm(of: row) { weights[row * inputs.count + position[$0]] = $1 }
    }
    return makeLayer(outputs.count, inputs.count, weights, outputs.constants, nil)
  }

  /// The layer that is one dense block over all of the layer before; its weights need no copy.
  private func wholeBlock(_ units: [Int], over inputs: [Int]) -> Layer? {
    guard let first = units.first, let block = blocks.first(where: { $0.first == first }), units == Array(block.units),
      case .dense(let range, let values) = block.rows.coefficients, inputs == Array(range)
    else { return nil }
    return makeLayer(units.count, inputs.count, values, block.rows.constants, block.inactiveSlopes)
  }

  private func positions(_ units: [Int]) -> [Int] {
    var position = [Int](repeating: 0, count: unknownCount)
    for (index, unit) in units.enumerated() { position[unit] = index }
    return position
  }

  private func makeLayer(
    _ rows: Int, _ columns: Int, _ weights: [Double], _ bias: [Double], _ slopes: [Double]?
  ) -> Layer {
    let activations = slopes?.map { $0 == 0 ? .relu : $0 == 1 ? Activation.linear : .leakyReLU(slope: $0) }
    return Layer(
      weights: Matrix(rows: rows, columns: columns, elements: weights),
      bias: bias.contains { $0 != 0 } ? bias : nil,
      activations: activations ?? [Activation](repeating: .linear, count: rows))
  }
}
