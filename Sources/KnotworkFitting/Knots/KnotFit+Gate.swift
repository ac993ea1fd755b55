import Knotwork
import KnotworkGeometry

extension KnotFit {
  /// Checks what is printed of the fit against the rows: the residual sum of the network that is written, without rounding, is
  /// the one that is called optimum; a proved optimum is not above that of the regression line, nor is the lower bound.
  ///
  /// - Parameters:
  ///   - network: the line as it is written.
  ///   - rows: those that were fitted.
  /// - Throws: `FailedGate`.
  /// - Complexity: O(n · knots) exact operations.
  public func requireConsistent(with network: Network, on rows: WeightedRows) throws(FailedGate) {
    // A million rows take seconds without rounding; there, sums that lose nothing are enough.
    let isExact = rows.count <= 20_000
    let written = isExact ? rows.residualSum(of: network) : compensatedSum(network, rows)
    let straight = isExact ? FitGate.linearSum(rows, hasBias: true) : .infinity
    // Knots and slopes are rounded, which a perfect fit shows.
    let tolerance = 1e-6 * residualSum + 1e-10 * spread(rows)
    guard (written - residualSum).magnitude <= tolerance else {
      throw FailedGate("the line's residual sum is \(written), and not \(residualSum)")
    }
    // A line under conditions may be worse than the regression line.
    guard !model.isFree || residualSum <= straight + tolerance else {
      throw FailedGate("the regression line has a residual sum of \(straight), below \(residualSum)")
    }
    guard case .certified(let certificate) = optimality else { return }
    guard certificate.lowerBound <= min(written, straight) + tolerance else {
      throw FailedGate("a residual sum of \(min(written, straight)) is below the bound \(certificate.lowerBound)")
    }
    guard (certificate.optimum - residualSum).magnitude <= tolerance else {
      throw FailedGate("the certificate is about \(certificate.optimum), and not \(residualSum)")
    }
  }

  private func compensatedSum(_ network: Network, _ rows: WeightedRows) -> Double {
    var sum = CompensatedSum()
    for row in 0..<rows.count {
      let residual = rows.targets[row] - network([rows.inputs[row, 0]])[0]
      sum.add(rows.weights[row] * residual * residual)
    }
    return sum.value
  }

  /// Σ w (y − ȳ)².
  private func spread(_ rows: WeightedRows) -> Double {
    var (weight, first, sum) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for (y, w) in zip(rows.targets, rows.weights) {
      weight.add(w)
      first.add(w * y)
    }
    let mean = first.value / weight.value
    for (y, w) in zip(rows.targets, rows.weights) { sum.add(w * (y - mean) * (y - mean)) }
    return sum.value
  }
}
