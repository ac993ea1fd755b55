import Knotwork
import KnotworkGeometry

/// How much an output bends each way over a box, and which units make it, estimated along random lines.
///
/// Where a line in the direction of input i crosses a crease with normal n, across which the slope along n jumps by J, its own slope jumps by
/// J · |nᵢ|; and lines in this direction meet an area A of it on A · |nᵢ| of the box's area across (Cauchy's formula). So the bends along random
/// lines in all directions, each times that area, come to J · A for every crease: what ``BendPlaces`` has as sums, in any number of inputs.
/// On each line knots and bends are exact but for rounding.
public struct BendEstimate: Sendable {
  /// What some creases come to.
  public struct Total: Equatable, Sendable {
    /// The sum of bend times area of those that bend the output up, as a valley, and down, as a ridge.
    public let (convex, concave): (DrawnEstimate, DrawnEstimate)
  }

  /// How many lines were drawn.
  public let lineCount: Int
  /// All creases.
  public let total: Total
  /// The creases of each unit that a line has met, in the order of units; lines that took exact arithmetic, where units vanish along
  /// them, count in ``total`` alone.
  public let units: [(unit: Unit, total: Total)]

  /// So many independent estimates are made; fewer where the time is over, but none of less than so many.
  private static let (replicates, fewest) = (20, 5)
  /// So many lines each, about.
  private static let lines = 200

  /// An estimate for an output over a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - box: the box.
  ///   - budget: ends the work early where it is over.
  /// - Returns: nil where there was no time, and where areas are beyond what doubles hold.
  /// - Throws: as a dissection of a line, for lines that take exact arithmetic.
  /// - Complexity: 4,000 lines, each O(weights) and O(units) for each knot.
  public init?(of network: Network, output: Int, over box: Box, within budget: Budget = Budget()) throws {
    let n = box.dimension
    let widths = zip(box.lower, box.upper).map { $1 - $0 }
    let areas = (0..<n).map { axis in widths.indices.reduce(1.0) { $1 == axis ? $0 : $0 * widths[$1] } }
    guard areas.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let deadline = budget.limits.duration.map { ContinuousClock.now + $0 }
    let count = n <= Self.lines ? n * (Self.lines / n) : Self.lines
    var tracer = LineTracer(network, output: output)
    let exact = ExactLine(network, output: output)
    let starts = network.layers.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.unitCount) }
    var generator = SplitMix64(state: 5)
    var sums: [(convex: Double, concave: Double)] = []
    var byUnit: [[Int: (convex: Double, concave: Double)]] = []
    work: for _ in 0..<Self.replicates {
      var (convex, concave) = (CompensatedSum(), CompensatedSum())
      var own: [Int: (convex: Double, concave: Double)] = [:]
      let axes = Array(0..<n).shuffled(using: &generator)
      for line in 0..<count {
        if budget.progress.isCancelled || deadline.map({ ContinuousClock.now >= $0 }) ?? false { break work }
        let axis = axes[line % n]
        let point = box.lower.indices.map { input in
          min(box.upper[input], box.lower[input] + Double.random(in: 0...1, using: &generator) * widths[input])
        }
        var (start, direction) = (point, [Double](repeating: 0, count: n))
        (start[axis], direction[axis]) = (box.lower[axis], 1)
        let range = box.lower[axis]...box.upper[axis]
        let trace =
          try tracer.trace(from: start, along: direction, over: range, hasGradient: false)
          ?? exact.trace(input: axis, over: range, at: start)
        let weight = areas[axis] * Double(n) / Double(count)
        for (number, bend) in trace.bends.enumerated() {
          if bend > 0 { convex.add(weight * bend) } else { concave.add(weight * bend) }
          guard !trace.units.isEmpty else { continue }
          let before = own[trace.units[number]] ?? (0, 0)
          own[trace.units[number]] =
            bend > 0 ? (before.convex + weight * bend, before.concave) : (before.convex, before.concave + weight * bend)
        }
      }
      sums.append((convex.value, concave.value))
      byUnit.append(own)
    }
    guard sums.count >= Self.fewest else { return nil }
    lineCount = sums.count * count
    total = Total(convex: DrawnEstimate(sums.map(\.convex)), concave: DrawnEstimate(sums.map(\.concave)))
    units = Set(byUnit.flatMap(\.keys)).sorted().map { number in
      let layer = starts.lastIndex { $0 <= number } ?? 0
      let own = byUnit.map { $0[number] ?? (0, 0) }
      return (
        // Of the last layer lines know one output alone.
        Unit(layer: layer, index: layer + 1 == network.layers.count ? output : number - starts[layer]),
        Total(convex: DrawnEstimate(own.map(\.convex)), concave: DrawnEstimate(own.map(\.concave)))
      )
    }
  }
}
