import Knotwork
import KnotworkGeometry

/// Which share of an output's variance over a box each input explains by itself, and which only together (Sobol 2001), by integrals without
/// sampling: in two inputs, and in any number that interact in pairs at most.
public struct SobolIndices: Equatable, Sendable {
  /// The mean of the output over the box.
  public let mean: Double
  /// Its variance.
  public let variance: Double
  /// The share that each input explains by itself.
  public let first: [Double]
  /// The share that only pairs explain together; exactly 0 where none interacts.
  public let interaction: Double
  /// The share that each input has a part in.
  public let total: [Double]

  /// The indices of an output over a box of one or two inputs; one input explains all.
  ///
  /// The mean of the output given one input is, between the abscissas of the vertices of its regions, a polynomial of degree 2; its square has
  /// degree 4, and so has the integral of f² along the other input: degree 3. Gauss's rule of three points integrates both without error.
  /// - Parameters:
  ///   - dissection: a dissection over a box of one or two inputs, with its vertices.
  ///   - output: the number of the output.
  /// - Returns: nil for other domains, and where the output does not vary.
  /// - Throws: as a dissection of a line.
  /// - Complexity: O(vertices) lines through the box, each O(weights) and O(units) for each knot.
  public init?(_ dissection: Dissection, output: Int = 0) throws {
    guard case .box(let box) = dissection.domain, box.dimension <= 2 else { return nil }
    if box.dimension == 1 {
      try self.init(dissection.network, output: output, along: box)
      return
    }
    let isAdditive = dissection.shape(of: output).pairs.isEmpty
    let network = dissection.network
    func lines(_ axis: Int, at value: Double) throws -> LineTrace {
      var point = box.lower
      point[axis] = value
      let other = 1 - axis
      return try LineTrace.traces(
        of: network, output: output, input: other, over: box.lower[other]...box.upper[other],
        rows: point.map { [$0] })[0]
    }
    var (means, squares, integrals) = ([0.0, 0.0], [0.0, 0.0], 0.0)
    // Deviations from a value inside lose less to cancellation than the values themselves.
    let shift = network(box.center)[output]
    for axis in 0..<2 {
      let nodes = Set(dissection.regions.flatMap { ($0.vertices ?? []).map { $0[axis] } }).union([
        box.lower[axis], box.upper[axis],
      ]).sorted()
      let (length, other) = (box.upper[axis] - box.lower[axis], box.upper[1 - axis] - box.lower[1 - axis])
      var (sum, square, own) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
      for (low, high) in zip(nodes, nodes.dropFirst()) where high - low > 0x1p-46 * length {
        for (place, weight) in SobolIndices.rule {
          let line = try lines(axis, at: low + (high - low) * place)
          let mean = line.integral / other - shift
          let share = weight * (high - low) / length
          sum.add(share * mean)
          own.add(share * mean * mean)
          if axis == 0 { square.add(share * line.squareIntegral(less: shift) / other) }
        }
      }
      means[axis] = sum.value
      squares[axis] = own.value
      if axis == 0 { integrals = square.value }
    }
    let mean = (means[0] + means[1]) / 2
    let variance = integrals - mean * mean
    guard variance > 0x1p-40 * integrals, variance > 0 else { return nil }
    let own = squares.map { max(0, $0 - mean * mean) / variance }
    self.init(
      mean: mean + shift, variance: variance,
      // Where they do not interact, both parts are all there is.
      first: isAdditive ? own.map { $0 / (own[0] + own[1]) } : own,
      interaction: isAdditive ? 0 : max(0, 1 - own[0] - own[1]))
  }

  private init(mean: Double, variance: Double, first: [Double], interaction: Double) {
    self.mean = mean
    self.variance = variance
    self.first = first
    self.interaction = interaction
    total = first.map { $0 + interaction }
  }

  /// The indices of an output over a box of any number of inputs, where it is a sum of functions of one or two inputs each: variances of
  /// such a sum are sums.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - groups: inputs that do not interact with those of other groups, as ``Knotwork/Network/separateInputs`` has them.
  ///   - box: the box.
  ///   - budget: how long all groups may take, and what the dissection of each may cost.
  /// - Requires: groups of at most two inputs.
  /// - Returns: nil where the output does not vary.
  /// - Throws: as dissections.
  public init?(
    _ network: Network, output: Int = 0, groups: [[Int]], over box: Box, within budget: Budget = Budget()
  ) throws {
    precondition(groups.allSatisfy { $0.count <= 2 }, "SobolIndices: groups of more than two inputs")
    let center = box.center
    let own = network.restricted(to: output)
    let value = own(center)[0]
    let start = ContinuousClock.now
    var parts: [(group: [Int], indices: SobolIndices)] = []
    for group in groups {
      let part = try Box(lower: group.map { box.lower[$0] }, upper: group.map { box.upper[$0] })
      let dissection = try Dissection(
        of: own.held(at: center, but: group), over: .box(part), keeping: .vertices,
        within: budget.after(ContinuousClock.now - start))
      if let indices = try SobolIndices(dissection) { parts.append((group, indices)) }
    }
    let variance = parts.reduce(0) { $0 + $1.indices.variance }
    guard variance > 0 else { return nil }
    self.variance = variance
    mean = parts.reduce(value) { $0 + ($1.indices.mean - value) }
    var (first, total) = ([Double](repeating: 0, count: box.dimension), [Double](repeating: 0, count: box.dimension))
    var interaction = 0.0
    for (group, indices) in parts {
      let share = indices.variance / variance
      for (place, input) in group.enumerated() {
        first[input] = indices.first[place] * share
        total[input] = indices.total[place] * share
      }
      interaction += indices.interaction * share
    }
    (self.first, self.total, self.interaction) = (first, total, interaction)
  }

  /// Those over an interval.
  private init?(_ network: Network, output: Int, along box: Box) throws {
    let length = box.upper[0] - box.lower[0]
    let line = try LineTrace.traces(
      of: network, output: output, input: 0, over: box.lower[0]...box.upper[0], rows: [[box.lower[0]]])[0]
    let mean = line.integral / length
    let variance = line.squareIntegral(less: mean) / length
    guard variance > 0 else { return nil }
    self.init(mean: mean, variance: variance, first: [1], interaction: 0)
  }

  /// Gauss's rule of three points on [0, 1], exact to degree 5.
  private static let rule: [(Double, Double)] = {
    let offset = (0.6).squareRoot() / 2
    return [(0.5 - offset, 5.0 / 18), (0.5, 4.0 / 9), (0.5 + offset, 5.0 / 18)]
  }()
}

extension LineTrace {
  /// The integral of the square of the output less a number.
  fileprivate func squareIntegral(less shift: Double) -> Double {
    var sum = CompensatedSum()
    var (start, value, slope) = (range.lowerBound, value - shift, slope)
    for (knot, bend) in zip(knots + [range.upperBound], bends + [0]) {
      let length = knot - start
      let end = value + slope * length
      sum.add(length * (value * value + value * end + end * end) / 3)
      (start, value, slope) = (knot, end, slope + bend)
    }
    return sum.value
  }
}
