import KnotworkGeometry

/// Coordinates around a point inside a polyhedron in which its hyperplanes lie about equally far in all directions.
///
/// With rows aⱼ and slacks sⱼ at the point, the ellipsoid of all x with Σ (aⱼ · x / sⱼ)² ≤ 1 around it lies inside (Dikin 1967).
/// Where that is the unit ball, a steepest descent meets few hyperplanes before it has come to one that it looks for.
struct DikinCoordinates {
  /// Rows over their slacks, so that all slacks are 1.
  private let rows: RowTable
  private let slacks: [Double]
  /// Inner products of the rows.
  private let gram: RowTable
  /// Row k is coordinate k's direction among the old coordinates.
  private let directions: RowTable
  private let kernels: Kernels

  /// Nil where the rows do not determine a point, as far as rounding lets see.
  ///
  /// - Complexity: O(count · dimension²).
  init?(_ rows: RowTable, slacks: [Double], kernels: Kernels) {
    let all = Array(0..<Int32(rows.count))
    var metric: [Double] = []
    for column in 0..<rows.width {
      var line = [Double](repeating: 0, count: rows.width)
      kernels.add(all.indices.map { rows[$0, column] / (slacks[$0] * slacks[$0]) }, times: rows, all, to: &line)
      metric += line
    }
    guard let directions = CholeskyFactor(of: metric, size: rows.width)?.inverse else { return nil }
    var table = RowTable(count: rows.count, width: rows.width)
    for row in all.indices {
      let products = kernels.dots(Array(rows[row: row]), directions)
      guard products.allSatisfy(\.isFinite) else { return nil }
      table.set(row: row, to: products.lazy.map { $0 / slacks[row] })
    }
    self.rows = table
    self.slacks = [Double](repeating: 1, count: rows.count)
    self.kernels = kernels
    self.directions = directions
    gram = kernels.gram(table)
  }

  /// See ``Kernels/leave(through:of:gram:slacks:others:)``; the displacement is one of the old coordinates.
  func leave(through row: Int, others: [Int32]) -> Kernels.Leaving {
    let leaving = kernels.leave(through: row, of: rows, gram: gram, slacks: slacks, others: others)
    guard case .reached(let displacement) = leaving else { return leaving }
    var old = [Double](repeating: 0, count: rows.width)
    kernels.add(displacement, times: directions, Array(0..<Int32(rows.width)), to: &old)
    return .reached(displacement: old)
  }
}
