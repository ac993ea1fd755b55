import Knotwork
import KnotworkGeometry

/// The search for the least value of a linear expression in outputs and inputs.
struct RangeSearch {
  let network: Network
  let domain: Polytope
  let gap: Double
  /// So many cases of all units are decided in rational arithmetic, which takes some hundredths of a second each.
  static let mostExactLeaves = 60

  /// The least value with what proves it; nil where no inputs of the domain were found.
  ///
  /// - Throws: `FailedGate`, and what `keeper` does and throws.
  func least(
    _ terms: [LinearConstraint.Term], plus constant: Double, within budget: Budget, keeper: SearchKeeper? = nil
  ) throws -> (end: OutputRange.End, cause: LimitReached.Cause?)? {
    let flat = FlatNetwork([network])
    var rows = QuestionRows(inputCount: network.inputCount, outputCount: network.outputCount)
    let objective = rows.number(of: LinearConstraint(terms.filter { $0.factor != 0 }, atMost: -constant))
    let row = rows.rows[objective]
    let sides = domain.halfSpaces.map { Question.row(rows.number(of: LinearConstraint($0))) }
    let domain = domain
    var task = SearchTask(
      network: flat, rows: rows, objectives: [objective], gap: gap * spread(row, flat), relativeGap: gap,
      exactLeaves: RangeSearch.mostExactLeaves, lower: domain.box.lower, upper: domain.box.upper,
      question: .conjunction([.row(objective)] + sides), confirm: { domain.isOnAllSides($0) })
    task.prefersCases = true
    let state = try SearchState(task, within: budget, from: keeper)
    state.run(threads: budget.threads)
    state.finishExactly()
    try keeper?.finish(state.checkpoint)
    let findings = state.findings.withLock { $0 }
    if let fault = findings.fault { throw fault }
    let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
    let bound = min(state.provedBound, rest)
    let attained = findings.point.map { flat.value(of: row, at: HomogeneousPoint($0)) }
    if let optimum = findings.optimum {
      let isBest = attained.map { optimum.value <= ExactQuotient($0, over: .one) } ?? true
      if let end = end(optimum, bound, isBest: isBest) { return (end, end.isExact ? nil : findings.cause) }
    }
    guard let point = findings.point, let exact = attained, bound.isFinite else { return nil }
    let value = exact.nearest
    guard value.isFinite else { return nil }
    guard Dyadic(bound) <= exact else {
      throw FailedGate("a value is proved to be at least \(bound), and is \(value) at \(point)")
    }
    return (OutputRange.End(point: point, value: value, bound: bound), findings.cause)
  }

  /// What exact arithmetic found, where nothing can be less, or nothing that is known is.
  private func end(_ optimum: ExactOptimum, _ bound: Double, isBest: Bool) -> OutputRange.End? {
    let (value, down) = (optimum.value.rounded, optimum.value.roundedDown)
    let isExact = bound == .infinity || bound.isFinite && optimum.value <= ExactQuotient(Dyadic(bound), over: .one)
    guard value.isFinite, isExact || isBest && bound.isFinite else { return nil }
    // Rounded coordinates stay within the box.
    let point = zip(optimum.point.rounded, zip(domain.box.lower, domain.box.upper)).map { min(max($0, $1.0), $1.1) }
    return OutputRange.End(point: point, value: value, bound: isExact ? down : min(bound, down), isExact: isExact)
  }

  /// The gate: values at random points and corners lie within what is proved.
  func requireSamples(
    of terms: [LinearConstraint.Term], plus constant: Double, in range: OutputRange
  ) throws(FailedGate) {
    let flat = FlatNetwork([network])
    var rows = QuestionRows(inputCount: network.inputCount, outputCount: network.outputCount)
    let number = rows.number(of: LinearConstraint(terms.filter { $0.factor != 0 }, atMost: -constant))
    let relaxation = Relaxation(flat)
    var generator = SplitMix64(state: 7)
    let (lower, upper) = (range.minimum.bound, range.maximum.bound)
    for sample in 0..<100 {
      let point = zip(domain.box.lower, domain.box.upper).map { low, high in
        if sample & 1 == 0 { return Bool.random(using: &generator) ? low : high }
        return RangeSearch.random(low, high, using: &generator)
      }
      let value = rows.value(number, inputs: point, outputs: relaxation.outputs(at: point))
      guard !(lower...upper).contains(value), domain.isOnAllSides(point) else { continue }
      let exact = flat.value(of: rows.rows[number], at: HomogeneousPoint(point))
      guard Dyadic(lower) <= exact, exact <= Dyadic(upper) else {
        throw FailedGate(
          "values are proved to lie between \(lower) and \(upper), but one is \(exact.nearest), at \(point)")
      }
    }
  }

  /// How far values at some points are apart, or how large they are; where all are 0, a small part of what bounds leave.
  private func spread(_ row: [Double], _ flat: FlatNetwork) -> Double {
    let relaxation = Relaxation(flat)
    var generator = SplitMix64(state: 4)
    let values = (0..<40).map { _ in
      let point = zip(domain.box.lower, domain.box.upper).map { RangeSearch.random($0, $1, using: &generator) }
      return zip(row, relaxation.outputs(at: point) + point).reduce(-row[row.count - 1]) { $0 + $1.0 * $1.1 }
    }
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    let spread = max(most - least, min(least.magnitude, most.magnitude))
    guard spread == 0, relaxation.relax(lower: domain.box.lower, upper: domain.box.upper, options: [.forms]) else {
      return spread
    }
    let (bounds, _) = relaxation.bounds(ofRows: row + row.map { -$0 }, count: 2)
    return max(0x1p-900, -(bounds[0] + bounds[1]) * 1e-3)
  }

  private static func random(_ low: Double, _ high: Double, using generator: inout SplitMix64) -> Double {
    min(high, max(low, low + (high - low) * Double.random(in: 0...1, using: &generator)))
  }
}
