/// The broken line of least cost with given knots under a ``KnotModel``, in standardised units, with what is needed for the
/// variances of linear functions of it.
///
/// The values at the k + 2 nodes are h = offset + T θ with p free numbers θ, and the cost is a quadratic of h whose matrix is
/// tridiagonal. Rules for slopes are linear inequalities, settled by their dual (a least-squares problem with λ ≥ 0).
///
/// - Complexity: O(p³), whatever the number of rows, but for logarithms.
struct ConditionalFit: Equatable, Sendable {
  let nodes: [Double]
  /// The values at the nodes.
  private(set) var values: [Double]
  private(set) var cost: Double
  /// The free numbers that no inequality holds at its bound.
  private(set) var parameterCount: Int
  /// The covariance of h for errors of variance 1 and mean weight 1: (k + 2)².
  let covariance: [[Double]]
  /// Under a rule for slopes: what other lines with these knots there are.
  private(set) var shaped: ShapedRange?

  /// Nil where the rows do not determine the line, or a piece has too few of them.
  init?(_ rows: LineRows, _ knots: [Double], _ model: KnotModel = KnotModel()) {
    guard let system = NodeSystem(rows, knots) else { return nil }
    if model.isFree {
      guard let inverse = SymmetricInverse(system.matrix) else { return nil }
      self.init(system, basis: nil, offset: nil, inverse.times(system.right), inverse.rows)
      return
    }
    let pieces = knots.count + 1
    let free = model.freeSlopes(pieces: pieces)
    let at = model.point.map { SIMD2(rows.standardised($0.x), ($0.y - rows.level) / rows.yScale) }
    let basis = ConditionalFit.basis(system.nodes, free, at?.x)
    let offset = [Double](repeating: at?.y ?? 0, count: pieces + 1)
    guard !basis.isEmpty else {
      self.init(system, offset: offset)
      return
    }
    let hessian = basis.map { a in basis.map { b in system.product(a, b) } }
    let right = basis.map { a in innerProduct(a, system.right) - system.product(a, offset) }
    guard let inverse = SymmetricInverse(hessian) else { return nil }
    let plain = inverse.times(right)
    guard let shape = model.shape else {
      self.init(system, basis: basis, offset: offset, plain, inverse.rows)
      return
    }
    let lead = basis.count - free.count
    // A rule speaks of all slopes; those that are fixed are 0.
    let alternatives = shape.rules(slopes: pieces).map { rules in
      rules.map { rule in [Double](repeating: 0, count: lead) + free.map { rule[$0] } }
        .filter { $0.contains { $0 != 0 } }
    }
    var best: ConditionalFit?
    for reduced in alternatives {
      let bounded = BoundedSolution(plain, inverse.rows, reduced)
      let fit = ConditionalFit(
        system, basis: basis, offset: offset, bounded.solution, bounded.covariance, active: bounded.active)
      if fit.cost < best?.cost ?? .infinity { best = fit }
    }
    guard let best else { return nil }
    self = best
    let unbound = ConditionalFit(system, basis: basis, offset: offset, plain, inverse.rows)
    shaped = ShapedRange(
      basis: basis, offset: offset, hessian: hessian, inverse: inverse.rows, plain: plain, plainCost: unbound.cost,
      alternatives: alternatives)
  }

  private init(
    _ system: NodeSystem, basis: [[Double]]?, offset: [Double]?, _ solution: [Double], _ inner: [[Double]],
    active: Int = 0
  ) {
    nodes = system.nodes
    let size = nodes.count
    if let basis, let offset {
      var values = offset
      for (column, share) in zip(basis, solution) { for i in 0..<size { values[i] += share * column[i] } }
      self.values = values
      covariance = (0..<size).map { i in
        (0..<size).map { j in
          var sum = 0.0
          for a in basis.indices { for b in basis.indices { sum += basis[a][i] * inner[a][b] * basis[b][j] } }
          return sum
        }
      }
    } else {
      values = solution
      covariance = inner
    }
    parameterCount = solution.count - active
    cost = max(0, system.total + system.product(values, values) - 2 * innerProduct(values, system.right))
  }

  /// A line without free numbers.
  private init(_ system: NodeSystem, offset: [Double]) {
    nodes = system.nodes
    values = offset
    parameterCount = 0
    covariance = offset.map { _ in offset.map { _ in 0 } }
    cost = max(0, system.total + system.product(values, values) - 2 * innerProduct(values, system.right))
  }

  /// The columns of T: the value at the left end, unless a point is given, and the slopes that are free.
  private static func basis(_ nodes: [Double], _ free: [Int], _ point: Double?) -> [[Double]] {
    let constant = point == nil ? [[Double](repeating: 1, count: nodes.count)] : []
    return constant
      + free.map { slope in
        let (low, high) = (nodes[slope], nodes[slope + 1])
        let isFirst = slope == 0
        let isLast = slope == nodes.count - 2
        func ramp(_ u: Double) -> Double {
          min(isLast ? u : min(u, high), .infinity).clamped(isFirst ? -.infinity : low) - low
        }
        let shift = point.map(ramp) ?? 0
        return nodes.map { ramp($0) - shift }
      }
  }

  /// The weights of h in the slope of a piece.
  func slopeWeights(_ piece: Int) -> [Double] {
    var weights = [Double](repeating: 0, count: nodes.count)
    let length = nodes[piece + 1] - nodes[piece]
    (weights[piece], weights[piece + 1]) = (-1 / length, 1 / length)
    return weights
  }

  /// The weights of h in the bend at a knot.
  func bendWeights(_ knot: Int) -> [Double] {
    zip(slopeWeights(knot + 1), slopeWeights(knot)).map { $0 - $1 }
  }

  /// The weights of h in the value at u; the first and the last piece go on beyond the ends.
  func valueWeights(at u: Double) -> [Double] {
    var piece = 0
    while piece < nodes.count - 2, nodes[piece + 1] < u { piece += 1 }
    var weights = [Double](repeating: 0, count: nodes.count)
    let share = (u - nodes[piece]) / (nodes[piece + 1] - nodes[piece])
    (weights[piece], weights[piece + 1]) = (1 - share, share)
    return weights
  }

  /// A linear function of h: its value, and its variance for errors of variance 1.
  func estimate(_ weights: [Double]) -> (value: Double, variance: Double) {
    var variance = 0.0
    for (i, first) in weights.enumerated() where first != 0 {
      for (j, second) in weights.enumerated() where second != 0 { variance += first * covariance[i][j] * second }
    }
    return (innerProduct(weights, values), max(0, variance))
  }

  /// The least and the largest value of a linear function of h among lines with these knots that the model admits and whose cost is
  /// within a limit, together with those known already.
  func range(_ weights: [Double], limit: Double, known: (Double, Double)? = nil) -> (Double, Double) {
    let (value, variance) = estimate(weights)
    let start = known.map { (min($0.0, value), max($0.1, value)) } ?? (value, value)
    if let shaped { return shaped.extended(start, weights, from: value, limit: limit) }
    let half = (max(0, limit - cost) * variance).squareRoot()
    return (min(start.0, value - half), max(start.1, value + half))
  }

  /// The values at the nodes, equal where they differ by rounding only.
  var levelled: [Double] {
    let size = values.reduce(1e-3) { max($0, $1.magnitude) }
    var result = values
    for i in result.indices.dropFirst() where (result[i] - result[i - 1]).magnitude < 1e-12 * size {
      result[i] = result[i - 1]
    }
    return result
  }

  /// The same line with its values corrected by the residuals of the rows themselves.
  mutating func correct(_ right: [Double]) {
    for i in values.indices { values[i] += innerProduct(covariance[i], right) }
  }
}

extension Double {
  fileprivate func clamped(_ low: Double) -> Double { Swift.max(self, low) }
}

func innerProduct(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// The cost of a broken line as a quadratic of its values at the nodes: hᵀ matrix h − 2 right · h + total.
private struct NodeSystem {
  let nodes: [Double]
  private(set) var matrix: [[Double]]
  private(set) var right: [Double]
  private(set) var total: Double

  init?(_ rows: LineRows, _ knots: [Double]) {
    let nodes = [rows.u[0]] + knots + [rows.u[rows.count - 1]]
    self.nodes = nodes
    matrix = [[Double]](repeating: [Double](repeating: 0, count: nodes.count), count: nodes.count)
    right = [Double](repeating: 0, count: nodes.count)
    let start = rows.startCost
    (matrix[0][0], right[0], total) = (start.a, start.b, start.c)
    var first = 1
    for piece in 0..<nodes.count - 1 {
      let (low, high) = (nodes[piece], nodes[piece + 1])
      let last = rows.position(after: high)
      guard low < high, rows.isWide(low, from: first, to: last) else { return nil }
      let segment = rows.segment(low, high, from: first, to: last)
      matrix[piece][piece] += segment.a11
      matrix[piece][piece + 1] += segment.a12
      matrix[piece + 1][piece] += segment.a12
      matrix[piece + 1][piece + 1] += segment.a22
      right[piece] += segment.b1
      right[piece + 1] += segment.b2
      total += segment.v
      first = last
    }
  }

  func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices {
      sum += a[i] * matrix[i][i] * b[i]
      if i + 1 < a.count { sum += matrix[i][i + 1] * (a[i] * b[i + 1] + a[i + 1] * b[i]) }
    }
    return sum
  }
}
