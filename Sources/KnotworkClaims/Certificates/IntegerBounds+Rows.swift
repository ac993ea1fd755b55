import Knotwork

/// Σ factor · input + Σ factor · output ≤ bound, in whole numbers: factors in 2^−scale, rounded down, the bound in 2^(−2 · scale),
/// rounded up.
struct IntegerConstraint: Sendable {
  var inputs: [(number: Int, factor: Int64)] = []
  var outputs: [(number: Int, factor: Int64)] = []
  let bound: Int128

  /// Without inputs and outputs.
  init(bound: Int128) { self.bound = bound }

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
  /// - Parameters:
  ///   - held: for units that are held, counted through all layers, whether they are active.
  ///   - own: factors that pre-activations go on with, beside those of slopes where units are inactive.
  ///   - visit: is called for each unit with the factor on its output, the one on its pre-activation, and the one this has unless one is
  ///     given.
  func least(
    _ constraint: IntegerConstraint, held: [Int: Bool] = [:], own: [Int: Int64] = [:],
    visit: (_ level: Int, _ unit: Int, _ factor: Int64, _ step: UnitBounds.Step) -> Void = { _, _, _, _ in }
  ) -> Int128? {
    let scale = network.scale
    let limit = UInt128(IntegerNetwork.largestValue)
    let isPlain = held.isEmpty && own.isEmpty
    var (total, error): (Int128, Int128) = (0, 0)
    var factors = [Int64](repeating: 0, count: network.layers[network.layers.count - 1].rows)
    var number = units.reduce(0) { $0 + $1.count }
    for (output, factor) in constraint.outputs {
      factors[output] = factor
      error += Int128(sizes[sizes.count - 1][output])
    }
    for level in network.layers.indices.reversed() {
      let layer = network.layers[level]
      number -= layer.rows
      var after = [Int64](repeating: 0, count: layer.rows)
      var magnitude: Int128 = 0
      for unit in 0..<layer.rows {
        let given = isPlain ? nil : own[number + unit]
        guard factors[unit] != 0 || given != nil else { continue }
        guard
          let step = units[level][unit].step(
            factors[unit], slope: layer.slopes[unit], isActive: isPlain ? nil : held[number + unit], own: given,
            scale: scale)
        else { return nil }
        visit(level, unit, factors[unit], step)
        after[unit] = step.next
        magnitude += Int128(step.next.magnitude)
        total += step.constant + Int128(step.next) * Int128(layer.bias[unit])
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
        guard sum.magnitude < limit else { return nil }
        factors[column] = Int64(sum)
        error += size
        if layer.inexactColumns[column] { error += (size * magnitude) >> Int128(scale) + 1 }
      }
      guard total.magnitude < 1 << 120, error.magnitude < 1 << 120 else { return nil }
    }
    for (input, factor) in constraint.inputs {
      factors[input] += factor
      error += Int128(sizes[0][input])
    }
    for (input, factor) in factors.enumerated() {
      total += Int128(factor) * Int128(factor >= 0 ? lower[input] : upper[input])
    }
    return total - error
  }
}

extension IntegerBounds.UnitBounds {
  /// How a factor on a unit's output goes on to its pre-activation.
  struct Step {
    /// The factor on the pre-activation.
    let next: Int64
    /// The one it has unless one is given.
    let usual: Int64
    /// By how much at least the output times its factor is more than the pre-activation times its own, in 2^(−2 · scale).
    let constant: Int128
  }

  /// The step of a factor; nil where numbers are too large.
  ///
  /// - Parameters:
  ///   - isActive: how the unit is held; nil where it is not.
  ///   - own: the factor on the pre-activation beside that of the slope where the unit is inactive; nil for the usual one.
  func step(_ factor: Int64, slope: Int64, isActive: Bool?, own: Int64?, scale: Int) -> Step? {
    let shift = Int128(scale)
    let product = Int128(factor) * Int128(slope)
    let (below, above) = (product >> shift, -(-product >> shift))
    let mayBeOn = isActive != false && most > 0
    let mayBeOff = isActive != true && least < 0
    let usual: Int128
    if mayBeOn, mayBeOff, (factor >= 0) != (slope <= Int64(1) << Int64(scale)) {
      let rise = Int128(most) << shift - Int128(slope) * Int128(least)
      usual = (Int128(factor) * Int128.floor(rise, over: Int128(most) - Int128(least))) >> shift
    } else {
      usual = !mayBeOff || mayBeOn && most > -least ? Int128(factor) : below
    }
    let next = own.map { below + Int128($0) } ?? usual
    let limit = UInt128(IntegerNetwork.largestValue)
    guard next.magnitude < limit, above.magnitude < limit, usual.magnitude < limit else { return nil }
    var constant: Int128 = 0
    if mayBeOn { constant = min(constant, (Int128(factor) - next) * Int128(most)) }
    if mayBeOff {
      constant = min(constant, (above - next) * Int128(least))
      constant -= Int128(factor.magnitude) * Int128(slack)
    }
    return Step(next: Int64(next), usual: Int64(usual), constant: constant)
  }
}
