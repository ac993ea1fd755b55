import Knotwork
import KnotworkGeometry

/// Units that are replaced by lines, with a bound on what that changes that follows from the ranges of pre-activations and the weights
/// behind them alone; it holds in any number of dimensions, and is far from tight.
///
/// A unit that bends at 0 with z in [l, u] is at most −l u (1 − s) / 2 (u − l) from the line half-way between its chord and the parallel
/// through 0.
struct ProvedRemoval {
  private let exact: ExactNetwork
  private let network: Network
  private let bounds: UnitBounds
  private let box: Box
  private let rounding: Double
  /// The units, the one with the least effect first.
  private let order: [Unit]

  init(_ lossless: LosslessSimplification, over box: Box) {
    (exact, network, self.box) = (lossless.exact, lossless.network, box)
    rounding = lossless.rounding.bound
    bounds = UnitBounds(of: network, over: box, limits: Limits(regions: 0))
    // How much an output changes at most with each unit's value.
    var reach: [[Double]] = [[Double](repeating: 1, count: network.outputCount)]
    for (number, layer) in network.layers.enumerated().reversed() where number > 0 {
      let behind = reach[0]
      let slopes = layer.activations.map { max(1, $0.inactiveSlope.magnitude) }
      reach.insert(
        (0..<layer.inputCount).map { source in
          (0..<layer.unitCount).reduce(0) { $0 + layer.weights[$1, source].magnitude * behind[$1] * slopes[$1] }
        }, at: 0)
    }
    var found: [(unit: Unit, effect: Double)] = []
    for (number, layer) in network.layers.enumerated().dropLast() {
      for unit in 0..<layer.unitCount where layer.activations[unit].bends {
        let deviation = ProvedRemoval.line(layer.activations[unit], bounds.layers[number][unit]).deviation
        found.append((Unit(layer: number, index: unit), reach[number][unit] * deviation))
      }
    }
    order = found.sorted { ($0.effect, $0.unit) < ($1.effect, $1.unit) }.map(\.unit)
  }

  /// The line in place of a unit, and how far it is off at most.
  private static func line(
    _ activation: Activation, _ range: ClosedRange<Double>
  ) -> (slope: Double, constant: Double, deviation: Double) {
    let (low, high) = (range.lowerBound, range.upperBound)
    let inactive = activation.inactiveSlope
    if low >= 0 { return (1, 0, 0) }
    if high <= 0 { return (inactive, 0, 0) }
    guard low.isFinite, high.isFinite else { return (1, 0, .infinity) }
    let slope = (high - inactive * low) / (high - low)
    let constant = (inactive - slope) * low / 2
    // At both ends and at 0, whatever rounding has made of the line; |z| rounds up.
    let ends = [
      Rational(inactive) * Rational(low) - Rational(slope) * Rational(low) - Rational(constant),
      Rational(high) - Rational(slope) * Rational(high) - Rational(constant), -Rational(constant),
    ]
    return (slope, constant, ends.reduce(0) { max($0, $1.magnitude.roundedUp) })
  }

  /// A bound on the difference from the exact network when so many units are lines.
  private func bound(removing count: Int) -> Double {
    let removed = Set(order.prefix(count))
    var errors = [Double](repeating: 0, count: network.inputCount)
    for (number, layer) in network.layers.enumerated() {
      let slack = 1 + Double(layer.inputCount + 8) * 0x1p-50
      errors = (0..<layer.unitCount).map { unit in
        var sum = 0.0
        for (source, weight) in layer.weights[row: unit].enumerated() { sum += weight.magnitude * errors[source] }
        let activation = layer.activations[unit]
        var error = sum * max(1, activation.inactiveSlope.magnitude)
        if removed.contains(Unit(layer: number, index: unit)) {
          let line = ProvedRemoval.line(activation, bounds.layers[number][unit])
          error = sum * line.slope.magnitude + line.deviation
        }
        return error > 0 ? error * slack + 0x1p-1060 : 0
      }
    }
    return errors.max() ?? 0
  }

  /// How many units can be lines within an error.
  func count(within error: Double) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if bound(removing: middle) + rounding <= error * (1 - 0x1p-20) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The network with so many units as lines, written small, and by how much it differs from the original at most.
  func network(removing count: Int) throws -> (network: Network, bound: Double)? {
    var exact = ExactNetwork(network)
    for unit in order.prefix(count) {
      let line = ProvedRemoval.line(
        network.layers[unit.layer].activations[unit.index], bounds.layers[unit.layer][unit.index])
      let (slope, constant) = (Rational(line.slope), Rational(line.constant))
      exact.layers[unit.layer].slopes[unit.index] = .one
      for row in exact.layers[unit.layer + 1].weights.indices {
        let weight = exact.layers[unit.layer + 1].weights[row][unit.index]
        guard !weight.isZero else { continue }
        exact.layers[unit.layer + 1].bias[row] = exact.layers[unit.layer + 1].bias[row] + weight * constant
        exact.layers[unit.layer + 1].weights[row][unit.index] = weight * slope
      }
    }
    let small = ReducedNetwork(exact).network
    let rounded = try small.rounded()
    let written = RoundingBound(from: small, to: rounded, over: box).outputs.max() ?? 0
    let bound = ((bound(removing: count) + rounding) * (1 + 0x1p-50) + written) * (1 + 0x1p-50)
    return (rounded, bound.nextUp)
  }
}
