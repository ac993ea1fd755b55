import Knotwork
import KnotworkGeometry

/// Follows one output of a network along straight lines, from knot to knot, in floating point.
///
/// Along a line every pre-activation is an affine function p + q t as long as no unit switches. Where one does, only what lies behind it
/// changes, and by a multiple of what it gave: O(units) operations for each knot of a network of two hidden layers. Knots whose place
/// rounding would blur are found again in double-double arithmetic. Where a unit vanishes along the line, as far as doubles let see, its
/// sign is a matter of exact arithmetic: then there is no trace, and ``ExactLine`` has to be asked.
struct LineTracer: Sendable {
  private let layers: [TracedLayer]
  private let inputCount: Int
  /// Of every unit of every layer: p and q, the size of the terms that they are sums of, and whether it is active.
  private var z: [SIMD2<Double>]
  private var sizes: [Double]
  private var isActive: [Bool]
  /// The derivative of the output by what each unit gives.
  private var derivatives: [Double]
  /// The units that bend, by their number and that of their layer.
  private let bending: [(unit: Int, layer: Int)]
  /// Room for changes of the values of a layer.
  private var change: [SIMD2<Double>] = []
  private var nextChange: [SIMD2<Double>] = []

  /// So many knots are more than any line has that ends.
  private static let mostKnots = 10_000_000

  init(_ network: Network, output: Int) {
    var start = 0
    var layers: [TracedLayer] = []
    for (number, layer) in network.layers.enumerated() {
      let isLast = number + 1 == network.layers.count
      layers.append(TracedLayer(layer, units: isLast ? output..<output + 1 : 0..<layer.unitCount, start: start))
      start += layers[number].count
    }
    self.layers = layers
    inputCount = network.inputCount
    z = [SIMD2<Double>](repeating: .zero, count: start)
    sizes = [Double](repeating: 0, count: start)
    isActive = [Bool](repeating: false, count: start)
    derivatives = [Double](repeating: 0, count: start)
    bending = layers.enumerated().flatMap { number, layer in
      layer.slopes.indices.filter { layer.slopes[$0] != 1 }.map { (layer.start + $0, number) }
    }
  }

  /// The output along `start` + t · `direction`.
  ///
  /// - Parameters:
  ///   - start: the point where t is the range's lower bound.
  ///   - direction: what one step in t adds.
  ///   - range: the values of t.
  ///   - hasGradient: whether the integral of the gradient is wanted.
  /// - Returns: nil where rounding leaves a sign open that matters.
  mutating func trace(
    from start: [Double], along direction: [Double], over range: ClosedRange<Double>, hasGradient: Bool
  ) -> LineTrace? {
    let length = range.upperBound - range.lowerBound
    begin(start, direction, length)
    if hasGradient { differentiate() }
    let last = z.count - 1
    let factor = isActive[last] ? 1 : layers[layers.count - 1].slopes[0]
    let (value, slope) = (factor * z[last].x, factor * z[last].y)
    guard value.isFinite, slope.isFinite else { return nil }
    var (knots, bends, weights): ([Double], [Double], [Double]) = ([], [], [])
    var units: [Int] = []
    var sums = [Double](repeating: 0, count: hasGradient ? layers[0].count : 0)
    var t = 0.0
    for _ in 0..<Self.mostKnots {
      var (next, place) = (length, -1)
      for (index, entry) in bending.enumerated() {
        let form = z[entry.unit]
        guard isActive[entry.unit] ? form.y < 0 : form.y > 0 else { continue }
        let crossing = max(-form.x / form.y, t)
        if crossing < next { (next, place) = (crossing, index) }
      }
      if next - t > 0x1p-36 * length {
        let middle = t + (next - t) / 2
        for entry in bending {
          let form = z[entry.unit]
          if (form.x + form.y * middle).magnitude <= 0x1p-44 * sizes[entry.unit], sizes[entry.unit] > 0 { return nil }
        }
      }
      if place >= 0, 0x1p-48 * sizes[bending[place].unit] > 0x1p-41 * length * z[bending[place].unit].y.magnitude {
        guard let refined = crossing(of: bending[place], start, direction),
          (refined - next).magnitude <= 0x1p-36 * length
        else { return nil }
        next = min(max(refined, t), length)
      }
      if hasGradient {
        let first = layers[0]
        for unit in 0..<first.count {
          sums[unit] += (next - t) * (isActive[unit] ? 1 : first.slopes[unit]) * derivatives[unit]
        }
      }
      t = next
      guard place >= 0, t < length else { break }
      let bend = toggle(bending[place].unit, bending[place].layer, hasGradient: hasGradient)
      guard bend != 0 else { continue }
      // Units that vanish at one place make one knot, or none where they cancel.
      if let previous = knots.last, t + range.lowerBound - previous <= 0x1p-46 * length {
        bends[bends.count - 1] += bend
        weights[weights.count - 1] += bend.magnitude
      } else {
        knots.append(t + range.lowerBound)
        units.append(bending[place].unit)
        bends.append(bend)
        weights.append(bend.magnitude)
      }
    }
    let isKept = zip(bends, weights).map { $0.magnitude > 0x1p-44 * $1 }
    if isKept.contains(false) {
      knots = zip(knots, isKept).filter(\.1).map(\.0)
      bends = zip(bends, isKept).filter(\.1).map(\.0)
      units = zip(units, isKept).filter(\.1).map(\.0)
    }
    guard t >= length else { return nil }
    var gradient = [Double](repeating: 0, count: hasGradient ? inputCount : 0)
    for (unit, sum) in sums.enumerated() where sum != 0 {
      for input in 0..<inputCount { gradient[input] += layers[0].rows[unit * inputCount + input] * sum }
    }
    return LineTrace(
      range: range, value: value, slope: slope, knots: knots, bends: bends, units: units, gradient: gradient)
  }

  /// All pre-activations at the start, with their derivatives along the line.
  private mutating func begin(_ start: [Double], _ direction: [Double], _ length: Double) {
    var values = zip(start, direction).map { SIMD2($0, $1) }
    for layer in layers {
      let reach = values.map { $0.x.magnitude + length * $0.y.magnitude }
      var next = [SIMD2<Double>](repeating: .zero, count: layer.count)
      for unit in 0..<layer.count {
        var sum = SIMD2<Double>.zero
        var size = layer.bias[unit].magnitude
        let row = unit * layer.width
        for input in 0..<layer.width {
          let weight = layer.rows[row + input]
          sum += weight * values[input]
          size += weight.magnitude * reach[input]
        }
        sum.x += layer.bias[unit]
        z[layer.start + unit] = sum
        sizes[layer.start + unit] = size
        let active = sum.x > 0 || (sum.x == 0 && sum.y > 0) || layer.slopes[unit] == 1
        isActive[layer.start + unit] = active
        next[unit] = active ? sum : layer.slopes[unit] * sum
      }
      values = next
    }
  }

  /// The derivative of the output by what each unit gives.
  private mutating func differentiate() {
    for unit in derivatives.indices { derivatives[unit] = 0 }
    derivatives[derivatives.count - 1] = 1
    for number in layers.indices.reversed().dropLast() {
      let (layer, before) = (layers[number], layers[number - 1])
      for unit in 0..<layer.count {
        let factor = (isActive[layer.start + unit] ? 1 : layer.slopes[unit]) * derivatives[layer.start + unit]
        guard factor != 0 else { continue }
        for input in 0..<layer.width {
          derivatives[before.start + input] += factor * layer.rows[unit * layer.width + input]
        }
      }
    }
  }

  /// Switches a unit; gives the jump of the output's slope.
  private mutating func toggle(_ number: Int, _ place: Int, hasGradient: Bool) -> Double {
    let layer = layers[place]
    let inactive = layer.slopes[number - layer.start]
    isActive[number].toggle()
    let factor = isActive[number] ? 1 - inactive : inactive - 1
    if hasGradient { changeDerivatives(number, place, factor) }
    let difference = factor * z[number]
    guard place + 1 < layers.count else { return difference.y }
    let next = layers[place + 1]
    let column = (number - layer.start) * next.count
    change.removeAll(keepingCapacity: true)
    for unit in 0..<next.count {
      let dz = next.columns[column + unit] * difference
      z[next.start + unit] += dz
      change.append((isActive[next.start + unit] ? 1 : next.slopes[unit]) * dz)
    }
    var size = change[0].y.magnitude
    for number in layers.indices.dropFirst(place + 2) {
      let layer = layers[number]
      nextChange.removeAll(keepingCapacity: true)
      for unit in 0..<layer.count {
        var dz = SIMD2<Double>.zero
        size = 0
        for input in 0..<layer.width {
          let term = layer.rows[unit * layer.width + input] * change[input]
          dz += term
          size += term.y.magnitude
        }
        z[layer.start + unit] += dz
        nextChange.append((isActive[layer.start + unit] ? 1 : layer.slopes[unit]) * dz)
      }
      swap(&change, &nextChange)
    }
    // What is left of terms that cancel is rounding.
    return change[0].y.magnitude <= 0x1p-46 * size ? 0 : change[0].y
  }

  /// What a unit that has switched does to the derivatives by the units before it.
  private mutating func changeDerivatives(_ number: Int, _ place: Int, _ factor: Double) {
    guard place > 0 else { return }
    var changes = [factor * derivatives[number]]
    var (first, units) = (number - layers[place].start, 1)
    for number in stride(from: place, to: 0, by: -1) {
      let (layer, before) = (layers[number], layers[number - 1])
      var next = [Double](repeating: 0, count: layer.width)
      for unit in 0..<units where changes[unit] != 0 {
        for input in 0..<layer.width { next[input] += changes[unit] * layer.rows[(first + unit) * layer.width + input] }
      }
      for input in 0..<layer.width {
        derivatives[before.start + input] += next[input]
        next[input] *= isActive[before.start + input] ? 1 : before.slopes[input]
      }
      (changes, first, units) = (next, 0, layer.width)
    }
  }

  /// Where a unit vanishes, in double-double arithmetic; nil where even that does not tell.
  private func crossing(of entry: (unit: Int, layer: Int), _ start: [Double], _ direction: [Double]) -> Double? {
    var values = zip(start, direction).map { (DoubleDouble($0), DoubleDouble($1)) }
    for layer in layers[0...entry.layer] {
      let isLast = layer.start == layers[entry.layer].start
      let units = isLast ? entry.unit - layer.start..<entry.unit - layer.start + 1 : 0..<layer.count
      values = units.map { unit in
        var (p, q) = (DoubleDouble(layer.bias[unit]), DoubleDouble(0))
        for input in 0..<layer.width {
          let weight = DoubleDouble(layer.rows[unit * layer.width + input])
          p = p + weight * values[input].0
          q = q + weight * values[input].1
        }
        if isLast || isActive[layer.start + unit] { return (p, q) }
        let slope = DoubleDouble(layer.slopes[unit])
        return (slope * p, slope * q)
      }
    }
    let (p, q) = values[0]
    guard q.high.magnitude > 0x1p-60 * sizes[entry.unit] else { return nil }
    return (-p / q).rounded
  }
}
