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

  /// - Throws: as a dissection does.
  init(of network: Network, over range: ClosedRange<Double>, within budget: Budget) throws {
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
    (self.range, self.pieces, self.knots) = (range, pieces, knots)
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
