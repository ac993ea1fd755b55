import Knotwork
import KnotworkGeometry

/// The search that proves in exact arithmetic, from rows to a network with its certificate.
extension CertifiedFit {
  /// - Parameters:
  ///   - units: 1 or 2.
  ///   - start: a network to begin with, in the coordinates of the scaled rows.
  ///   - shouldStop: asked often; when it says so, the best network so far is returned with the gap that is left.
  /// - Throws: ``InvalidRows`` when the network would overflow, ``FailedGate`` when the answer contradicts itself.
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
    // What uses the rounding of nearly dependent columns may not be near any doubles; what does not use it is.
    let networks = try [search.best, plain].compactMap(\.self).map {
      try rounded($0, scaled, enough: 1e-4 * search.slack, names)
    }
    let sums = networks.map { given.residualSum(of: $0) }
    let chosen = sums.count == 2 && sums[1] < sums[0] ? 1 : 0
    let (network, optimum) = (networks[chosen], sums[chosen])
    let steps = search.threshold > 0 ? search.tree.steps() : []
    let bound = search.threshold > 0 ? max(0, min(search.leastBound, search.openBound)) : 0
    let proof = steps.map {
      FitProof(header: scaled.header(units: units, axes: axes, bound: bound), steps: $0)
    }
    let slack = scaled.original(OptimumCertificate.digits * search.best.value + 2e-13 * search.total).roundedUp
    let certificate = OptimumCertificate(
      optimum: optimum, lowerBound: min(optimum, scaled.original(bound).roundedDown), slack: slack,
      caseName: units == 1 ? "cones of directions" : "pairs of cones",
      cases: search.settled.values.reduce(0, +), settled: search.settled, evaluations: search.evaluations)
    let fit = CertifiedFit(network: network, certificate: certificate, proof: proof)
    try FitGate.check(fit, given, hasBias: scaled.hasBias, units: units)
    return fit
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

  /// The network of some directions, which are rounded so that their outputs change least.
  static func rounded(
    _ candidate: ProofCandidate, _ scaled: ScaledRows, enough: Double, _ names: (inputs: [String]?, output: String?)
  ) throws(InvalidRows) -> Network {
    let (scale, inputs) = (scaled.scale, scaled.scale.inputExponents.count)
    let rounding = ProofRounding(scaled.rows)
    let units = candidate.directions.map {
      rounding.rounded($0, enough: enough, fair: max(enough, 0.02 * OptimumCertificate.digits * candidate.value))
    }
    let outputs = zip(units, candidate.signs).map { Double($1) * $0.output }
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
