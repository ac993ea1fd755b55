import Knotwork
import KnotworkGeometry

/// Follows one output of a network along straight lines, from knot to knot, in floating point.
///
/// Along a line every pre-activation is an affine function p + q t as long as no unit switches. Where one does, only what lies behind it
/// changes, and by a multiple of what it gave: O(units) operations for each knot of a network of two hidden layers. Knots whose place
/// rounding would blur are found again in double-double arithmetic. Where a unit vanishes along the line, as far as doubles let see, its
/// sign is a matter of exact arithmetic: then there is no trace, and ``ExactLine`` has to be asked.
struct LineTracer: Sendable {
  private typealias Block = TracedLayer.Block

  private let layers: [TracedLayer]
  private let inputCount: Int
  /// Of every unit of every layer in blocks: its pre-activation p + q t, and the size of the terms that it is a sum of, 0 for a unit that
  /// never bends.
  private var (p, q, sizes): ([Block], [Block], [Block])
  /// 1 for a unit that is active, -1 for one that is not, 0 for one that never bends.
  private var signs: [Block]
  /// The derivative of the output by what each unit gives.
  private var derivatives: [Block]
  /// The layer of each block.
  private let layerOfBlock: [Int]
  /// Room for changes of the values of a layer.
  private var (changes, nextChanges): ([(p: Block, q: Block)], [(p: Block, q: Block)]) = ([], [])

  /// So many knots are more than any line has that ends.
  private static let mostKnots = 10_000_000

  init(_ network: Network, output: Int) {
    var (start, unit) = (0, 0)
    var layers: [TracedLayer] = []
    for (number, layer) in network.layers.enumerated() {
      let isLast = number + 1 == network.layers.count
      let units = isLast ? output..<output + 1 : 0..<layer.unitCount
      layers.append(TracedLayer(layer, units: units, start: start, firstUnit: unit))
      start += layers[number].blockCount
      unit += units.count
    }
    self.layers = layers
    inputCount = network.inputCount
    layerOfBlock = layers.indices.flatMap { [Int](repeating: $0, count: layers[$0].blockCount) }
    let zeros = [Block](repeating: .zero, count: start)
    (p, q, sizes) = (zeros, zeros, zeros)
    (signs, derivatives) = (zeros, zeros)
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
    let output = layers[layers.count - 1]
    let factor = signs[output.start][0] < 0 ? output.slopes[0][0] : 1
    let (value, slope) = (factor * p[output.start][0], factor * q[output.start][0])
    guard value.isFinite, slope.isFinite else { return nil }
    var (knots, bends, weights): ([Double], [Double], [Double]) = ([], [], [])
    var units: [Int] = []
    let first = layers[0]
    var sums = [Block](repeating: .zero, count: hasGradient ? first.blockCount : 0)
    var t = 0.0
    for _ in 0..<Self.mostKnots {
      var (next, place) = nextCrossing(after: t, before: length)
      if next - t > 0x1p-36 * length, vanishes(at: t + (next - t) / 2) { return nil }
      if let place, 0x1p-48 * sizes[place.block][place.lane] > 0x1p-41 * length * q[place.block][place.lane].magnitude {
        guard let refined = crossing(of: place, start, direction), (refined - next).magnitude <= 0x1p-36 * length
        else { return nil }
        next = min(max(refined, t), length)
      }
      for block in sums.indices {
        sums[block] += (next - t) * factors(first.slopes[block], signs[block]) * derivatives[block]
      }
      t = next
      guard let place, t < length else { break }
      let bend = toggle(place, hasGradient: hasGradient)
      guard bend != 0 else { continue }
      // Units that vanish at one place make one knot, or none where they cancel.
      if let previous = knots.last, t + range.lowerBound - previous <= 0x1p-46 * length {
        bends[bends.count - 1] += bend
        weights[weights.count - 1] += bend.magnitude
      } else {
        let layer = layers[layerOfBlock[place.block]]
        knots.append(t + range.lowerBound)
        units.append(layer.firstUnit + layer.unit(place))
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
    for input in gradient.indices {
      var sum = Block.zero
      for block in sums.indices { sum += first.columns[input * first.blockCount + block] * sums[block] }
      gradient[input] = sum.sum()
    }
    return LineTrace(
      range: range, value: value, slope: slope, knots: knots, bends: bends, units: units, gradient: gradient)
  }

  /// The first place before an end where a unit vanishes that heads there, of several units the first; the end where none does.
  private func nextCrossing(after t: Double, before end: Double) -> (t: Double, unit: UnitPlace?) {
    var nearest = Block(repeating: end)
    var blocks = SIMD4<Int64>(repeating: -1)
    for block in p.indices {
      let heading = signs[block] * q[block] .< 0
      var crossing = -p[block] / q[block]
      crossing.replace(with: t, where: crossing .< t)
      let isNearer = heading .& (crossing .< nearest)
      nearest.replace(with: crossing, where: isNearer)
      blocks.replace(with: Int64(block), where: isNearer)
    }
    var (next, place) = (end, UnitPlace?.none)
    for lane in 0..<4 where blocks[lane] >= 0 {
      let found = UnitPlace(block: Int(blocks[lane]), lane: lane)
      if let known = place, (nearest[lane], found) >= (next, known) { continue }
      (next, place) = (nearest[lane], found)
    }
    return (next, place)
  }

  /// Whether a unit that bends may vanish at a place, as far as doubles let see.
  private func vanishes(at t: Double) -> Bool {
    var found = SIMDMask<SIMD4<Int64>>(repeating: false)
    for block in p.indices {
      let value = p[block] + q[block] * t
      let tolerance = 0x1p-44 * sizes[block]
      found .|= (value .<= tolerance) .& (-value .<= tolerance) .& (sizes[block] .> 0)
    }
    return any(found)
  }

  /// All pre-activations at the start, with their derivatives along the line.
  private mutating func begin(_ start: [Double], _ direction: [Double], _ length: Double) {
    var (values, steps) = (TracedLayer.blocks(start), TracedLayer.blocks(direction))
    for layer in layers {
      for unit in 0..<layer.count {
        var (value, step, size) = (Block.zero, Block.zero, Block.zero)
        for (block, weight) in layer.rows[layer.row(unit)].enumerated() {
          let (x, y) = (weight * values[block], weight * steps[block])
          value += x
          step += y
          size += magnitudes(x) + length * magnitudes(y)
        }
        let place = layer.place(unit)
        let bias = layer.bias[unit / 4][unit % 4]
        let sum = value.sum() + bias
        p[place.block][place.lane] = sum
        q[place.block][place.lane] = step.sum()
        let bends = layer.bending[unit / 4][unit % 4]
        sizes[place.block][place.lane] = bends * (size.sum() + bias.magnitude)
        signs[place.block][place.lane] = sum > 0 || (sum == 0 && step.sum() > 0) ? bends : -bends
      }
      let blocks = layer.start..<layer.start + layer.blockCount
      let given = zip(layer.slopes, signs[blocks]).map { factors($0, $1) }
      values = zip(given, p[blocks]).map { $0 * $1 }
      steps = zip(given, q[blocks]).map { $0 * $1 }
    }
  }

  /// The derivative of the output by what each unit gives.
  private mutating func differentiate() {
    derivatives[layers[layers.count - 1].start] = Block(1, 0, 0, 0)
    for number in layers.indices.reversed().dropLast() {
      let (layer, before) = (layers[number], layers[number - 1])
      for block in before.start..<before.start + before.blockCount { derivatives[block] = .zero }
      for unit in 0..<layer.count {
        let place = layer.place(unit)
        let inactive = layer.slopes[unit / 4][place.lane]
        let factor = (signs[place.block][place.lane] < 0 ? inactive : 1) * derivatives[place.block][place.lane]
        guard factor != 0 else { continue }
        let row = layer.row(unit).lowerBound
        for block in 0..<before.blockCount { derivatives[before.start + block] += factor * layer.rows[row + block] }
      }
    }
  }

  /// Switches a unit; gives the jump of the output's slope.
  private mutating func toggle(_ place: UnitPlace, hasGradient: Bool) -> Double {
    let number = layerOfBlock[place.block]
    let layer = layers[number]
    let inactive = layer.slopes[place.block - layer.start][place.lane]
    signs[place.block][place.lane].negate()
    let factor = signs[place.block][place.lane] > 0 ? 1 - inactive : inactive - 1
    if hasGradient { changeDerivatives(place, number, factor) }
    let value = factor * p[place.block][place.lane]
    let step = factor * q[place.block][place.lane]
    guard number + 1 < layers.count else { return step }
    let next = layers[number + 1]
    let column = layer.unit(place) * next.blockCount
    changes.removeAll(keepingCapacity: true)
    for block in 0..<next.blockCount {
      let weights = next.columns[column + block]
      let (dp, dq) = (weights * value, weights * step)
      p[next.start + block] += dp
      q[next.start + block] += dq
      let given = factors(next.slopes[block], signs[next.start + block])
      changes.append((given * dp, given * dq))
    }
    var size = changes[0].q[0].magnitude
    for layer in layers[(number + 2)...] {
      nextChanges.removeAll(keepingCapacity: true)
      for block in 0..<layer.blockCount {
        var (dp, dq) = (Block.zero, Block.zero)
        for lane in 0..<min(4, layer.count - 4 * block) {
          var (value, step, terms) = (Block.zero, Block.zero, Block.zero)
          let row = layer.row(4 * block + lane).lowerBound
          for input in changes.indices {
            let weights = layer.rows[row + input]
            let term = weights * changes[input].q
            value += weights * changes[input].p
            step += term
            terms += magnitudes(term)
          }
          (dp[lane], dq[lane]) = (value.sum(), step.sum())
          size = terms.sum()
        }
        p[layer.start + block] += dp
        q[layer.start + block] += dq
        let given = factors(layer.slopes[block], signs[layer.start + block])
        nextChanges.append((given * dp, given * dq))
      }
      swap(&changes, &nextChanges)
    }
    let bend = changes[0].q[0]
    // What is left of terms that cancel is rounding.
    return bend.magnitude <= 0x1p-46 * size ? 0 : bend
  }

  /// What a unit that has switched does to the derivatives by the units before it.
  private mutating func changeDerivatives(_ place: UnitPlace, _ number: Int, _ factor: Double) {
    guard number > 0 else { return }
    // Of the layer behind: what its units' derivatives change by, where they give more than 0.
    var units = [(layers[number].unit(place), factor * derivatives[place.block][place.lane])]
    for number in stride(from: number, to: 0, by: -1) {
      let (layer, before) = (layers[number], layers[number - 1])
      var changes = [Block](repeating: .zero, count: before.blockCount)
      for (unit, change) in units where change != 0 {
        let row = layer.row(unit).lowerBound
        for block in 0..<before.blockCount { changes[block] += change * layer.rows[row + block] }
      }
      for block in 0..<before.blockCount {
        derivatives[before.start + block] += changes[block]
        changes[block] *= factors(before.slopes[block], signs[before.start + block])
      }
      units = (0..<before.count).map { ($0, changes[$0 / 4][$0 % 4]) }
    }
  }

  /// Where a unit vanishes, in double-double arithmetic; nil where even that does not tell.
  private func crossing(of place: UnitPlace, _ start: [Double], _ direction: [Double]) -> Double? {
    let target = layerOfBlock[place.block]
    var values = zip(start, direction).map { (DoubleDouble($0), DoubleDouble($1)) }
    for (number, layer) in layers[0...target].enumerated() {
      let unit = layer.unit(place)
      let units = number == target ? unit..<unit + 1 : 0..<layer.count
      values = units.map { unit in
        var (p, q) = (DoubleDouble(layer.bias[unit / 4][unit % 4]), DoubleDouble(0))
        for input in 0..<layer.width {
          let weight = DoubleDouble(layer.weight(unit, input))
          p = p + weight * values[input].0
          q = q + weight * values[input].1
        }
        let sign = signs[layer.start + unit / 4][unit % 4]
        if number == target || sign >= 0 { return (p, q) }
        let slope = DoubleDouble(layer.slopes[unit / 4][unit % 4])
        return (slope * p, slope * q)
      }
    }
    let (p, q) = values[0]
    guard q.high.magnitude > 0x1p-60 * sizes[place.block][place.lane] else { return nil }
    return (-p / q).rounded
  }
}

/// The factors of units by their signs.
@inline(__always)
private func factors(_ slopes: SIMD4<Double>, _ signs: SIMD4<Double>) -> SIMD4<Double> {
  slopes.replacing(with: 1, where: signs .>= 0)
}

@inline(__always)
private func magnitudes(_ values: SIMD4<Double>) -> SIMD4<Double> {
  values.replacing(with: -values, where: values .< 0)
}
