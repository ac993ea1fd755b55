import KnotworkGeometry

/// Rows with each column, the targets and the weights multiplied by powers of two, so that all are about 1 in size. Nothing
/// is rounded by it (numbers that would fall below the range of doubles keep the rows as they are).
struct PowerScale {
  /// Exponents e: scaled column j = column j · 2^e[j].
  let inputExponents: [Int]
  let targetExponent: Int
  let weightExponent: Int

  init(of rows: WeightedRows) {
    let columns = rows.inputs.columns
    inputExponents = (0..<columns).map { column in
      PowerScale.exponent((0..<rows.count).map { rows.inputs[$0, column] })
    }
    targetExponent = PowerScale.exponent(rows.targets)
    weightExponent = PowerScale.exponent(rows.weights)
  }

  /// The power that brings the largest of some numbers into [1, 2); 0 where another would underflow by it.
  private static func exponent(_ numbers: [Double]) -> Int {
    let largest = numbers.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return 0 }
    let exponent = -Int(largest.exponent)
    let smallest = numbers.reduce(Double.infinity) { $1 == 0 ? $0 : min($0, $1.magnitude) }
    // Below 2^−900 a number would soon lose digits; so would its products.
    return Int(smallest.exponent) + exponent < -900 ? 0 : exponent
  }

  static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  func scaledInput(_ value: Double, column: Int) -> Double {
    value.scaled(by: inputExponents[column])
  }

  func scaledTarget(_ value: Double) -> Double { value.scaled(by: targetExponent) }

  func scaledWeight(_ value: Double) -> Double { value.scaled(by: weightExponent) }

  /// What a target of the scaled problem is for the rows as given.
  func target(_ value: Double) -> Double { value.scaled(by: -targetExponent) }

  /// What a weighted sum of squared residuals of the scaled problem is for the rows as given.
  func residualSum(_ value: Double) -> Double { value.scaled(by: -2 * targetExponent - weightExponent) }

  /// What a slope of the scaled problem is for the rows as given.
  func slope(_ value: Double, column: Int) -> Double {
    value.scaled(by: inputExponents[column] - targetExponent)
  }
}

extension Double {
  /// The number times 2^`exponent`; exact within the range of doubles.
  fileprivate func scaled(by exponent: Int) -> Double {
    let half = exponent / 2
    return self * PowerScale.power(half) * PowerScale.power(exponent - half)
  }
}
