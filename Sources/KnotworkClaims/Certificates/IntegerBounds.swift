/// Bounds of all units of a network on a box, in whole multiples of 2^−scale that are rounded outwards.
///
/// Forward, a value is a centre, plus generators times numbers in [−1, 1], plus at most an error: a zonotope. From bounds on the
/// pre-activation of each unit ``least(_:held:own:visit:)`` bounds sums of inputs and outputs backward.
struct IntegerBounds {
  /// What is known of a unit.
  struct UnitBounds {
    /// Bounds on the pre-activation.
    let least: Int64
    let most: Int64
    /// What a slope that was rounded may change in the output where the unit is inactive.
    let slack: Int64
    /// How far apart the lines of the zonotope are; 0 for units that are settled.
    let gap: Int64
  }

  let network: IntegerNetwork
  let lower: [Int64]
  let upper: [Int64]
  /// For each layer its units.
  private(set) var units: [[UnitBounds]] = []
  /// For the inputs, and the outputs of each layer: no magnitude is larger.
  private(set) var sizes: [[Int64]]
  /// For each layer the parts of the inputs in the pre-activations that are not settled, unit by unit; kept for those who look for
  /// a
  /// split.
  private(set) var shares: [[Int: [Int64]]] = []

  /// Nil where numbers are too large for the scale.
  init?(_ network: IntegerNetwork, lower: [Int64], upper: [Int64], keepsShares: Bool = false) {
    self.network = network
    self.lower = lower
    self.upper = upper
    sizes = [zip(lower, upper).map { Swift.max(-$0, $1) }]
    guard sizes[0].allSatisfy({ $0 < IntegerNetwork.largestValue }) else { return nil }
    var zonotope = IntegerZonotope(lower: lower, upper: upper)
    for layer in network.layers {
      let before = sizes[sizes.count - 1]
      guard
        let step = zonotope.advance(
          through: layer, scale: network.scale, sizes: before, inputs: keepsShares ? lower.count : 0
        )
      else { return nil }
      units.append(step.units)
      sizes.append(step.sizes)
      shares.append(step.shares)
    }
  }
}

/// The values of a layer's units that are not 0, as zonotopes.
struct IntegerZonotope {
  /// The numbers of these units.
  private var alive: [Int]
  private var centres: [Int64]
  /// For each generator its part in each unit.
  private var generators: [[Int64]]
  private var errors: [Int64]

  init(lower: [Int64], upper: [Int64]) {
    alive = Array(lower.indices)
    centres = zip(lower, upper).map { ($0 + $1) >> 1 }
    errors = lower.map { _ in 0 }
    generators = []
    for input in lower.indices {
      var generator = [Int64](repeating: 0, count: lower.count)
      generator[input] = upper[input] - centres[input]
      generators.append(generator)
    }
  }

  /// What a layer's units are known to be.
  struct Step {
    var units: [IntegerBounds.UnitBounds] = []
    var sizes: [Int64] = []
    var shares: [Int: [Int64]] = [:]
  }

  /// Goes on to the outputs of a layer; nil where numbers are too large.
  mutating func advance(
    through layer: IntegerNetwork.Layer, scale: Int, sizes: [Int64], inputs: Int
  ) -> Step? {
    var step = Step()
    let count = generators.count
    let rounded = alive.reduce(Int128(0)) { layer.inexactColumns[$1] ? $0 + Int128(sizes[$1]) : $0 }
    var (kept, centresNext, errorsNext, halves): ([Int], [Int64], [Int64], [Int64]) = (
      [], [], [], []
    )
    var rows: [[Int64]] = []
    var weights = [Int64](repeating: 0, count: alive.count)
    var row = [Int64](repeating: 0, count: count)
    for unit in 0..<layer.rows {
      let start = unit * layer.columns
      for (index, column) in alive.enumerated() { weights[index] = layer.weights[start + column] }
      let error =
        (Int128.product(weights, errors, isMagnitude: true) + rounded) >> Int128(scale)
        + Int128(count + 3)
      let centre = Int128.product(weights, centres) >> Int128(scale) + Int128(layer.bias[unit])
      var radius = error
      for index in 0..<count {
        let part = Int128.product(weights, generators[index]) >> Int128(scale)
        radius += part.magnitude < 1 << 60 ? Int128(part.magnitude) : 1 << 60
        row[index] = Int64(truncatingIfNeeded: part)
      }
      let size = Swift.max(radius - centre, centre + radius)
      guard size < Int128(IntegerNetwork.largestValue) else { return nil }
      let value = IntegerUnit(
        centre: Int64(centre), error: Int64(error), radius: Int64(radius),
        slope: layer.slopes[unit],
        isInexact: layer.inexactSlopes[unit], scale: scale, count: count)
      if inputs > 0, value.gap > 0 { step.shares[unit] = Array(row.prefix(inputs)) }
      step.units.append(value.bounds)
      step.sizes.append(value.outputSize)
      let factor = value.factor
      if factor != 1 << Int64(scale) {
        for index in row.indices {
          row[index] = Int64((Int128(row[index]) * Int128(factor)) >> Int128(scale))
        }
      }
      if value.centre != 0 || value.error != 0 || value.half != 0
        || row.contains(where: { $0 != 0 })
      {
        kept.append(unit)
        centresNext.append(value.centre)
        errorsNext.append(value.error)
        halves.append(value.half)
        rows.append(row)
      }
    }
    alive = kept
    centres = centresNext
    errors = errorsNext
    generators = (0..<count).map { index in rows.map { $0[index] } }
    for (index, half) in halves.enumerated() where half != 0 {
      var generator = [Int64](repeating: 0, count: kept.count)
      generator[index] = half
      generators.append(generator)
    }
    return step
  }
}

/// A unit whose pre-activation lies in an interval, and what becomes of its zonotope.
struct IntegerUnit {
  /// The centre and the error, after the activation.
  private(set) var centre: Int64
  private(set) var error: Int64
  /// Half the new generator.
  private(set) var half: Int64 = 0
  /// What the generators are multiplied with.
  let factor: Int64
  let bounds: IntegerBounds.UnitBounds
  /// No output is larger.
  let outputSize: Int64
  var gap: Int64 { bounds.gap }

  init(
    centre: Int64, error: Int64, radius: Int64, slope: Int64, isInexact: Bool, scale: Int,
    count: Int
  ) {
    let (least, most) = (centre - radius, centre + radius)
    let one = Int64(1) << Int64(scale)
    let size = Swift.max(-least, most)
    let slack = isInexact ? size >> Int64(scale) + 1 : 0
    func scaled(_ value: Int64, _ factor: Int64) -> Int64 {
      Int64((Int128(value) * Int128(factor)) >> Int128(scale))
    }
    let steep = scaled(Swift.max(-least, 0), Int64(slope.magnitude)) + slack + 1
    outputSize = Swift.max(most, slope != 0 || isInexact ? steep : 0)
    (self.centre, self.error) = (centre, error)
    func known(gap: Int64) -> IntegerBounds.UnitBounds {
      IntegerBounds.UnitBounds(least: least, most: most, slack: slack, gap: gap)
    }
    if least >= 0 || (slope == one && !isInexact) {
      bounds = known(gap: 0)
      factor = one
      return
    }
    if most <= 0 {
      bounds = known(gap: 0)
      factor = slope
      self.centre = scaled(centre, slope)
      self.error =
        slope != 0 || isInexact
        ? scaled(error, Int64(slope.magnitude)) + slack + Int64(count) + 3 : 0
      return
    }
    let rise = Int128(most) << Int128(scale) - Int128(slope) * Int128(least)
    let chord = Int64(Int128.floor(rise, over: Int128(most) - Int128(least)))
    let ends = [0, Int128(slope - chord) * Int128(least), Int128(one - chord) * Int128(most)]
    let bottom = Int64(ends.min()! >> Int128(scale)) - slack
    let top = Int64(-(-ends.max()! >> Int128(scale))) + slack
    bounds = known(gap: top - bottom)
    factor = chord
    let middle = (bottom + top) >> 1
    half = top - middle
    self.centre = scaled(centre, chord) + middle
    self.error = scaled(error, Int64(chord.magnitude)) + Int64(count) + 3
  }
}

extension Int128 {
  /// Σ weight · value, or Σ |weight| · value.
  ///
  /// - Requires: as many of both, so small that the sum does not overflow.
  static func product(_ weights: [Int64], _ values: [Int64], isMagnitude: Bool = false) -> Int128 {
    var sum: Int128 = 0
    for index in 0..<Swift.min(weights.count, values.count) {
      let weight = isMagnitude ? Int64(weights[index].magnitude) : weights[index]
      sum &+= Int128(weight) &* Int128(values[index])
    }
    return sum
  }

  /// A quotient rounded down, of a positive divisor.
  static func floor(_ dividend: Int128, over divisor: Int128) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
