import Knotwork
import KnotworkGeometry

/// The nearest point at which an output takes a value.
public struct SmallestChange: Equatable, Sendable {
  /// The point.
  public let point: [Double]
  /// How far it lies from the row, with each input measured in units of its own.
  public let distance: Double
  /// Whether it is proved that no point of the domain with that value lies nearer by more than a ten-thousandth; in one and two inputs none at
  /// all, but for rounding.
  public let isProved: Bool
  /// No point of the domain with that value lies nearer than this; proved, but for rounding in one and two inputs.
  public let bound: Double

  /// What is known of the nearest point.
  public enum Finding: Equatable, Sendable {
    /// A point, and how near another one may be.
    case point(SmallestChange)
    /// The value is taken nowhere in the domain: proved.
    case none
    /// No point was found, and none is ruled out.
    case open
  }

  /// The nearest point to a row at which an output takes a value, over a box.
  ///
  /// In one and two inputs by the level set of the output, whose pieces are points and segments: the nearest of them is proved. In more by
  /// straight ways from the row along the gradient and towards random points, and then by ever smaller balls around the row, of which
  /// it is proved by bounds and branching that the value is not taken in them, until point and proof are a ten-thousandth apart.
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - row: where to start, in the box.
  ///   - value: the value to be reached.
  ///   - box: where the point may lie.
  ///   - scales: the unit of each input.
  ///   - budget: what a dissection or the balls may cost; these take 10 seconds at most where it has no limit of time.
  /// - Throws: as a dissection in one and two inputs; `FailedGate` where a point is found nearer than is proved, a fault of the program.
  public static func find(
    of network: Network, output: Int = 0, from row: [Double], to value: Double, within box: Box, scales: [Double],
    budget: Budget = Budget()
  ) throws -> Finding {
    let isThere = network.exactly(row.map { Dyadic($0) })[output] == Dyadic(value)
    guard box.dimension > 2, !isThere else {
      let found = try SmallestChange(
        of: network, output: output, from: row, to: value, within: box, scales: scales, budget: budget)
      return found.map { .point($0) } ?? .none
    }
    var search = BallSearch(network, output, row, value, box, scales)
    return try search.run(within: budget)
  }

  init(point: [Double], distance: Double, bound: Double, isProved: Bool) {
    (self.point, self.distance, self.bound, self.isProved) = (point, distance, bound, isProved)
  }

  /// The same by level sets, in one and two inputs.
  ///
  /// - Returns: nil where there is no such point.
  private init?(
    of network: Network, output: Int, from row: [Double], to value: Double, within box: Box, scales: [Double],
    budget: Budget
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
      self.init(point: row, distance: 0, bound: 0, isProved: true)
      return
    }
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
    guard let best else { return nil }
    self.init(point: best, distance: distance(best), bound: distance(best), isProved: true)
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
}
