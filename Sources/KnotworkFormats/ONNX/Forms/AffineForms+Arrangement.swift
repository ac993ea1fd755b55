extension AffineForms {
  /// The rows with the given numbers, in that order; −1 stands for a row that is the constant `fill`.
  func selecting(_ indices: [Int], fill: Double = 0) -> AffineForms {
    if indices.count == count, indices.indices.allSatisfy({ indices[$0] == $0 }) { return self }
    let chosen = indices.map { $0 < 0 ? fill : constants[$0] }
    switch coefficients {
    case .dense(let range, let values):
      var picked: [Double] = []
      picked.reserveCapacity(indices.count * range.count)
      for index in indices {
        if index < 0 {
          picked.append(contentsOf: repeatElement(0, count: range.count))
        } else {
          picked.append(contentsOf: values[index * range.count..<(index + 1) * range.count])
        }
      }
      return AffineForms(.dense(range, picked), constants: chosen)
    case .sparse(let rows):
      var picked = SparseRows(capacity: indices.count)
      for index in indices {
        if index >= 0 {
          for term in rows.starts[index]..<rows.starts[index + 1] {
            picked.append(Int(rows.columns[term]), rows.values[term])
          }
        }
        picked.endRow()
      }
      return AffineForms(.sparse(picked), constants: chosen)
    }
  }

  /// The number of stored numbers that ``selecting(_:fill:)`` will give.
  func sizeOfSelecting(_ indices: [Int]) -> Int {
    switch coefficients {
    case .dense(let range, _):
      let (size, overflow) = indices.count.multipliedReportingOverflow(by: range.count + 1)
      return overflow ? .max : size
    case .sparse(let rows):
      return indices.reduce(indices.count) { $0 + ($1 < 0 ? 0 : rows.starts[$1 + 1] - rows.starts[$1]) }
    }
  }

  /// All rows of all parts, one part after the other.
  static func concatenating(_ parts: [AffineForms]) -> AffineForms {
    if let only = parts.first, parts.count == 1 { return only }
    let constants = parts.flatMap(\.constants)
    if let range = sharedRange(parts) {
      var values: [Double] = []
      for case .dense(_, let part) in parts.lazy.map(\.coefficients) { values.append(contentsOf: part) }
      return AffineForms(.dense(range, values), constants: constants)
    }
    var rows = SparseRows(capacity: constants.count)
    for part in parts {
      for row in 0..<part.count {
        part.forEachTerm(of: row) { rows.append($0, $1) }
        rows.endRow()
      }
    }
    return AffineForms(.sparse(rows), constants: constants)
  }

  /// The range of unknowns, if all parts are dense over the same one.
  private static func sharedRange(_ parts: [AffineForms]) -> Range<Int>? {
    guard case .dense(let range, _)? = parts.first?.coefficients else { return nil }
    let isShared = parts.allSatisfy { part in
      if case .dense(let other, _) = part.coefficients { return other == range }
      return false
    }
    return isShared ? range : nil
  }

  /// Row i times `factors[i]`, each number rounded once.
  func multiplied(by factors: [Double]) -> AffineForms { scaled(factors) { $0 * $1 } }

  /// Row i divided by `divisors[i]`, each number rounded once.
  func divided(by divisors: [Double]) -> AffineForms { scaled(divisors) { $0 / $1 } }

  private func scaled(_ factors: [Double], _ apply: (Double, Double) -> Double) -> AffineForms {
    let scaledConstants = zip(constants, factors).map { $0 == 0 ? 0 : apply($0, $1) }
    switch coefficients {
    case .dense(let range, var values):
      for row in 0..<count where factors[row] != 1 {
        for index in row * range.count..<(row + 1) * range.count { values[index] = apply(values[index], factors[row]) }
      }
      return AffineForms(.dense(range, values), constants: scaledConstants)
    case .sparse(let rows):
      var result = SparseRows(capacity: count, terms: rows.values.count)
      for row in 0..<count {
        for term in rows.starts[row]..<rows.starts[row + 1] {
          result.append(Int(rows.columns[term]), apply(rows.values[term], factors[row]))
        }
        result.endRow()
      }
      return AffineForms(.sparse(result), constants: scaledConstants)
    }
  }

  /// The sum of these rows and `sign` times the others, row by row.
  func adding(_ other: AffineForms, sign: Double = 1) -> AffineForms {
    if let constants = other.onlyConstants { return adding(constants: constants, sign: sign) }
    if sign == 1, let constants = onlyConstants { return other.adding(constants: constants) }
    var pairs = SparseRows(capacity: count, terms: 2 * count)
    for row in 0..<count {
      pairs.append(row, 1)
      pairs.append(count + row, sign)
      pairs.endRow()
    }
    let sum = AffineForms(.sparse(pairs), constants: [Double](repeating: 0, count: count))
    return sum.composed(with: .concatenating([self, other]))
  }

  /// The rows with `sign` times a constant added to each.
  func adding(constants added: [Double], sign: Double = 1) -> AffineForms {
    var result = self
    for row in 0..<count { result.constants[row] += sign * added[row] }
    return result
  }

  /// The constants, when no row has an unknown.
  var onlyConstants: [Double]? {
    if case .sparse(let rows) = coefficients, rows.values.isEmpty { return constants }
    return nil
  }
}
