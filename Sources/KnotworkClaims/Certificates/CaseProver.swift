import Knotwork

/// Looks for cases of units that show, with linear programs, that a violation is impossible on a box, and makes their multipliers whole.
final class CaseProver {
  /// With so many open units at most programs are solved in boxes of few inputs.
  private static let mostUnits = 36
  /// From so many inputs on they are solved whatever the number of open units is.
  private static let manyInputs = 7
  /// So many cases at most, where inputs may be bisected instead, and where not.
  private static let (fewCases, manyCases) = (200, 20_000)
  /// Multipliers with so many digits are tried, one after the other.
  private static let digits = [5, 9, 17]

  private let relaxation: Relaxation
  private let alternatives: [[LinearConstraint]]
  private let rows: QuestionRows
  private let numbers: [[Int]]

  /// Nil where the violation may be met in too many ways.
  init?(_ violation: Violation, _ network: Network) {
    guard let alternatives = ClaimCertificate.alternatives(of: violation.condition) else { return nil }
    self.alternatives = alternatives
    relaxation = Relaxation(FlatNetwork([network]))
    var rows = QuestionRows(inputCount: network.inputCount, outputCount: network.outputCount)
    numbers = alternatives.map { $0.map { rows.number(of: $0) } }
    self.rows = rows
  }

  /// A tree for each way in which the violation may be met; nil where none was found.
  func trees(_ bounds: IntegerBounds, _ box: IntegerBox, within deadline: Deadline) throws(LimitReached) -> [CaseProof]?
  {
    let open = bounds.units.reduce(0) { $0 + $1.count { $0.least < 0 && $0.most > 0 } }
    let isWide = zip(box.lower, box.upper).count { $0 < $1 } >= CaseProver.manyInputs
    guard open <= CaseProver.mostUnits || isWide else { return nil }
    let most = isWide ? CaseProver.manyCases : CaseProver.fewCases
    var trees: [CaseProof] = []
    for (constraints, numbers) in zip(alternatives, numbers) {
      if (try? bounds.refutes(constraints, by: CaseProof([CaseProof.Step]()))) == true {
        trees.append(CaseProof([CaseProof.Step]()))
        continue
      }
      guard let leaves = try leaves(bounds, box, constraints, numbers, most: most, within: deadline) else { return nil }
      trees.append(CaseProof(leaves))
    }
    return trees
  }

  private func leaves(
    _ bounds: IntegerBounds, _ box: IntegerBox, _ constraints: [LinearConstraint], _ numbers: [Int], most: Int,
    within deadline: Deadline
  ) throws(LimitReached) -> [CaseProof.Leaf]? {
    let unit = Double(sign: .plus, exponent: -bounds.network.scale, significand: 1)
    let (lower, upper) = (box.lower.map { Double($0) * unit }, box.upper.map { Double($0) * unit })
    let table = numbers.flatMap { rows.rows[$0] }
    guard relaxation.relax(lower: lower, upper: upper, options: .plain) else { return nil }
    let least = relaxation.bounds(ofRows: table, count: numbers.count).bounds[0]
    guard least.isFinite, relaxation.beginCases(rows: table, count: numbers.count, room: 6_000_000) else { return nil }
    relaxation.recordCases()
    var leaves: [CaseProof.Leaf] = []
    while leaves.count <= most {
      try deadline.check()
      // A little more than is needed, as multipliers are rounded.
      let progress = relaxation.run(
        .values, rowCount: numbers.count, limit: least.magnitude * 0x1p-30, programs: 1000, pivots: 2000)
      switch progress.status {
      case .running: continue
      case .none: return leaves
      case .closed:
        guard let leaf = leaf(bounds, constraints) else { return nil }
        leaves.append(leaf)
      case .point, .unclear, .leaf: return nil
      }
    }
    return nil
  }

  /// The case that a program has closed, with multipliers that prove it in whole numbers.
  private func leaf(_ bounds: IntegerBounds, _ constraints: [LinearConstraint]) -> CaseProof.Leaf? {
    let proof = relaxation.caseProof(rowCount: constraints.count)
    var held: [Int: Bool] = [:]
    for unit in proof.path { held[Int(unit.magnitude) - 1] = unit > 0 }
    // The largest weight, or the largest factor where there is none, becomes about 1.
    let largest = proof.rows.max().flatMap { $0 > 0 ? $0 : nil } ?? proof.factors.map(\.value.magnitude).max() ?? 1
    let size = Double(sign: .plus, exponent: -largest.exponent, significand: 1)
    for digits in CaseProver.digits {
      let weights = proof.rows.map { CaseProver.rounded($0 * size, digits) }
      var factors: [CaseProof.Factor] = []
      for factor in proof.factors {
        let value = CaseProver.rounded(factor.value * size, digits)
        factors.append(CaseProof.Factor(unit: factor.unit, value))
      }
      let step = CaseProof.Step.leaf(weights: weights, factors: usual(weights, factors, held, bounds, constraints))
      for step in [step, .leaf(weights: weights, factors: factors)] where refutes(step, held, bounds, constraints) {
        return CaseProof.Leaf(path: proof.path, step: step)
      }
    }
    return nil
  }

  /// The factors without those that are about the usual ones.
  private func usual(
    _ weights: [Double], _ factors: [CaseProof.Factor], _ held: [Int: Bool], _ bounds: IntegerBounds,
    _ constraints: [LinearConstraint]
  ) -> [CaseProof.Factor] {
    let scale = bounds.network.scale
    guard let row = IntegerConstraint(zip(weights, constraints), scale: scale) else { return factors }
    var own: [Int: Int64] = [:]
    for factor in factors { own[factor.unit] = Fixed(factor.value, scale: scale)?.floor }
    var differing: Set<Int> = []
    let starts = bounds.units.indices.map { level in bounds.units[..<level].reduce(0) { $0 + $1.count } }
    _ = bounds.least(row, held: held, own: own) { level, unit, _, step in
      let difference = (Int128(step.next) - Int128(step.usual)).magnitude
      if difference > UInt128(max(step.next.magnitude, step.usual.magnitude) >> 16) {
        differing.insert(starts[level] + unit)
      }
    }
    return factors.filter { differing.contains($0.unit) }
  }

  private func refutes(
    _ step: CaseProof.Step, _ held: [Int: Bool], _ bounds: IntegerBounds, _ constraints: [LinearConstraint]
  ) -> Bool {
    guard case .leaf(let weights, let factors) = step else { return false }
    return (try? bounds.refutes(constraints, weights, factors, held)) == true
  }

  /// A number with so many decimal digits.
  private static func rounded(_ value: Double, _ digits: Int) -> Double {
    guard digits < 17, value != 0, value.isFinite else { return value.isFinite ? value : 0 }
    var (power, least) = (1.0, 1.0)
    for _ in 1..<digits { least *= 10 }
    while value.magnitude * power < least, power < 1e200 { power *= 10 }
    while value.magnitude * power >= 10 * least, power > 1e-200 { power /= 10 }
    return (value * power).rounded() / power
  }
}
