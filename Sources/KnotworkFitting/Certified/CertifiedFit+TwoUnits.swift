import Knotwork
import KnotworkGeometry

extension CertifiedFit {
  /// The best network of two inputs, two ReLU units and no bias, y = v₁ relu(w₁ · x) + v₂ relu(w₂ · x), in the sense of
  /// least squares: the global optimum, with the proof.
  ///
  /// A factor |v| may be moved into w, so v = ±1. The set of rows on which a unit is active changes only where w · xᵢ = 0
  /// for some row: these lines cut the plane of w into cones. On a pair of cones with a pair of signs the problem is a
  /// least-squares problem in four unknowns under linear constraints (Arora, Basu, Mianjy, Mukherjee 2018, theorem 4.1;
  /// Pilanci and Ergen 2020). Blocks of neighbouring cones are ruled out together by the rows on whose activity they agree.
  ///
  /// Rows that repeat, lie on one line through the origin or are zero, and targets that are all equal, are ordinary input.
  ///
  /// - Parameters:
  ///   - rows: points of two coordinates.
  ///   - inputNames: the network's names of its inputs; x1, x2, … unless given.
  ///   - outputName: the network's name of its output; y unless given.
  ///   - timeLimit: when it has passed, the best network so far is returned with the gap that is left.
  ///   - isCancelled: asked often; stops the search as the time limit does.
  ///   - isProved: whether the proof is wanted, for which every case is ruled out in exact arithmetic.
  /// - Returns: the network (in the units of the rows) and its certificate, in which a case is a pair of cones. Where rounding
  ///   leaves the last step open, and where a proof is wanted, the search is done again in exact arithmetic.
  /// - Throws: ``InvalidRows`` when the points do not have two coordinates, or numbers are so large that the network would
  ///   overflow; `FailedGate` never, unless the program is wrong.
  /// - Complexity: O(n²) bounds in constant time at worst, usually far fewer; O(n) memory.
  public static func twoUnits(
    _ rows: WeightedRows, inputNames: [String]? = nil, outputName: String? = nil, timeLimit: Duration? = nil,
    isProved: Bool = false, isCancelled: () -> Bool = { false }
  ) throws -> CertifiedFit {
    guard rows.inputs.columns == 2 else {
      throw InvalidRows("\(rows.inputs.columns.counted("input")); the certified optimum of two units is for two")
    }
    let deadline = timeLimit.map { ContinuousClock.now.advanced(by: $0) }
    func shouldStop() -> Bool { isCancelled() || deadline.map { ContinuousClock.now > $0 } ?? false }
    let names = (inputs: inputNames, output: outputName)
    let scaled = ScaledRows(rows, hasBias: false)
    // Rows on a line through 0: few cases, and all of them exact.
    if scaled.kept.count < 2 {
      return try proved(rows, scaled, units: 2, start: nil, names: names, shouldStop: shouldStop)
    }
    let problem = TwoUnitProblem(rows, scaled.scale)
    var search = TwoUnitSearch(problem)
    search.run(shouldStop: shouldStop)
    if search.bestValue > 0 { search.polish() }
    let start = candidate(search)
    let networks = try rounded(start, scaled, enough: 1e-4 * search.slack, names)
    let unrounded = scaled.original(scaled.rows.residualSum(start.directions, signs: start.signs)).roundedUp
    let quick = CertifiedFit(
      network: networks[0], certificate: certificate(of: search, rows, networks[0], unrounded, scaled.scale), proof: nil
    )
    guard isProved || !quick.certificate.isComplete || !quick.certificate.isWritten, !shouldStop() else {
      try FitGate.check(quick, rows, hasBias: false, units: 2)
      return quick
    }
    let exact = try proved(rows, scaled, units: 2, start: start, names: names, shouldStop: shouldStop)
    // A gap of rounding is no reason to do without the proof.
    if isProved, exact.certificate.isComplete { return exact }
    let isWorse = exact.certificate.gap > quick.certificate.gap
    guard isWorse, quick.certificate.isComplete || !exact.certificate.isComplete else { return exact }
    try FitGate.check(quick, rows, hasBias: false, units: 2)
    return quick
  }

  private static func candidate(_ search: TwoUnitSearch) -> ProofCandidate {
    let best = search.best
    return ProofCandidate(
      directions: [best.first, best.second].map { [Dyadic($0.x), Dyadic($0.y)] },
      signs: [Int(best.signs.x), Int(best.signs.y)], value: search.bestValue + search.problem.constant)
  }

  private static func certificate(
    of search: TwoUnitSearch, _ rows: WeightedRows, _ network: Network, _ unrounded: Double,
    _ scale: PowerScale
  ) -> OptimumCertificate {
    let arcs = search.problem.index.arcCount
    let optimum = rows.residualSum(of: network)
    // What a search has not ruled out may be as low as it says; all else is above the threshold.
    let bound = max(0, min(search.openBound, search.bestValue - search.slack / 2))
    let constant = search.problem.constant
    return OptimumCertificate(
      optimum: optimum, unrounded: unrounded,
      lowerBound: min(optimum, unrounded, scale.residualSum((bound + constant) * (1 - 0x1p-50))),
      slack: scale.residualSum(OptimumCertificate.digits * search.bestValue + search.slack), caseName: "pairs of cones",
      cases: arcs * (arcs + 1) / 2,
      settled: search.settled, evaluations: search.evaluations)
  }
}
