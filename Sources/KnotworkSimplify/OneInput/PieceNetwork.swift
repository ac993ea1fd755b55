import Knotwork
import KnotworkGeometry

/// A broken line as the network of one hidden layer that it is, in doubles: y = c + s (x − x₀) + Σ bend · relu(x − knot).
///
/// Slopes and values are those of the network, tracked without rounding, so that the next bend makes up for what the last ones left.
struct PieceNetwork {
  let start: Double
  private(set) var knots: [Double] = []
  private(set) var bends: [Double] = []
  let firstValue: Double
  let firstSlope: Double
  /// The slope of each piece, and its value at x = 0.
  private(set) var slopes: [Dyadic] = []
  private(set) var constants: [Dyadic] = []

  /// - Parameters:
  ///   - nodes: the two ends and the knots, strictly ascending.
  ///   - values: what the network is to be near to there.
  init(nodes: [Double], values: [Dyadic]) {
    start = nodes[0]
    firstValue = values[0].nearest
    let width = Dyadic(nodes[1]) - Dyadic(nodes[0])
    firstSlope = Dyadic.quotient(values[1] - Dyadic(firstValue), width)
    var slope = Dyadic(firstSlope)
    var constant = Dyadic(firstValue) - slope * Dyadic(start)
    slopes.append(slope)
    constants.append(constant)
    for node in 1..<nodes.count - 1 {
      let (x, next) = (Dyadic(nodes[node]), Dyadic(nodes[node + 1]))
      let value = slope * x + constant
      let bend = Dyadic.quotient(values[node + 1] - value - slope * (next - x), next - x)
      guard bend != 0, bend.isFinite else { continue }
      knots.append(nodes[node])
      bends.append(bend)
      slope += Dyadic(bend)
      constant -= Dyadic(bend) * x
      slopes.append(slope)
      constants.append(constant)
    }
    // A line alone is a layer of its own, whose bias is its value at 0.
    if knots.isEmpty { constants[0] = Dyadic(constants[0].nearest) }
  }

  var pieceCount: Int { slopes.count }

  /// - Throws: `InvalidNetwork` when a number is beyond the range of doubles.
  func network(inputNames: [String], outputNames: [String]) throws(InvalidNetwork) -> Network {
    guard !knots.isEmpty else {
      return try Network(
        layers: [
          Layer(weights: Matrix([[firstSlope]]), bias: [constants[0].nearest], activation: .linear)
        ], inputNames: inputNames, outputNames: outputNames)
    }
    let hasSlope = firstSlope != 0
    let offsets = (hasSlope ? [start] : []) + knots
    return try Network(
      layers: [
        Layer(
          weights: Matrix(offsets.map { _ in [1] }), bias: offsets.map { 0 - $0 },
          activations: (hasSlope ? [.linear] : []) + knots.map { _ in .relu }),
        Layer(weights: Matrix([(hasSlope ? [firstSlope] : []) + bends]), bias: [firstValue], activation: .linear),
      ], inputNames: inputNames, outputNames: outputNames)
  }
}
