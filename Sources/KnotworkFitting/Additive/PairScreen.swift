/// Which pairs of inputs are worth the search for a hinge, where there are very many: those with the greatest interaction of two cuts.
///
/// Each input is cut in two at each of seven places. Of the four means of what is left in the quarters the contrast of the diagonals,
/// m₁₁ − m₁₂ − m₂₁ + m₂₂, is that part which no sum of the two cuts explains; its sum of squares is the contrast's square over
/// Σ 1/w, for the weights w of the quarters. A histogram of 8 × 8 cells gives all cuts of a pair.
/// - SeeAlso: Lou, Caruana, Gehrke and Hooker 2013 in Documentation/References.md, who compare pairs by quarters.
struct PairScreen {
  /// No more pairs than this are searched for hinges.
  static let most = 64
  private static let cells = 8

  /// For each input the cell of each row.
  private let cells: [[UInt8]]
  /// Weights, and what is left times the weight.
  private let weights: [Double]
  private let products: [Double]

  /// - Parameters:
  ///   - columns: one for each input.
  ///   - factors: the roots of the weights.
  ///   - residual: what is left of each row, times its weight.
  /// - Complexity: O(n log n) for each input.
  init(_ columns: [[Double]], factors: [Double], residual: [Double]) {
    weights = factors.map { $0 * $0 }
    products = residual
    cells = columns.map { column in
      let sorted = column.sorted()
      // Equal values are never cut apart.
      let cuts = (1..<PairScreen.cells).map { sorted[$0 * sorted.count / PairScreen.cells] }
      return column.map { value in UInt8(cuts.count { $0 <= value }) }
    }
  }

  /// The greatest sum of squares of an interaction of two inputs, over all cuts.
  ///
  /// - Complexity: O(n).
  func interaction(_ first: Int, _ second: Int) -> Double {
    let size = PairScreen.cells
    var weight = [Double](repeating: 0, count: size * size)
    var product = weight
    let (rows, columns) = (cells[first], cells[second])
    for row in weights.indices {
      let cell = Int(rows[row]) * size + Int(columns[row])
      weight[cell] += weights[row]
      product[cell] += products[row]
    }
    // Sums over all cells up to one, in both directions.
    PairScreen.accumulate(&weight)
    PairScreen.accumulate(&product)
    let last = size - 1
    var best = 0.0
    for i in 0..<last {
      for j in 0..<last {
        func quarters(_ sums: [Double]) -> SIMD4<Double> {
          let (corner, row, column) = (sums[i * size + j], sums[i * size + last], sums[last * size + j])
          return SIMD4(corner, row - corner, column - corner, sums[last * size + last] - row - column + corner)
        }
        let parts = quarters(weight)
        guard parts.min() > 0 else { continue }
        let means = quarters(product) / parts
        let contrast = means[0] - means[1] - means[2] + means[3]
        best = max(best, contrast * contrast / (1 / parts).sum())
      }
    }
    return best
  }

  private static func accumulate(_ sums: inout [Double]) {
    for row in 0..<cells { for column in 1..<cells { sums[row * cells + column] += sums[row * cells + column - 1] } }
    for row in 1..<cells { for column in 0..<cells { sums[row * cells + column] += sums[(row - 1) * cells + column] } }
  }
}
