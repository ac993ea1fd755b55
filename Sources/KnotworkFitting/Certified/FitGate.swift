import Knotwork
import KnotworkGeometry

/// What a certified optimum has to pass before it is handed out. Nothing here is taken from the search.
enum FitGate {
  /// - The proof, if there is one, is checked step by step against the rows.
  /// - The residual sum of the network is computed again from the rows, without rounding, and is the optimum.
  /// - The least residual sum that weights of any number of digits reach is not above that of the best constant, or of linear
  ///   regression, where such networks are of the kind, by more than two units of the ninth digit; nor is the lower bound above any of
  ///   these or above the optimum.
  ///
  /// - Throws: `FailedGate`.
  /// - Complexity: O(n) exact operations, and what ``FitProofChecker`` takes.
  static func check(_ fit: CertifiedFit, _ rows: WeightedRows, hasBias: Bool, units: Int) throws(FailedGate) {
    let certificate = fit.certificate
    let sum = rows.residualSum(of: fit.network)
    guard sum == certificate.optimum else {
      throw FailedGate("the network's residual sum is \(sum), and not the optimum \(certificate.optimum)")
    }
    guard certificate.lowerBound <= sum else {
      throw FailedGate("the network's residual sum \(sum) is below the bound \(certificate.lowerBound)")
    }
    try certificate.requireConsistent(with: constantSum(rows, hasBias: hasBias), "the best constant")
    if hasBias || units == 2 {
      try certificate.requireConsistent(with: linearSum(rows, hasBias: hasBias), "linear regression")
    }
    if let proof = fit.proof { try check(proof, certificate, rows) }
  }

  private static func check(_ proof: FitProof, _ certificate: OptimumCertificate, _ rows: WeightedRows)
    throws(FailedGate)
  {
    do {
      var checker = try FitProofChecker(proof.header, for: rows)
      for step in proof.steps { try checker.check(step) }
      try checker.finish()
    } catch {
      throw FailedGate("the proof does not hold: \(error.description)")
    }
    guard Dyadic(certificate.lowerBound) <= proof.header.bound else {
      throw FailedGate("the bound \(certificate.lowerBound) is above the one that is proved")
    }
  }

  /// Σ w (y − c)² for the best constant c, or for 0 without a bias.
  private static func constantSum(_ rows: WeightedRows, hasBias: Bool) -> Double {
    let points = (0..<rows.count).map { _ in [Dyadic]() }
    let sum = exact(rows, points, hasBias: hasBias).constantSum
    return Dyadic.quotient(sum.numerator, sum.denominator)
  }

  /// The least residual sum of a linear function, by Cramer's rule on columns that span all.
  static func linearSum(_ rows: WeightedRows, hasBias: Bool) -> Double {
    let columns =
      (0..<rows.inputs.columns).map { column in (0..<rows.count).map { Dyadic(rows.inputs[$0, column]) } }
      + (hasBias ? [(0..<rows.count).map { _ in Dyadic.one }] : [])
    let kept = ExactRank.independentColumns(columns)
    let exact = exact(rows, (0..<rows.count).map { row in kept.map { columns[$0][row] } }, hasBias: false)
    let (d, used) = (kept.count, (0..<rows.count).filter { rows.weights[$0] > 0 })
    func total(_ place: Int) -> Dyadic { used.reduce(Dyadic.zero) { $0 + exact.moments[$1][place] } }
    let problem = ExactNonNegativeProblem(
      gram: (0..<d).map { j in (0..<d).map { total(j * d + $0) } }, right: (0..<d).map { total(d * d + $0) },
      constant: total(d * d + 2 * d + 2))
    // All unknowns are free: the support is everything that rows of positive weight determine.
    let supports = (0..<1 << d).sorted { $0.nonzeroBitCount > $1.nonzeroBitCount }
    for support in supports {
      if let found = problem.minimum(on: support) { return Dyadic.quotient(found.value, found.denominator) }
    }
    return .infinity
  }

  private static func exact(_ rows: WeightedRows, _ points: [[Dyadic]], hasBias: Bool) -> ProofRows {
    ProofRows(
      points: points, targets: rows.targets.map { Dyadic($0) }, weights: rows.weights.map { Dyadic($0) },
      dimension: points.first?.count ?? 0, hasIntercept: hasBias)
  }
}

extension OptimumCertificate {
  /// Checks that no network of the kind that was found otherwise does better than is possible.
  ///
  /// - Parameters:
  ///   - other: its residual sum, rounded once.
  ///   - name: what it is.
  /// - Throws: `FailedGate` where it is below the bound, or the optimum counts as certified and is above it.
  public func requireConsistent(with other: Double, _ name: String) throws(FailedGate) {
    guard lowerBound <= other.nextUp else {
      throw FailedGate("\(name) has a residual sum of \(other), below the bound \(lowerBound)")
    }
    // A search that was stopped promises nothing about its optimum.
    let tolerance = 2e-9 * unrounded + max(0, slack - OptimumCertificate.digits * unrounded)
    guard !isComplete || unrounded - tolerance <= other.nextUp else {
      throw FailedGate("\(name) has a residual sum of \(other), below the optimum \(unrounded)")
    }
  }
}
