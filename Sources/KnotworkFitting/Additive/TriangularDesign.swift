import Knotwork

/// The columns of a design over weighted rows, as the triangle of their QR decomposition: least-squares problems over combinations of
/// them are as small as their number. Rows go through in blocks, so that no column of the design is ever in memory.
///
/// - SeeAlso: Golub 1965 in Documentation/References.md.
struct TriangularDesign {
  /// R by columns, the constant one first: each as long as there are columns; 0 on the diagonal where a column is a combination of those
  /// before it.
  private(set) var columns: [[Double]] = []
  /// Qᵀ times the target.
  private(set) var target: [Double] = []
  /// What no column explains.
  private(set) var residualSquares = 0.0

  /// So many rows go through at once.
  private static let blockRows = 256
  /// What is left of a column that is a combination of others, relative to its length.
  static let dependent = 1e-10

  /// - Complexity: O(n · columns²).
  init(_ form: AdditiveForm, _ rows: AdditiveRows) {
    self.init(count: form.columnCount + 1, rows) { range in form.values(rows, in: range) }
  }

  /// - Parameters:
  ///   - count: the number of columns.
  ///   - rows: the target and the weights.
  ///   - tolerance: columns of which no more than this is left, relative to their length, are combinations of those before them.
  ///   - block: the columns of some rows.
  init(
    count: Int, _ rows: AdditiveRows, tolerance: (Int) -> Double = { _ in dependent },
    block: (Range<Int>) -> [[Double]]
  ) {
    let width = count + 1
    var triangle = [Double](repeating: 0, count: width * width)
    var buffer: [Double] = []
    for start in stride(from: 0, to: rows.count, by: TriangularDesign.blockRows) {
      let range = start..<min(rows.count, start + TriangularDesign.blockRows)
      buffer.removeAll(keepingCapacity: true)
      for column in block(range) { buffer += zip(column, rows.factors[range]).map { $0 * $1 } }
      buffer += zip(rows.target[range], rows.factors[range]).map { $0 * $1 }
      Kernels.absorb(&buffer, columns: width, into: &triangle)
    }
    for index in 0..<count {
      let column = Array(triangle[index * width..<index * width + index + 1])
      guard column[index].magnitude <= tolerance(index) * lanewiseProduct(column, column).squareRoot() else { continue }
      // It has no direction of its own: what others have there is left for those after it.
      var rest = [Double](repeating: 0, count: width)
      for other in index..<width {
        if other > index { rest[other] = triangle[other * width + index] }
        triangle[other * width + index] = 0
      }
      Kernels.absorb(&rest, columns: width, into: &triangle)
    }
    for row in 0..<width where triangle[row * width + row] < 0 {
      for column in row..<width { triangle[column * width + row] = -triangle[column * width + row] }
    }
    columns = (0..<count).map { Array(triangle[$0 * width..<$0 * width + count]) }
    target = Array(triangle[count * width..<count * width + count])
    let rest = triangle[count * width + count]
    residualSquares = rest * rest
  }
}

extension AdditiveForm {
  /// The constant column and those of the form for some rows, which have columns for the directions.
  func values(_ rows: AdditiveRows, in range: Range<Int>) -> [[Double]] {
    [[Double](repeating: 1, count: range.count)] + columns.map { $0.values(rows.columns[$0.input][range]) }
  }
}

extension AdditiveForm.Column {
  /// The values at some x.
  func values(_ inputs: ArraySlice<Double>) -> [Double] {
    switch shape {
    case .line: Array(inputs)
    case .rising(let knot): inputs.map { max(0, $0 - knot) }
    case .falling(let knot): inputs.map { max(0, knot - $0) }
    }
  }
}
