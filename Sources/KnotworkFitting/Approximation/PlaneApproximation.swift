import Knotwork
import KnotworkGeometry

/// Approximates a formula of two variables on regular triangulations.
struct PlaneApproximation {
  private let expression: RealExpression
  private let domain: Box
  private let limit: Int
  private let deadline: Deadline
  /// Cells along each coordinate for one step of refinement, by how much the formula bends along it.
  private let shape: SIMD2<Double>

  init(
    _ expression: RealExpression, _ domain: Box, limit: Int, until deadline: Deadline = .none
  ) throws(Approximation.Failure) {
    self.deadline = deadline
    self.expression = expression
    self.domain = domain
    self.limit = limit
    shape = try PlaneApproximation.shape(expression, domain)
  }

  /// From second differences along the coordinates on a coarse grid.
  private static func shape(_ expression: RealExpression, _ domain: Box) throws(Approximation.Failure) -> SIMD2<Double>
  {
    let count = 24
    var bends = SIMD2<Double>.zero
    func value(_ i: Int, _ j: Int) throws(Approximation.Failure) -> Double {
      let shares = (Double(i) / Double(count), Double(j) / Double(count))
      let point = [
        domain.lower[0] * (1 - shares.0) + domain.upper[0] * shares.0,
        domain.lower[1] * (1 - shares.1) + domain.upper[1] * shares.1,
      ]
      let value = expression(point)
      guard value.isFinite else { throw .undefined(at: point) }
      return value
    }
    for i in 1..<count {
      for j in 1..<count {
        let center = try value(i, j)
        bends.x = max(bends.x, (try value(i + 1, j) + value(i - 1, j) - 2 * center).magnitude)
        bends.y = max(bends.y, (try value(i, j + 1) + value(i, j - 1) - 2 * center).magnitude)
      }
    }
    let (x, y) = (bends.x.squareRoot(), bends.y.squareRoot())
    let largest = max(x, y)
    // A direction without bend still needs a cell; one of eight keeps mixed derivatives in view.
    return largest > 0 ? SIMD2(max(x / largest, 0.125), max(y / largest, 0.125)) : SIMD2(1, 1)
  }

  /// The approximation of fewest triangles of this kind that is proved to stay within an error.
  func reach(_ error: Double) throws(Approximation.Failure) -> Approximation {
    var (low, high) = (0, 1)
    while sampledError(try grid(high)) > error * (1 - 0x1p-6) {
      low = high
      high *= 2
      guard triangles(high) <= limit else {
        guard triangles(low + 1) <= limit, high > low + 1 else { throw .tooManyPieces(limit: limit) }
        high = largestAllowed(low, high)
        guard sampledError(try grid(high)) <= error * (1 - 0x1p-6) else { throw .tooManyPieces(limit: limit) }
        break
      }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if sampledError(try grid(middle)) <= error * (1 - 0x1p-6) { high = middle } else { low = middle }
    }
    for level in high..<high + 12 {
      guard triangles(level) <= limit else { throw .tooManyPieces(limit: limit) }
      guard let found = try proved(level, bound: error) else { continue }
      var points: [Approximation.Point] = []
      var coarse = 1
      while coarse < level, !deadline.hasPassed {
        if let point = try? proved(coarse, bound: .infinity) {
          points.append(Approximation.Point(pieces: triangles(coarse), error: point.error))
        }
        coarse *= 2
      }
      let pieces = triangles(level)
      return Approximation(
        network: found.network, provedError: found.error, pieces: pieces,
        curve: points + [Approximation.Point(pieces: pieces, error: found.error)], isComplete: !deadline.hasPassed)
    }
    throw .tooPrecise(error)
  }

  private func checkTime() throws(Approximation.Failure) {
    if deadline.hasPassed { throw .timeLimit(deadline.limit ?? .zero) }
  }

  private func largestAllowed(_ low: Int, _ high: Int) -> Int {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      if triangles(middle) <= limit { low = middle } else { high = middle }
    }
    return low
  }

  private func cells(_ level: Int) -> (columns: Int, rows: Int) {
    (max(1, Int((Double(level) * shape.x).rounded(.up))), max(1, Int((Double(level) * shape.y).rounded(.up))))
  }

  private func triangles(_ level: Int) -> Int {
    let cells = cells(level)
    return 2 * cells.columns * cells.rows
  }

  /// A proved network on the grid of a level, with the smallest of a few bounds for which a proof succeeds.
  private func proved(_ level: Int, bound: Double) throws(Approximation.Failure) -> (network: Network, error: Double)? {
    let grid = try grid(level)
    guard let network = grid.network(inputNames: expression.inputNames(2)) else {
      throw .invalid("the domain lies too far from 0 for its size; shift the variables in the formula")
    }
    let sampled = sampledError(grid)
    var claims = [1.02, 1.1, 1.4, 2].map { $0 * sampled }.filter { $0 < bound }
    if bound.isFinite { claims.append(bound) }
    for claim in claims where claim > 0 || bound.isFinite {
      do {
        try TriangleProof(expression, grid, domain, bound: claim, until: deadline).run()
        return (network, claim)
      } catch {
        if case .undefined(let place) = error { throw .undefined(at: place) }
        try checkTime()
      }
    }
    return nil
  }

  // MARK: Values at the grid's points

  /// The grid of a level with values that balance the errors around each point.
  private func grid(_ level: Int) throws(Approximation.Failure) -> TriangleGrid {
    try checkTime()
    let cells = cells(level)
    var grid = TriangleGrid(over: domain, columns: cells.columns, rows: cells.rows)
    for j in 0...grid.rows {
      for i in 0...grid.columns {
        let value = formula(grid.point(i, j))
        guard value.isFinite else { throw .undefined(at: [grid.point(i, j).x, grid.point(i, j).y]) }
        grid.values[grid.index(i, j)] = value
      }
    }
    var best = (grid: grid, error: sampledError(grid))
    for _ in 0..<4 {
      try checkTime()
      grid = balanced(grid)
      let error = sampledError(grid)
      if error < best.error { best = (grid, error) }
    }
    return best.grid
  }

  /// The formula, outside the domain as at its edge; a grid may reach over it by a hair.
  private func formula(_ point: SIMD2<Double>) -> Double {
    expression([
      min(max(point.x, domain.lower[0]), domain.upper[0]), min(max(point.y, domain.lower[1]), domain.upper[1]),
    ])
  }

  /// Samples of a triangle: corners, edges and the inside, as shares of its corners.
  private static let samples: [SIMD3<Double>] = (0...4).flatMap { a in
    (0...4 - a).map { b in SIMD3(Double(a), Double(b), Double(4 - a - b)) / 4 }
  }

  private func forEachError(_ grid: TriangleGrid, _ body: (_ corners: [Int], _ error: Double) -> Void) {
    for j in 0..<grid.rows {
      for i in 0..<grid.columns {
        for isLower in [true, false] {
          let third = isLower ? (i + 1, j) : (i, j + 1)
          let points = [grid.point(i, j), grid.point(i + 1, j + 1), grid.point(third.0, third.1)]
          let corners = [grid.index(i, j), grid.index(i + 1, j + 1), grid.index(third.0, third.1)]
          for share in PlaneApproximation.samples {
            let point = share.x * points[0] + share.y * points[1] + share.z * points[2]
            let value =
              share.x * grid.values[corners[0]] + share.y * grid.values[corners[1]] + share.z * grid.values[corners[2]]
            body(corners, formula(point) - value)
          }
        }
      }
    }
  }

  private func sampledError(_ grid: TriangleGrid) -> Double {
    var largest = 0.0
    forEachError(grid) { _, error in largest = max(largest, error.magnitude) }
    return largest
  }

  /// Moves the value at each point half way to where the errors of the triangles around it balance.
  private func balanced(_ grid: TriangleGrid) -> TriangleGrid {
    var ranges = [SIMD2<Double>](repeating: SIMD2(.infinity, -.infinity), count: grid.values.count)
    forEachError(grid) { corners, error in
      for corner in corners { ranges[corner] = SIMD2(min(ranges[corner].x, error), max(ranges[corner].y, error)) }
    }
    var moved = grid
    for (index, range) in ranges.enumerated() { moved.values[index] += (range.x + range.y) / 2 }
    return moved
  }
}

extension RealExpression {
  /// Names for the inputs of a network of this formula.
  func inputNames(_ count: Int) -> [String] {
    variables.count == count ? variables : (0..<count).map { "x\($0 + 1)" }
  }
}
