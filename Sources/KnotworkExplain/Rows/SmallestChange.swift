import Knotwork
import KnotworkGeometry

/// The nearest point at which an output takes a value.
public struct SmallestChange: Equatable, Sendable {
  /// The point.
  public let point: [Double]
  /// How far it lies from the row, with each input measured in units of its own.
  public let distance: Double
  /// Whether no point of the domain with that value lies nearer, but for rounding.
  public let isProved: Bool

  /// The nearest point to a row at which an output takes a value, over a box.
  ///
  /// In one and two inputs by the level set of the output, whose pieces are points and segments: the nearest of them is proved. In more, on
  /// straight ways from the row along the gradient and towards random points: what is found is a point, and no proof.
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - row: where to start, in the box.
  ///   - value: the value to be reached.
  ///   - box: where the point may lie.
  ///   - scales: the unit of each input.
  ///   - budget: limits of a dissection.
  /// - Returns: nil where no point was found; in one and two inputs there is none then.
  /// - Throws: as a dissection.
  public init?(
    of network: Network, output: Int = 0, from row: [Double], to value: Double, within box: Box, scales: [Double],
    budget: Budget = Budget()
  ) throws {
    func distance(_ point: [Double]) -> Double {
      zip(zip(point, row), scales).reduce(0) { sum, term in
        let step = (term.0.0 - term.0.1) / term.1
        return sum + step * step
      }.squareRoot()
    }
    var best: [Double]?
    func offer(_ point: [Double]) {
      let inside = zip(point, zip(box.lower, box.upper)).map { min(max($0, $1.0), $1.1) }
      if best.map({ distance(inside) < distance($0) }) ?? true { best = inside }
    }
    if network.exactly(row.map { Dyadic($0) })[output] == Dyadic(value) {
      (point, self.distance, isProved) = (row, 0, true)
      return
    }
    if box.dimension <= 2 {
      let dissection = try Dissection(of: network, over: .box(box), keeping: .vertices, within: budget)
      let set = try dissection.levelSet(of: output, at: value, within: budget)
      for piece in set.pieces {
        guard let ends = piece.vertices, let first = ends.first, let last = ends.last else { continue }
        offer(SmallestChange.nearest(to: row, from: first, to: last, scales))
      }
      for plateau in set.plateaus {
        // The nearest point of a plateau lies on an edge; segments between other corners are within it.
        let corners = dissection.regions[plateau].vertices ?? []
        for (number, corner) in corners.enumerated() {
          for other in corners[number...] { offer(SmallestChange.nearest(to: row, from: corner, to: other, scales)) }
        }
      }
      // A value that is only touched, at a corner or along the boundary, is no piece of the level set.
      for region in dissection.regions {
        let (slope, constant) = (region.map.slope[row: output], region.map.intercept[output])
        for vertex in region.vertices ?? [] {
          let found = zip(slope, vertex).reduce(constant) { $0 + $1.0 * $1.1 }
          if (found - value).magnitude <= 0x1p-46 * (found.magnitude + value.magnitude + 1) { offer(vertex) }
        }
      }
    } else {
      for point in SmallestChange.crossings(network, output, row, value, box, scales) { offer(point) }
    }
    guard let best else { return nil }
    point = best
    self.distance = distance(best)
    isProved = box.dimension <= 2
  }

  /// The point of a segment that is nearest to another one.
  private static func nearest(to row: [Double], from start: [Double], to end: [Double], _ scales: [Double]) -> [Double]
  {
    var (dot, square) = (0.0, 0.0)
    for axis in row.indices {
      let step = (end[axis] - start[axis]) / scales[axis]
      dot += (row[axis] - start[axis]) / scales[axis] * step
      square += step * step
    }
    let share = square > 0 ? min(1, max(0, dot / square)) : 0
    return zip(start, end).map { $0 + share * ($1 - $0) }
  }

  /// Where straight ways from the row reach the value first.
  private static func crossings(
    _ network: Network, _ output: Int, _ row: [Double], _ value: Double, _ box: Box, _ scales: [Double]
  ) -> [[Double]] {
    var tracer = LineTracer(network, output: output)
    var generator = SplitMix64(state: 1)
    func crossing(towards direction: [Double]) -> [Double]? {
      var length = Double.infinity
      for axis in row.indices where direction[axis] != 0 {
        let bound = direction[axis] > 0 ? box.upper[axis] : box.lower[axis]
        length = min(length, (bound - row[axis]) / direction[axis])
      }
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
