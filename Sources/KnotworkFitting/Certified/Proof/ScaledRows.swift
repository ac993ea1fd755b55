import KnotworkGeometry

/// Rows as a proof about units looks at them: scaled by powers of two, the constant as a further coordinate where there is a
/// bias, without coordinates that are combinations of others and without rows that have no weight.
struct ScaledRows {
  let scale: PowerScale
  let hasBias: Bool
  /// The coordinates that are kept, from 0.
  let kept: [Int]
  /// The rows; where there is a bias their targets are less a constant, which the output's bias takes up.
  let rows: ProofRows
  /// Targets (less the constant) and weights, rounded.
  let targets: [Double]
  let weights: [Double]
  /// What was taken from the targets.
  let centre: Double

  init(_ given: WeightedRows, hasBias: Bool) {
    let scale = PowerScale(of: given)
    let inputs = given.inputs.columns
    let numbers = (0..<given.count).filter { given.weights[$0] > 0 }
    let columns =
      (0..<inputs).map { column in numbers.map { Dyadic(scale.scaledInput(given.inputs[$0, column], column: column)) } }
      + (hasBias ? [numbers.map { _ in Dyadic.one }] : [])
    // The constant first, so that it stays where columns add up to it.
    let order = (hasBias ? [inputs] : []) + Array(0..<inputs)
    let kept = ExactRank.independentColumns(order.map { columns[$0] }).map { order[$0] }.sorted()
    let plain = numbers.map { scale.scaledTarget(given.targets[$0]) }
    let weights = numbers.map { scale.scaledWeight(given.weights[$0]) }
    let mean = zip(plain, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    let centre = hasBias && mean.isFinite ? mean : 0
    let targets = plain.map { Dyadic($0) - Dyadic(centre) }
    (self.scale, self.hasBias, self.kept, self.centre, self.weights) = (scale, hasBias, kept, centre, weights)
    self.targets = targets.map(\.nearest)
    rows = ProofRows(
      points: numbers.indices.map { row in kept.map { columns[$0][row] } }, targets: targets,
      weights: weights.map { Dyadic($0) }, dimension: kept.count, hasIntercept: hasBias)
  }

  /// The header of a proof in these coordinates.
  ///
  /// - Parameter bound: a bound on residual sums of the scaled rows.
  func header(units: Int, axes: [[Dyadic]], bound: Double) -> FitProof.Header {
    FitProof.Header(
      units: units, hasBias: hasBias, inputExponents: scale.inputExponents, targetExponent: scale.targetExponent,
      weightExponent: scale.weightExponent, kept: kept, axes: axes, bound: original(bound))
  }

  /// A residual sum of the scaled rows as one of the rows as given, exactly.
  func original(_ value: Double) -> Dyadic {
    Dyadic(value).scaled(by: -2 * scale.targetExponent - scale.weightExponent)
  }

  /// The best output weight of a single unit, in the scale of the rows; nil where it has the same output everywhere.
  func outputWeight(_ unit: [Double]) -> Double? {
    let direction = unit.map { Dyadic($0) }
    var (weight, head, target, square, cross) = (Dyadic.zero, Dyadic.zero, Dyadic.zero, Dyadic.zero, Dyadic.zero)
    for row in 0..<rows.count {
      let product = exactProduct(direction, rows.points[row])
      let z = product.signum > 0 ? product : .zero
      let (w, y) = (rows.weights[row], rows.targets[row])
      weight += w
      head += w * z
      target += w * y
      square += w * z * z
      cross += w * z * y
    }
    let spread = hasBias ? square * weight - head * head : square
    guard !spread.isZero else { return nil }
    let value = Dyadic.quotient(hasBias ? cross * weight - head * target : cross, spread)
    return value.isFinite && value != 0 ? value : nil
  }

  /// The best intercept for units with exact directions, in the scale of the rows.
  func intercept(_ units: [[Double]], outputs: [Double]) -> Double {
    var (weight, sum) = (Dyadic.zero, Dyadic.zero)
    for row in 0..<rows.count {
      var rest = rows.targets[row] + Dyadic(centre)
      for (unit, output) in zip(units, outputs) {
        let z = exactProduct(unit.map { Dyadic($0) }, rows.points[row])
        if z.signum > 0 { rest -= Dyadic(output) * z }
      }
      weight += rows.weights[row]
      sum += rows.weights[row] * rest
    }
    return weight.isZero ? 0 : Dyadic.quotient(sum, weight)
  }
}
