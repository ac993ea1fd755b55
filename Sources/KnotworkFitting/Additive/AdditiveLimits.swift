import KnotworkGeometry

/// What bounds the search for an additive form among rows of a number.
struct AdditiveLimits: Sendable {
  let inputCount: Int
  let options: AdditiveOptions
  /// Inputs that do not vary.
  let isConstant: [Bool]
  /// Columns besides the constant one, while the form grows.
  let mostColumns: Int
  /// Hinges of pairs.
  let mostHinges: Int
  /// Rows between two knots, and beyond the outer ones, where nothing else is said.
  private let usualMinRows: Int
  private let usualEndRows: Int

  var pairs: Int { options.pairs }

  /// - Parameter rows: their number.
  init(rows n: Int, inputs d: Int, isConstant: [Bool], _ options: AdditiveOptions) {
    (inputCount, self.isConstant, self.options) = (d, isConstant, options)
    // Twice the inputs and more, as in Friedman's rule, more among many rows, and no more than the rows carry.
    let wanted = max(20, 2 * d) + (n > 400 ? 20 : 0)
    mostColumns = max(0, min(wanted, max(3, n / 5), n - 3))
    mostHinges = options.pairs == 0 ? 0 : min(AdditiveLimits.hingesOfPair * options.pairs, max(0, n / 10))
    // Knots so near to each other or to the ends that noise alone bends there are left out (Friedman 1991).
    let usual = Int(3 - Elementary.log(0.05 / Double(max(1, d))) / Elementary.log(2))
    usualMinRows = max(4, usual / 2)
    usualEndRows = max(usualMinRows, min(usual, n / 10))
  }

  private static let hingesOfPair = 6

  func isUsed(_ input: Int) -> Bool { !isConstant[input] }

  func admitsKnots(_ input: Int) -> Bool { isUsed(input) && !options.isLinear(input) && options.mostKnots != 0 }

  /// Rows between two knots at least.
  func minRows(_ input: Int) -> Int { max(1, givenMinRows(input) ?? usualMinRows) }

  /// Rows beyond the outer knots at least.
  func endRows(_ input: Int) -> Int { max(1, givenMinRows(input) ?? usualEndRows) }

  private func givenMinRows(_ input: Int) -> Int? {
    (input < inputCount ? options.rules[input]?.minRows : nil) ?? options.minRows
  }

  /// > 0 where all knots of an input bend up, < 0 where down; 0 for both.
  func bendSign(_ input: Int) -> Double {
    let shapes = options.rules[input]?.shapes ?? []
    return shapes.contains(.convex) ? 1 : shapes.contains(.concave) ? -1 : 0
  }

  /// The rules r · θ ≥ 0 for the coefficients of a form.
  func rules(_ form: AdditiveForm) -> [[Double]] {
    let size = form.columnCount + 1
    return options.rules.sorted { $0.key < $1.key }.flatMap { input, rule -> [[Double]] in
      guard input < form.inputCount, !form.curves[input].isEmpty else { return [] }
      let (slopes, first) = (form.curves[input].slopes, form.firstColumn(of: input))
      return rule.shapes.flatMap { shape -> [[Double]] in
        shape.rules(slopes: slopes.count).flatMap { $0 }.map { weights in
          var result = [Double](repeating: 0, count: size)
          for (slope, weight) in zip(slopes, weights) where weight != 0 {
            for (column, factor) in slope { result[first + column] += weight * factor }
          }
          return result
        }.filter { rule in rule.contains { $0 != 0 } }
      }
    }
  }
}

extension AdditiveForm.Curve {
  /// The slope of each piece as a combination of the curve's coefficients.
  var slopes: [[(column: Int, factor: Double)]] {
    let first = hasSlope ? 1 : 0
    return (0...knots.count).map { piece in
      let line = hasSlope ? [(column: 0, factor: 1.0)] : []
      return isFalling
        ? (piece..<knots.count).map { (column: first + $0, factor: -1.0) }
        : line + (0..<piece).map { (column: first + $0, factor: 1.0) }
    }
  }
}
