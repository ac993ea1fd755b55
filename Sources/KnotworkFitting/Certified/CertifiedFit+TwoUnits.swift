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
  ///   - timeLimit: when it has passed, the best network so far is returned with a gap that is not 0.
  /// - Returns: the network (in the units of the rows) and its certificate, in which a case is a pair of cones.
  /// - Throws: ``InvalidRows`` when the points do not have two coordinates, or numbers are so large that the network would
  ///   overflow.
  /// - Complexity: O(n²) bounds in constant time at worst, usually far fewer; O(n) memory.
  public static func twoUnits(
    _ rows: WeightedRows, inputNames: [String]? = nil, outputName: String? = nil, timeLimit: Duration? = nil
  ) throws(InvalidRows) -> CertifiedFit {
    guard rows.inputs.columns == 2 else {
      throw InvalidRows("\(rows.inputs.columns) inputs; the certified optimum of two units is for two")
    }
    let deadline = timeLimit.map { ContinuousClock.now.advanced(by: $0) }
    let scale = PowerScale(of: rows)
    let problem = TwoUnitProblem(rows, scale)
    var search = TwoUnitSearch(problem)
    search.run(deadline: deadline)
    if search.bestValue > 0 { search.polish() }
    let network = try network(of: search.best, scale, inputNames, outputName)
    return CertifiedFit(network: network, certificate: certificate(of: search, rows, network, scale))
  }

  private static func network(
    of candidate: TwoUnitProblem.Candidate, _ scale: PowerScale, _ inputNames: [String]?, _ outputName: String?
  ) throws(InvalidRows) -> Network {
    let weights = [candidate.first, candidate.second].map { unit in
      [scale.slope(unit.x, column: 0), scale.slope(unit.y, column: 1)]
    }
    do {
      return try Network(
        layers: [
          Layer(weights: Matrix(weights), activation: .relu),
          Layer(weights: Matrix([[candidate.signs.x, candidate.signs.y]]), activation: .linear),
        ], inputNames: inputNames, outputNames: outputName.map { [$0] })
    } catch {
      throw InvalidRows("the fitted network cannot be written down: \(error.description)")
    }
  }

  private static func certificate(
    of search: TwoUnitSearch, _ rows: WeightedRows, _ network: Network, _ scale: PowerScale
  ) -> OptimumCertificate {
    let arcs = search.problem.index.arcCount
    func original(_ value: Double) -> Double { scale.residualSum(value) }
    let optimum = rows.residualSum(of: network)
    let slack = original(search.slack)
    let isOpen = search.openBound < search.bestValue - search.slack
    let gap = isOpen ? original(search.bestValue - max(search.openBound, 0)) : 0
    return OptimumCertificate(
      optimum: optimum, lowerBound: max(0, optimum - gap - slack), gap: gap, slack: slack, caseName: "pairs of cones",
      cases: arcs * (arcs + 1) / 2, settled: search.settled, evaluations: search.evaluations)
  }
}
