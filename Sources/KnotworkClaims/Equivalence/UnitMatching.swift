import Knotwork
import KnotworkGeometry

/// Which unit of a network does what a unit of another does: the same, but in another place, and perhaps several times as much.
struct UnitMatching {
  /// The second network with its units in the order of the first's, the same function.
  let permuted: Network
  /// The same with units that compute as much as the first's do: the same function but for the rounding of weights.
  let scaled: Network
  /// Whether weights of ``scaled`` are rounded.
  let isRounded: Bool
  /// How far weights are apart at most in a unit, as a part of how large they are.
  let distance: Double
  /// Whether units of ``scaled`` are those of the first network.
  let areSame: Bool

  /// Nil for networks of different shapes.
  init?(_ first: Network, _ second: Network) {
    guard first.inputCount == second.inputCount,
      first.layers.map(\.unitCount) == second.layers.map(\.unitCount)
    else { return nil }
    var places = Array(0..<first.inputCount)
    var scales = [Double](repeating: 1, count: first.inputCount)
    var (permuted, scaled): ([Layer], [Layer]) = ([], [])
    var (isRounded, distance) = (false, 0.0)
    for (number, (own, other)) in zip(first.layers, second.layers).enumerated() {
      let isLast = number == first.layers.count - 1
      let sorted = (0..<other.unitCount).map { unit in
        let row = other.weights[row: unit]
        return places.map { row[row.startIndex + $0] }
      }
      // What units make of the first network's values.
      let rows = sorted.map { row in zip(row, scales).map { $0 * $1 } }
      let found =
        isLast ? Array(0..<own.unitCount) : UnitMatching.places(own, rows, other)
      guard let found, zip(found.indices, found).allSatisfy({ own.activations[$0] == other.activations[$1] }) else {
        return nil
      }
      let factors = found.enumerated().map { unit, place in
        isLast
          ? 1 : UnitMatching.factor(Array(own.weights[row: unit]) + [own.bias[unit]], rows[place] + [other.bias[place]])
      }
      var weights: [[Double]] = []
      var bias: [Double] = []
      for (place, factor) in zip(found, factors) {
        weights.append(zip(sorted[place], scales).map { $0 * $1 / factor })
        bias.append(other.bias[place] / factor)
        isRounded =
          isRounded || bias[bias.count - 1] * factor != other.bias[place]
          || !zip(weights[weights.count - 1], zip(sorted[place], scales)).allSatisfy { $0 * factor / $1.1 == $1.0 }
      }
      permuted.append(
        Layer(
          weights: Matrix(found.map { sorted[$0] }), bias: found.map { other.bias[$0] },
          activations: found.map { other.activations[$0] }))
      scaled.append(Layer(weights: Matrix(weights), bias: bias, activations: own.activations))
      for unit in 0..<own.unitCount {
        distance = max(
          distance,
          UnitMatching.distance(
            Array(own.weights[row: unit]) + [own.bias[unit]], weights[unit] + [bias[unit]], isRelative: true))
      }
      (places, scales) = (found, factors)
    }
    isRounded = isRounded || scales.contains { !$0.isFinite }
    guard
      let permuted = try? Network(layers: permuted, inputNames: second.inputNames, outputNames: second.outputNames),
      let scaled = try? Network(layers: scaled, inputNames: second.inputNames, outputNames: second.outputNames)
    else { return nil }
    (self.permuted, self.scaled, self.isRounded, self.distance) = (permuted, scaled, isRounded, distance)
    // A layer without biases is one with biases of 0.
    areSame =
      !isRounded
      && zip(scaled.layers, first.layers).allSatisfy {
        $0.weights == $1.weights && $0.bias == $1.bias && $0.activations == $1.activations
      }
  }

  /// How much more a unit computes than another, from their rows, where that is about a power of two, which rounds nothing; else 1.
  private static func factor(_ own: [Double], _ other: [Double]) -> Double {
    let (a, b) = (size(own), size(other))
    guard a > 0, b > 0, a.isFinite, b.isFinite else { return 1 }
    let factor = b / a
    if (factor - 1).magnitude < 0.05 { return 1 }
    let exponent = factor.exponent
    for power in [
      Double(sign: .plus, exponent: exponent, significand: 1),
      Double(sign: .plus, exponent: exponent + 1, significand: 1),
    ]
    where (factor / power - 1).magnitude < 0.05 { return power }
    return 1
  }

  private static func size(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// About the logarithm of a row's size to base 2.
  private static func exponent(_ row: [Double]) -> Double {
    let size = size(row)
    return size > 0 && size.isFinite ? Double(size.exponent) + size.significand - 1 : 0
  }

  /// How far rows are apart, each divided by its size, or by the first's.
  private static func distance(_ a: [Double], _ b: [Double], isRelative: Bool = false) -> Double {
    let sizes = (size(a), size(b))
    guard sizes.0 > 0, sizes.1 > 0 else { return sizes.0 == sizes.1 ? 0 : 1 }
    let other = isRelative ? sizes.0 : sizes.1
    return zip(a, b).reduce(0) { sum, pair in
      let difference = pair.0 / sizes.0 - pair.1 / other
      return sum + difference * difference
    }.squareRoot()
  }

  /// For each unit of a layer the place of the one that does the same.
  private static func places(_ own: Layer, _ rows: [[Double]], _ other: Layer) -> [Int]? {
    let count = own.unitCount
    let mine = (0..<count).map { Array(own.weights[row: $0]) + [own.bias[$0]] }
    let others = zip(rows, other.bias).map { $0 + [$1] }
    func cost(_ unit: Int, _ place: Int) -> Double {
      own.activations[unit] == other.activations[place] ? distance(mine[unit], others[place]) : 1e6
    }
    let stays = (0..<count).map { cost($0, $0) }
    if stays.allSatisfy({ $0 < 0.05 }) || count > Assignment.most { return Array(0..<count) }
    let near = Relaxation.cosines(mine, others)
    let exponents = (mine.map(exponent), others.map(exponent))
    let costs = (0..<count).map { unit in
      (0..<count).map { place in
        // Of units that are multiples of each other those of one size belong together.
        let apart = 1e-3 * min(30, (exponents.0[unit] - exponents.1[place]).magnitude)
        // Of unit vectors the distance follows from their product, but for digits that count where they are close.
        let cosine = near[unit * count + place]
        guard cosine < 0.999, own.activations[unit] == other.activations[place] else {
          return cost(unit, place) + apart
        }
        return (2 - 2 * cosine).squareRoot() + apart
      }
    }
    let found = Assignment.cheapest(costs)
    let total = found.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
    return total < stays.reduce(0, +) ? found : Array(0..<count)
  }
}
