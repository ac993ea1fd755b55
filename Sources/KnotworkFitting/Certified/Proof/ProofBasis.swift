import KnotworkGeometry

/// Directions in which the cones of a proof begin: rows are about equally large along them and little correlated, however
/// nearly dependent their columns are.
enum ProofBasis {
  /// D independent vectors, orthogonal in the metric of Σ w x xᵀ up to rounding, of a size at which products with rows are
  /// about 1.
  ///
  /// - Requires: the rows' columns are independent.
  /// - Complexity: O(n D²) exact sums.
  static func axes(_ rows: ProofRows) -> [[Dyadic]] {
    let d = rows.dimension
    var gram = [[Dyadic]](repeating: [Dyadic](repeating: .zero, count: d), count: d)
    for moments in rows.moments {
      for j in 0..<d {
        for k in 0..<d { gram[j][k] += moments[j * d + k] }
      }
    }
    func product(_ u: [Dyadic], _ v: [Dyadic]) -> Dyadic { exactProduct(u, gram.map { exactProduct($0, v) }) }
    var axes = [[Dyadic]](repeating: [], count: d)
    // The constant first: what is left of a column beside it and the intercept counts.
    let order = [rows.constantPlace].compactMap(\.self) + (0..<d).filter { $0 != rows.constantPlace }
    for (place, k) in order.enumerated() {
      var axis = (0..<d).map { $0 == k ? Dyadic.one : .zero }
      // What one pass leaves by rounding its factors, another takes away.
      for _ in 0..<3 {
        for earlier in order[..<place].map({ axes[$0] }) {
          let factor = Dyadic.quotient(product(earlier, axis), product(earlier, earlier))
          if factor.isFinite { axis = zip(axis, earlier).map { $0 - Dyadic(factor) * $1 } }
        }
      }
      let exponent = product(axis, axis).exponent / 2
      axes[k] = axis.map { $0.scaled(by: -exponent) }
    }
    return axes
  }

  /// The coordinates in which rows differ by more than rounding from a combination of those before, of which the constant is the first.
  ///
  /// - Parameter axes: those of the rows.
  static func clearlyIndependent(_ rows: ProofRows, _ axes: [[Dyadic]]) -> [Int] {
    (0..<rows.dimension).filter { k in
      // Axis k is the coordinate less a combination of those before, times a power of two.
      let (rest, whole) = rows.moments.indices.reduce((Dyadic.zero, Dyadic.zero)) { sums, row in
        let z = exactProduct(axes[k], rows.points[row])
        let x = axes[k][k] * rows.points[row][k]
        return (sums.0 + rows.weights[row] * z * z, sums.1 + rows.weights[row] * x * x)
      }
      return rest > whole * Dyadic(0x1p-80)
    }
  }
}
