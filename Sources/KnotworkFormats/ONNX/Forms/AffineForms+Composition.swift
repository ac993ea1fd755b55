extension AffineForms {
  /// These rows, whose unknowns are the rows of `inner`, over the unknowns of `inner`.
  ///
  /// Each coefficient and constant of the result is a sum of products computed with twice the precision of a double
  /// (Ogita, Rump, Oishi 2005) and rounded once, so that a chain of affine steps loses one rounding per step. Where the
  /// rows of `inner` are plain unknowns, nothing is rounded and dense rows stay as they are.
  /// - Complexity: one multiplication for each term of these rows and each term of the rows of `inner` they refer to;
  ///   see ``compositionCost(with:)``.
  func composed(with inner: AffineForms) -> AffineForms { composed(with: inner, limit: .max) ?? self }

  /// The same, or nil where the result has more numbers than the limit; no more than those are stored on the way.
  func composed(with inner: AffineForms, limit: Int) -> AffineForms? {
    if let range = inner.unknowns {
      switch coefficients {
      case .dense(let columns, let values):
        let start = range.lowerBound + columns.lowerBound
        return AffineForms(.dense(start..<start + columns.count, values), constants: constants)
      case .sparse(let rows):
        return AffineForms(.sparse(rows.shifted(by: range.lowerBound)), constants: constants)
      }
    }
    let span = inner.span
    var sum = RowAccumulator(span: span)
    var isDense = false
    if case .dense(let range, _) = inner.coefficients, range == span { isDense = true }
    var dense: [Double] = []
    var sparse = SparseRows(capacity: count)
    var sums: [Double] = []
    sums.reserveCapacity(count)
    if isDense {
      let (size, overflow) = count.multipliedReportingOverflow(by: span.count)
      guard !overflow, size <= limit else { return nil }
      dense.reserveCapacity(size)
    }
    for row in 0..<count {
      sum.begin(constant: constants[row])
      forEachTerm(of: row) { source, factor in
        sum.addConstant(factor, inner.constants[source])
        inner.forEachTerm(of: source) { unknown, value in sum.add(unknown, factor, value) }
      }
      sums.append(sum.constant)
      if isDense { sum.appendAll(to: &dense) } else { sum.appendTerms(to: &sparse) }
      guard sparse.values.count <= limit else { return nil }
    }
    return AffineForms(isDense ? .dense(span, dense) : .sparse(sparse), constants: sums)
  }

  /// The multiplications that ``composed(with:)`` will do, without overflow.
  func compositionCost(with inner: AffineForms) -> Int {
    if inner.unknowns != nil { return size }
    let counts = (0..<inner.count).map { inner.termCount(of: $0) + 1 }
    var cost = 0
    for row in 0..<count {
      forEachTerm(of: row) { source, _ in cost = cost.addingReportingOverflow(counts[source]).partialValue }
      if case .dense(let range, _) = inner.coefficients { cost += range.count }
      guard cost >= 0 else { return .max }
    }
    return cost
  }

  /// The smallest range that holds all unknowns.
  var span: Range<Int> {
    switch coefficients {
    case .dense(let range, _): return range
    case .sparse(let rows):
      guard let low = rows.columns.min(), let high = rows.columns.max() else { return 0..<0 }
      return Int(low)..<Int(high) + 1
    }
  }
}

/// The sum of affine forms times factors, in twice the precision of a double, over a range of unknowns.
private struct RowAccumulator {
  private let span: Range<Int>
  private var high: [Double]
  private var low: [Double]
  private var isTouched: [Bool]
  private var touched: [Int] = []
  private var constantHigh = 0.0
  private var constantLow = 0.0

  init(span: Range<Int>) {
    self.span = span
    high = [Double](repeating: 0, count: span.count)
    low = high
    isTouched = [Bool](repeating: false, count: span.count)
  }

  mutating func begin(constant: Double) {
    constantHigh = constant
    constantLow = 0
  }

  var constant: Double { rounded(constantHigh, constantLow) }

  @inline(__always)
  mutating func addConstant(_ factor: Double, _ value: Double) {
    guard value != 0 else { return }
    accumulate(&constantHigh, &constantLow, factor, value)
  }

  @inline(__always)
  mutating func add(_ unknown: Int, _ factor: Double, _ value: Double) {
    let index = unknown - span.lowerBound
    if !isTouched[index] {
      isTouched[index] = true
      touched.append(index)
    }
    accumulate(&high[index], &low[index], factor, value)
  }

  /// The row with all unknowns of the span; the accumulator is empty afterwards.
  mutating func appendAll(to values: inout [Double]) {
    for index in high.indices { values.append(rounded(high[index], low[index])) }
    clear()
  }

  /// The row with the unknowns that occur in it, in order; the accumulator is empty afterwards.
  mutating func appendTerms(to rows: inout SparseRows) {
    touched.sort()
    for index in touched { rows.append(index + span.lowerBound, rounded(high[index], low[index])) }
    rows.endRow()
    clear()
  }

  private mutating func clear() {
    for index in touched {
      high[index] = 0
      low[index] = 0
      isTouched[index] = false
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// An infinite sum stays infinite: its low part is not a number.
  private func rounded(_ high: Double, _ low: Double) -> Double { high.isFinite ? high + low : high }

  @inline(__always)
  private func accumulate(_ high: inout Double, _ low: inout Double, _ factor: Double, _ value: Double) {
    let product = factor * value
    // Factors ±1 are the most frequent ones; the others need the rounding error of the product.
    let error = factor.magnitude == 1 || value.magnitude == 1 ? 0 : (-product).addingProduct(factor, value)
    let sum = high + product
    let part = sum - high
    low += ((high - (sum - part)) + (product - part)) + error
    high = sum
  }
}
