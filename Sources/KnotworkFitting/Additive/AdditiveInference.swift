import KnotworkGeometry

/// How certain the slopes, knots and curves of an additive fit are, in the model that is linearised in the places of knots (Muggeo
/// 2003), given the form; where bends are shrunk, Bayesian ones (Nychka 1988).
struct AdditiveInference {
  /// The residual standard error in inner units; nil without degrees of freedom.
  let spread: Double?
  private let step: AdditivePath.Step
  private let scaling: AdditiveScaling
  private let rows: AdditiveRows
  private let confidence: Double
  private let freedom: Int
  /// Of coefficients, then of knots and angles, for errors of variance 1.
  private let covariance: [[Double]]
  /// The mean of each column and derivative over the rows.
  private let means: [Double]
  /// The columns of the form and the slopes that curves could have beside them, decomposed.
  private let wide: TriangularDesign
  /// The place of the slope of each curve among the columns of `wide`.
  private let lineOf: [Int?]
  private let rules: [[Double]]

  private static let bandParts = 40

  init(
    _ step: AdditivePath.Step, _ scaling: AdditiveScaling, _ rows: AdditiveRows,
    _ options: AdditiveOptions
  ) {
    (self.step, self.scaling) = (step, scaling)
    let form = step.form
    let rows = rows.with(form.directions, inputCount: form.inputCount)
    self.rows = rows
    confidence = options.confidence
    freedom = step.shared?.freedom ?? rows.count - step.freedom
    let own = freedom > 0 ? (step.residualSquares / Double(freedom)).squareRoot() : nil
    spread = step.shared.map(\.spread) ?? own
    let limits = AdditiveLimits(
      rows: rows.count, inputs: form.inputCount, isConstant: scaling.isConstant, options)
    rules = limits.rules(form)
    let columns = form.columns
    // Knots that lie evenly are not estimated.
    let derivatives = step.shrinkage == nil ? AdditiveDerivatives(form, step.coefficients) : nil
    let size = columns.count + 1
    func full(_ range: Range<Int>) -> [[Double]] {
      form.values(rows, in: range) + (derivatives?.values(rows, in: range) ?? [])
    }
    let count = size + (derivatives?.count ?? 0)
    let design = TriangularDesign(count: count, rows, block: full)
    let shrunk =
      step.shrinkage?.rows(design.columns, design.target)
      ?? step.shared?.rows(design.columns, design.target, first: size)
    covariance =
      SmallLeastSquares(
        columns: shrunk?.columns ?? design.columns, target: shrunk?.target ?? design.target,
        rules: rules.map { $0 + [Double](repeating: 0, count: count - size) }
      ).covariance
    let total = lanewiseProduct(rows.factors, rows.factors)
    var sums = [Double](repeating: 0, count: count)
    for start in stride(from: 0, to: rows.count, by: 1024) {
      let range = start..<min(rows.count, start + 1024)
      for (index, values) in full(range).enumerated() {
        for (value, factor) in zip(values, rows.factors[range]) { sums[index] += value * factor * factor / total }
      }
    }
    means = sums
    var lines: [Int] = []
    lineOf = form.curves.enumerated().map { index, curve in
      if curve.hasSlope { return form.firstColumn(of: index) }
      guard index < form.inputCount, !curve.isEmpty else { return nil }
      lines.append(index)
      return size + lines.count - 1
    }
    let extra = lines
    wide = TriangularDesign(count: size + extra.count, rows) { range in
      form.values(rows, in: range) + extra.map { Array(rows.columns[$0][range]) }
    }
  }

  /// Adds what is known to curves.
  func complete(_ curves: inout [AdditiveFit.Curve]) {
    guard let spread else {
      for index in curves.indices {
        curves[index].slopes = curves[index].line.slopes.map {
          KnotStatistics.Estimate(value: $0, standardError: nil, lower: nil, upper: nil)
        }
        curves[index].knots = curves[index].hinges.map {
          KnotStatistics.Estimate(value: $0.knot, standardError: nil, lower: nil, upper: nil)
        }
      }
      return
    }
    let t = StudentT(degreesOfFreedom: Double(freedom)).twoSidedQuantile(1 - confidence)
    for index in curves.indices { complete(&curves[index], spread, t) }
  }

  private func complete(_ curve: inout AdditiveFit.Curve, _ spread: Double, _ t: Double) {
    let form = step.form
    let own = form.curves[curve.input]
    let first = form.firstColumn(of: curve.input)
    let (yScale, xScale) = (scaling.targetScale, scaling.scales[curve.input])
    let firstKnot = form.columnCount + 1 + form.curves[..<curve.input].reduce(0) { $0 + $1.knots.count }
    curve.knots = curve.hinges.indices.map { number in
      guard step.shrinkage == nil else {
        let knot = curve.hinges[number].knot
        return KnotStatistics.Estimate(value: knot, standardError: nil, lower: nil, upper: nil)
      }
      let error = spread * max(0, covariance[firstKnot + number][firstKnot + number]).squareRoot() * xScale
      let knot = curve.hinges[number].knot
      // Without a bend there is no place.
      guard error > 0, curve.hinges[number].weight != 0 else {
        return KnotStatistics.Estimate(value: knot, standardError: nil, lower: nil, upper: nil)
      }
      let half = t * error * widening(first + (own.hasSlope ? 1 : 0) + number, spread).squareRoot()
      return KnotStatistics.Estimate(value: knot, standardError: error, lower: knot - half, upper: knot + half)
    }
    let slopes = own.slopes
    curve.slopes = curve.line.slopes.enumerated().map { piece, slope in
      let error =
        piece < slopes.count
        ? spread * deviation(slopes[piece].map { (first + $0.column, $0.factor) }) * yScale / xScale : 0
      guard error > 0 else {
        return KnotStatistics.Estimate(value: slope, standardError: nil, lower: nil, upper: nil)
      }
      return KnotStatistics.Estimate(
        value: slope, standardError: error, lower: slope - t * error, upper: slope + t * error,
        pValue: StudentT(degreesOfFreedom: Double(freedom)).twoSidedP(slope / error))
    }
    let nodes = curve.line.nodes
    let (low, high) = (nodes[0], nodes[nodes.count - 1])
    let parts = AdditiveInference.bandParts
    let places = Set((0...parts).map { min(high, low + (high - low) * (Double($0) / Double(parts))) } + nodes).sorted()
    curve.band = places.map { x in
      let u = (x - scaling.centers[curve.input]) / xScale
      var combination: [(Int, Double)] = []
      for (number, column) in form.columns.enumerated() where column.input == curve.input {
        combination.append((number + 1, column(u) - means[number + 1]))
      }
      for (number, knot) in own.knots.enumerated() where step.shrinkage == nil {
        let factor = step.coefficients[first + (own.hasSlope ? 1 : 0) + number]
        let derivative = own.isFalling ? (u < knot ? factor : 0) : (u > knot ? -factor : 0)
        combination.append((firstKnot + number, derivative - means[firstKnot + number]))
      }
      let error = spread * deviation(combination) * yScale
      return KnotStatistics.BandPoint(
        x: x, value: curve.line(x), lower: curve.line(x) - t * error, upper: curve.line(x) + t * error,
        predictionLower: nil,
        predictionUpper: nil)
    }
    let columns = Set(first..<first + own.columnCount)
    // Knots of other groups, and those that lie evenly, stay.
    let parameters = step.shrinkage == nil && step.shared == nil ? own.freedom : own.columnCount
    curve.effect = test(without: columns, keeping: nil, parameters: parameters)
    if !own.knots.isEmpty {
      curve.linearity = test(
        without: columns, keeping: lineOf[curve.input], parameters: parameters - 1)
    }
  }

  /// By what the square of a knot's interval is wider than in the linearised model: the residual sum has several minima, the more so
  /// the less the bend stands out (as for the knots of one input, decision 0055).
  private func widening(_ column: Int, _ spread: Double) -> Double {
    let bend = step.coefficients[column]
    let gain = bend * bend / (spread * spread * covariance[column][column])
    return gain > 0 ? min(1.5, 1.2 + 5 / gain) : 1.5
  }

  private func deviation(_ combination: [(Int, Double)]) -> Double {
    var sum = 0.0
    for (i, a) in combination {
      for (j, b) in combination { sum += a * b * covariance[i][j] }
    }
    return max(0, sum).squareRoot()
  }

  /// The residual sum without some columns, in inner units; the other knots stay where they are.
  private func residualSum(without columns: Set<Int>, keeping line: Int?) -> Double {
    let size = step.form.columnCount + 1
    let kept = (0..<wide.columns.count).filter { ($0 < size && !columns.contains($0)) || $0 == line }
    let own = rules.filter { rule in columns.allSatisfy { rule[$0] == 0 } }.map { rule in
      kept.map { $0 < size ? rule[$0] : 0 }
    }
    return wide.residualSquares
      + SmallLeastSquares(columns: kept.map { wide.columns[$0] }, target: wide.target, rules: own).residualSquares
  }

  private func test(without columns: Set<Int>, keeping line: Int?, parameters: Int) -> AdditiveFit.Test? {
    // Where bends are shrunk, tests are those of least squares with the same knots.
    var (whole, freedom, variance) = (step.residualSquares, self.freedom, (spread ?? 0) * (spread ?? 0))
    if step.shrinkage != nil {
      (whole, freedom) = (residualSum(without: [], keeping: nil), rows.count - step.form.columnCount - 1)
      variance = whole / Double(max(1, freedom))
    }
    guard variance > 0, parameters > 0, freedom > 0 else { return nil }
    let growth = max(0, residualSum(without: columns, keeping: line) - whole)
    let statistic = growth / Double(parameters) / variance
    return AdditiveFit.Test(
      statistic: statistic, numerator: parameters, denominator: freedom,
      pValue: FisherF(numerator: parameters, denominator: freedom).upperTail(statistic))
  }

  /// By what share the residual sum grows without a pair's hinges, and whether that is more than chance.
  func effect(ofPair inputs: [Int]) -> (gain: Double, test: AdditiveFit.Test?) {
    let form = step.form
    var (columns, parameters): (Set<Int>, Int) = ([], 0)
    for (number, direction) in form.directions.enumerated()
    where [direction.first, direction.second] == inputs && !form.curves[form.inputCount + number].isEmpty {
      let curve = form.inputCount + number
      columns.formUnion(form.firstColumn(of: curve)..<form.firstColumn(of: curve) + form.curves[curve].columnCount)
      parameters += form.curves[curve].freedom + 1
    }
    let without = residualSum(without: columns, keeping: nil)
    let gain = step.residualSquares > 0 ? without / step.residualSquares - 1 : 0
    return (gain, test(without: columns, keeping: nil, parameters: parameters))
  }
}
