import Knotwork

/// Σ factor · input + Σ factor · output ≤ bound, in whole numbers: factors in 2^−scale, rounded down, the bound in 2^(−2 · scale),
/// rounded up.
struct IntegerConstraint: Sendable {
  var inputs: [(number: Int, factor: Int64)] = []
  var outputs: [(number: Int, factor: Int64)] = []
  let bound: Int128

  /// Nil where numbers are too large for the scale.
  init?(_ constraint: LinearConstraint, scale: Int) {
    for term in constraint.terms {
      guard let factor = Fixed(term.factor, scale: scale),
        factor.floor.magnitude < IntegerNetwork.largestWeight
      else {
        return nil
      }
      switch term.variable {
      case .input(let number): inputs.append((number, factor.floor))
      case .output(let number): outputs.append((number, factor.floor))
      }
    }
    guard let offset = Int128(ceilingOf: constraint.offset, scale: 2 * scale) else { return nil }
    bound = offset
  }
}

extension Int128 {
  /// A double as a multiple of 2^−scale, rounded up; nil where it is 2^120 or more.
  fileprivate init?(ceilingOf value: Double, scale: Int) {
    let scaled = value * Double(sign: .plus, exponent: scale, significand: 1)
    guard scaled.magnitude < 0x1p120 else { return nil }
    // What underflows is above 0 still.
    let up = scaled == 0 && value > 0 ? 1 : scaled.rounded(.up)
    self = Int128(up)
  }
}

extension IntegerBounds {
  /// A lower bound of a constraint's left side, in 2^(−2 · scale); nil where numbers are too large for the scale.
  ///
  /// - Parameter visit: is called for each unit whose lines differ, with its layer, its number and the magnitude of its factor.
  func least(_ constraint: IntegerConstraint, visit: (Int, Int, Int64) -> Void = { _, _, _ in })
    -> Int128?
  {
    let scale = network.scale
    let limit = IntegerNetwork.largestValue
    var (total, error): (Int128, Int128) = (0, 0)
    var factors = [Int64](repeating: 0, count: network.layers[network.layers.count - 1].rows)
    for (number, factor) in constraint.outputs {
      factors[number] = factor
      error += Int128(sizes[sizes.count - 1][number])
    }
    for level in network.layers.indices.reversed() {
      let layer = network.layers[level]
      var after = [Int64](repeating: 0, count: layer.rows)
      var magnitude: Int128 = 0
      for unit in 0..<layer.rows where factors[unit] != 0 {
        let own = units[level][unit]
        if own.lower != own.upper { visit(level, unit, Int64(factors[unit].magnitude)) }
        let line = factors[unit] > 0 ? own.lower : own.upper
        total += Int128(factors[unit]) * Int128(line.constant)
        let next = (Int128(factors[unit]) * Int128(line.slope)) >> Int128(scale)
        guard next.magnitude < UInt128(limit) else { return nil }
        after[unit] = Int64(next)
        magnitude += Int128(next.magnitude)
        error += Int128(own.size)
        total += next * Int128(layer.bias[unit])
      }
      if layer.hasInexactBias { error += magnitude }
      var sums = [Int128](repeating: 0, count: layer.columns)
      for unit in 0..<layer.rows where after[unit] != 0 {
        let (factor, start) = (Int128(after[unit]), unit * layer.columns)
        for column in 0..<layer.columns {
          sums[column] &+= factor &* Int128(layer.weights[start + column])
        }
      }
      factors = [Int64](repeating: 0, count: layer.columns)
      for column in 0..<layer.columns {
        let size = Int128(sizes[level][column])
        guard size > 0 else { continue }
        let sum = sums[column] >> Int128(scale)
        guard sum.magnitude < UInt128(limit) else { return nil }
        factors[column] = Int64(sum)
        error += size
        if layer.inexactColumns[column] { error += (size * magnitude) >> Int128(scale) + 1 }
      }
      guard total.magnitude < 1 << 120, error.magnitude < 1 << 120 else { return nil }
    }
    for (number, factor) in constraint.inputs {
      factors[number] += factor
      error += Int128(sizes[0][number])
    }
    for (input, factor) in factors.enumerated() {
      total += Int128(factor) * Int128(factor >= 0 ? lower[input] : upper[input])
    }
    return total - error
  }
}
