import Knotwork
import KnotworkGeometry

/// The search that proves in exact arithmetic, from rows to a network with its certificate.
extension CertifiedFit {
  /// - Parameters:
  ///   - units: 1 or 2.
  ///   - start: a network to begin with, in the coordinates of the scaled rows.
  ///   - shouldStop: asked often; when it says so, the best network so far is returned with the gap that is left.
  /// - Throws: ``InvalidRows`` when the network would overflow, `FailedGate` when the answer contradicts itself.
  static func proved(
    _ given: WeightedRows, _ scaled: ScaledRows, units: Int, start: ProofCandidate?,
    names: (inputs: [String]?, output: String?),
    shouldStop: () -> Bool
  ) throws -> CertifiedFit {
    let axes = ProofBasis.axes(scaled.rows)
    let plain = start == nil ? withoutNearlyDependent(scaled, units: units, axes, shouldStop) : start
    var search = ProofSearch(
      scaled.rows, targets: scaled.targets, weights: scaled.weights, units: units, axes: axes, start: plain)
    search.prepare()
    search.run(shouldStop: shouldStop)
    let (network, optimum) = try written(search, plain, given, scaled, names)
    let bound = search.threshold > 0 ? max(0, min(search.leastBound, search.openBound)) : 0
    // A bound of 0 needs no steps.
    let steps = search.threshold > 0 ? search.tree.steps().map { bound > 0 ? $0 : [] } : []
    let proof = steps.map {
      FitProof(header: scaled.header(units: units, axes: axes, bound: bound), steps: $0)
    }
    let slack = scaled.original(OptimumCertificate.digits * search.best.value + 2e-13 * search.total).roundedUp
    let certificate = OptimumCertificate(
      optimum: optimum, unrounded: scaled.original(search.best.value).roundedUp,
      lowerBound: min(optimum, scaled.original(bound).roundedDown), slack: slack,
      caseName: units == 1 ? "cones of directions" : "pairs of cones",
      cases: search.settled.values.reduce(0, +), settled: search.settled, evaluations: search.evaluations)
    let fit = CertifiedFit(network: network, certificate: certificate, proof: proof)
    try FitGate.check(fit, given, hasBias: scaled.hasBias, units: units)
    return fit
  }

  /// The network that is written: of several candidates, of which the best need not be near any doubles, that with the least residual
  /// sum. What does not use the rounding of nearly dependent columns has small weights, and is taken where it does no worse.
  private static func written(
    _ search: ProofSearch, _ plain: ProofCandidate?, _ given: WeightedRows, _ scaled: ScaledRows,
    _ names: (inputs: [String]?, output: String?)
  ) throws -> (network: Network, sum: Double) {
    var found: (network: Network, sum: Double)?
    let room = scaled.original(1e-13 * search.total).roundedUp
    let enough = 1e-4 * search.slack
    for candidate in [plain, search.best, search.linear].compactMap(\.self) {
      if let found, scaled.original(candidate.value).roundedDown >= found.sum { continue }
      let room = 1e-6 * max(candidate.value, 1e-9 * search.total)
      for isFull in [true, false] {
        if let found, isReached(found.sum) { return found }
        for network in try rounded(candidate, scaled, enough: enough, room: isFull ? nil : room, names) {
          let sum = given.residualSum(of: network)
          if sum < found?.sum ?? .infinity { found = (network, sum) }
        }
      }
    }
    func isReached(_ sum: Double) -> Bool {
      sum <= scaled.original(search.best.value).roundedUp * (1 + 1e-9) + room
    }
    guard let found else { throw InvalidRows("the fitted network cannot be written down: its residual sum overflows") }
    return found
  }

  /// The optimum without columns that are combinations of others but for rounding; nil where there are none.
  private static func withoutNearlyDependent(
    _ scaled: ScaledRows, units: Int, _ axes: [[Dyadic]], _ shouldStop: () -> Bool
  ) -> ProofCandidate? {
    let kept = ProofBasis.clearlyIndependent(scaled.rows, axes)
    guard kept.count < scaled.rows.dimension else { return nil }
    let rows = scaled.rows.keeping(kept)
    var search = ProofSearch(
      rows, targets: scaled.targets, weights: scaled.weights, units: units, axes: ProofBasis.axes(rows), start: nil)
    search.prepare()
    search.run(shouldStop: shouldStop)
    var found = search.best
    found.directions = found.directions.map { direction in
      (0..<scaled.rows.dimension).map { k in kept.firstIndex(of: k).map { direction[$0] } ?? .zero }
    }
    return found
  }

  /// Networks of some directions, which are rounded so that their outputs change least: for one unit, with the length for which the
  /// output's weight is 1 or nearly so, and with the weight that is then the best.
  ///
  /// - Parameters:
  ///   - enough: a sum of squared changes that needs no search for better doubles.
  ///   - room: see ``ProofRounding``; nil where all rows count.
  static func rounded(
    _ candidate: ProofCandidate, _ scaled: ScaledRows, enough: Double, room: Double? = nil,
    _ names: (inputs: [String]?, output: String?)
  ) throws(InvalidRows) -> [Network] {
    let units = candidate.directions.map(scaled.rows.shortened).map { direction in
      let rounding = room.map { ProofRounding(scaled.rows, near: direction, room: $0) } ?? ProofRounding(scaled.rows)
      return rounding.rounded(direction, enough: enough, fair: max(enough, 5e-10 * candidate.value))
    }
    let outputs = zip(units, candidate.signs).map { Double($1) * $0.output }
    var networks = [try network(units, outputs: outputs, scaled, names)]
    if units.count == 1, let best = scaled.outputWeight(units[0].weights), best != outputs[0] {
      networks.append(try network(units, outputs: [best], scaled, names))
    }
    return networks
  }

  private static func network(
    _ units: [ProofRounding.Unit], outputs: [Double], _ scaled: ScaledRows,
    _ names: (inputs: [String]?, output: String?)
  ) throws(InvalidRows) -> Network {
    let (scale, inputs) = (scaled.scale, scaled.scale.inputExponents.count)
    var weights = [[Double]](repeating: [Double](repeating: 0, count: inputs), count: units.count)
    var biases = [Double](repeating: 0, count: units.count)
    for (unit, direction) in units.enumerated() {
      for (place, column) in scaled.kept.enumerated() {
        if column < inputs {
          weights[unit][column] = scale.slope(direction.weights[place], column: column)
        } else {
          biases[unit] = scale.target(direction.weights[place])
        }
      }
    }
    let intercept = scaled.hasBias ? [scale.target(scaled.intercept(units.map(\.weights), outputs: outputs))] : nil
    do {
      return try Network(
        layers: [
          Layer(weights: Matrix(weights), bias: scaled.hasBias ? biases : nil, activation: .relu),
          Layer(weights: Matrix([outputs]), bias: intercept, activation: .linear),
        ], inputNames: names.inputs, outputNames: names.output.map { [$0] })
    } catch {
      throw InvalidRows("the fitted network cannot be written down: \(error.description)")
    }
  }
}
