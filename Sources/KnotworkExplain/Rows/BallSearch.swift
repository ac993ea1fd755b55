import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// The nearest point at which an output takes a value, in many inputs: points on straight ways from the row, and balls around it in which the
/// value is proved not to be taken.
///
/// Where the output is below the value at the row, a point where it is not lies behind one where it equals it, by continuity; so the balls
/// are those of a claim that the output stays below, in coordinates u in which x = row + scales · u, a layer of their own that is not rounded.
struct BallSearch {
  private let network: Network
  private let output: Int
  private let row: [Double]
  private let value: Double
  private let box: Box
  private let scales: [Double]
  private var best: (point: [Double], distance: Double)?

  /// So long balls have where the budget says nothing.
  private static let duration = Duration.seconds(10)

  init(_ network: Network, _ output: Int, _ row: [Double], _ value: Double, _ box: Box, _ scales: [Double]) {
    (self.network, self.output, self.row, self.value) = (network, output, row, value)
    (self.box, self.scales) = (box, scales)
  }

  mutating func run(within budget: Budget) throws -> SmallestChange.Finding {
    for point in crossings() { offer(point) }
    let scaled = try scaledNetwork()
    let claim = claim()
    var budget = budget
    budget.limits.duration = budget.limits.duration ?? Self.duration
    let found = try claim.robustness(
      at: row.map { _ in 0 }, in: .two, on: [scaled], known: known(claim, scaled), within: budget)
    if found.holdsEverywhere { return .none }
    if let far = found.counterexample {
      let direction = zip(scales, far).map { $0 * $1 }
      if let point = crossing(towards: direction) { offer(point) }
    }
    guard let best else { return .open }
    // The proof is about coordinates that are not rounded; the point is.
    let bound = min(found.radius, best.distance)
    return .point(
      SmallestChange(
        point: best.point, distance: best.distance, bound: bound,
        isProved: bound >= best.distance * (1 - 2e-4)))
  }

  private mutating func offer(_ point: [Double]) {
    let inside = zip(point, zip(box.lower, box.upper)).map { min(max($0, $1.0), $1.1) }
    let distance = zip(zip(inside, row), scales).reduce(0) { sum, term in
      let step = (term.0.0 - term.0.1) / term.1
      return sum + step * step
    }.squareRoot()
    if best.map({ distance < $0.distance }) ?? true { best = (inside, distance) }
  }

  private func scaledNetwork() throws -> Network {
    var weights = Matrix.zero(rows: row.count, columns: row.count)
    for axis in row.indices { weights[axis, axis] = scales[axis] }
    let first = Layer(weights: weights, bias: row, activation: .linear)
    return try Network(layers: [first] + network.restricted(to: output).layers)
  }

  private func claim() -> Claim {
    let isBelow = network.exactly(row.map { Dyadic($0) })[output] < Dyadic(value)
    let sign = isBelow ? -1.0 : 1
    let reached = LinearConstraint([LinearConstraint.Term(sign, .output(0))], atMost: sign * value)
    // A little more than the box, so that what is proved holds for all of it.
    let lower = row.indices.map { min(0, ((box.lower[$0] - row[$0]).nextDown / scales[$0]).nextDown) }
    let upper = row.indices.map { max(0, ((box.upper[$0] - row[$0]).nextUp / scales[$0]).nextUp) }
    return Claim(
      inputCount: row.count, outputCount: 1,
      violation: Violation(lower: lower, upper: upper, condition: .constraint(reached)))
  }

  /// The best point so far in the claim's coordinates, a little farther than rounding has left it.
  private func known(_ claim: Claim, _ scaled: Network) -> [Double]? {
    guard let best, let violation = claim.violation else { return nil }
    let steps = row.indices.map { (best.point[$0] - row[$0]) / scales[$0] }
    for exponent in stride(from: -50, through: -14, by: 4) {
      let farther = 1 + Double(sign: .plus, exponent: exponent, significand: 1)
      let point = row.indices.map { min(violation.upper[$0], max(violation.lower[$0], steps[$0] * farther)) }
      if claim.isViolated(at: point, by: [scaled]) { return point }
    }
    return nil
  }

  /// Where the straight way in a direction reaches the value first.
  private func crossing(towards direction: [Double]) -> [Double]? {
    var length = Double.infinity
    for axis in row.indices where direction[axis] != 0 {
      let bound = direction[axis] > 0 ? box.upper[axis] : box.lower[axis]
      length = min(length, (bound - row[axis]) / direction[axis])
    }
    var tracer = LineTracer(network, output: output)
    guard length > 0, length.isFinite,
      let trace = tracer.trace(from: row, along: direction, over: 0...length, hasGradient: false)
    else { return nil }
    let curve = BrokenCurve(meanOf: [trace])
    for piece in 0..<curve.pieceCount {
      let (a, b) = (curve.y[piece] - value, curve.y[piece + 1] - value)
      guard a == 0 || a.sign != b.sign else { continue }
      let t = a == b ? curve.x[piece] : curve.x[piece] + (curve.x[piece + 1] - curve.x[piece]) * (a / (a - b))
      return zip(row, direction).map { $0 + t * $1 }
    }
    return nil
  }

  /// Points on straight ways from the row.
  private func crossings() -> [[Double]] {
    var generator = SplitMix64(state: 1)
    var found: [[Double]] = []
    var point = row
    for _ in 0..<20 {
      // Along the gradient at the last point found, in units of the inputs.
      let gradient = network.localMap(at: point).slope[row: output]
      for sign in [1.0, -1] {
        let direction = zip(gradient, scales).map { sign * $0 * $1 * $1 }
        if let next = crossing(towards: direction) { found.append(next) }
      }
      guard let last = found.last, last != point else { break }
      point = last
    }
    for _ in 0..<400 {
      let direction = scales.map { $0 * Double.random(in: -1...1, using: &generator) }
      if let next = crossing(towards: direction) { found.append(next) }
    }
    return found
  }
}
