import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// The outputs of a network of one input over an interval, as broken lines without rounding.
struct ExactBrokenLine: Sendable {
  /// A part of the interval on which all outputs are straight.
  struct Piece: Sendable {
    let slopes: [Rational]
    let constants: [Rational]
  }

  let range: ClosedRange<Double>
  let pieces: [Piece]
  /// Where one piece ends and the next begins.
  let knots: [Rational]

  private init(range: ClosedRange<Double>, pieces: [Piece], knots: [Rational]) {
    (self.range, self.pieces, self.knots) = (range, pieces, knots)
  }

  /// - Throws: as a dissection does.
  init(of network: Network, over range: ClosedRange<Double>, within budget: Budget) throws {
    if network.layers.count == 2, network.layers[1].activations.allSatisfy({ !$0.bends }) {
      self.init(ofOneLayer: network, over: range)
      return
    }
    let dissection = try Dissection(of: network, over: .box(try Box(range, dimension: 1)), within: budget)
    let maps = dissection.exactMaps
    let order = dissection.regions.indices.sorted {
      dissection.regions[$0].interiorPoint[0] < dissection.regions[$1].interiorPoint[0]
    }
    var pieces: [Piece] = []
    var knots: [Rational] = []
    for region in order {
      var (slopes, constants): ([Rational], [Rational]) = ([], [])
      for output in 0..<network.outputCount {
        let coefficients = maps.coefficients(of: region, output: output)
        slopes.append(Rational(coefficients[0]))
        constants.append(Rational(coefficients[1]))
      }
      if let last = pieces.last {
        guard let output = slopes.indices.first(where: { slopes[$0] != last.slopes[$0] }) else { continue }
        knots.append((last.constants[output] - constants[output]) / (slopes[output] - last.slopes[output]))
      }
      pieces.append(Piece(slopes: slopes, constants: constants))
    }
    self.init(range: range, pieces: pieces, knots: knots)
  }

  /// One hidden layer: each unit bends at one place, in the order of which the pieces follow from each other.
  private init(ofOneLayer network: Network, over range: ClosedRange<Double>) {
    let (hidden, last) = (network.layers[0], network.layers[1])
    let (low, high) = (Rational(range.lowerBound), Rational(range.upperBound))
    var slopes = [Rational](repeating: .zero, count: network.outputCount)
    var constants = last.bias.map { Rational($0) }
    var bends: [(place: Rational, unit: Int)] = []
    // A unit's factor on z, before and behind its knot.
    func factors(_ unit: Int) -> (before: Rational, behind: Rational) {
      let inactive = Rational(hidden.activations[unit].inactiveSlope)
      return hidden.weights[unit, 0] > 0 ? (inactive, .one) : (.one, inactive)
    }
    func add(_ unit: Int, _ factor: Rational) {
      guard !factor.isZero else { return }
      for output in slopes.indices where last.weights[output, unit] != 0 {
        let weight = Rational(last.weights[output, unit]) * factor
        slopes[output] = slopes[output] + weight * Rational(hidden.weights[unit, 0])
        constants[output] = constants[output] + weight * Rational(hidden.bias[unit])
      }
    }
    for unit in 0..<hidden.unitCount {
      let (weight, bias) = (hidden.weights[unit, 0], hidden.bias[unit])
      guard weight != 0 else {
        add(unit, bias > 0 ? .one : Rational(hidden.activations[unit].inactiveSlope))
        continue
      }
      let place = -Rational(bias) / Rational(weight)
      add(unit, place <= low ? factors(unit).behind : factors(unit).before)
      if low < place, place < high, hidden.activations[unit].bends { bends.append((place, unit)) }
    }
    bends.sort { ($0.place, $0.unit) < ($1.place, $1.unit) }
    var pieces = [Piece(slopes: slopes, constants: constants)]
    var knots: [Rational] = []
    var next = 0
    while next < bends.count {
      let place = bends[next].place
      while next < bends.count, bends[next].place == place {
        let (before, behind) = factors(bends[next].unit)
        add(bends[next].unit, behind - before)
        next += 1
      }
      // What bends may cancel.
      guard zip(slopes, pieces[pieces.count - 1].slopes).contains(where: { $0 != $1 }) else { continue }
      pieces.append(Piece(slopes: slopes, constants: constants))
      knots.append(place)
    }
    self.init(range: range, pieces: pieces, knots: knots)
  }

  /// How far the values of the first output are apart, about.
  var spread: Double {
    let ends = [Rational(range.lowerBound)] + knots + [Rational(range.upperBound)]
    let values = ends.enumerated().map { index, end in
      let piece = pieces[min(index, pieces.count - 1)]
      return (piece.slopes[0] * end + piece.constants[0]).rounded
    }
    return (values.max() ?? 0) - (values.min() ?? 0)
  }

  /// The network of one hidden layer with a unit for each knot, and a linear one where the first piece is not level.
  func network(inputNames: [String], outputNames: [String]) -> ExactNetwork {
    let start = Rational(range.lowerBound)
    var hidden = ExactLayer(weights: [], bias: [], slopes: [])
    var columns: [[Rational]] = []
    if pieces[0].slopes.contains(where: { !$0.isZero }) {
      hidden.append([.one], -start, slope: .one)
      columns.append(pieces[0].slopes)
    }
    for (index, knot) in knots.enumerated() {
      hidden.append([.one], -knot, slope: .zero)
      columns.append(zip(pieces[index + 1].slopes, pieces[index].slopes).map { $0 - $1 })
    }
    let values = zip(pieces[0].slopes, pieces[0].constants).map { $0 * start + $1 }
    let outputs = outputNames.count
    guard !knots.isEmpty else {
      let layer = ExactLayer(
        weights: pieces[0].slopes.map { [$0] }, bias: pieces[0].constants,
        slopes: [Rational](repeating: .one, count: outputs))
      return ExactNetwork(layers: [layer], inputNames: inputNames, outputNames: outputNames)
    }
    let last = ExactLayer(
      weights: (0..<outputs).map { output in columns.map { $0[output] } }, bias: values,
      slopes: [Rational](repeating: .one, count: outputs))
    return ExactNetwork(layers: [hidden, last], inputNames: inputNames, outputNames: outputNames)
  }
}
