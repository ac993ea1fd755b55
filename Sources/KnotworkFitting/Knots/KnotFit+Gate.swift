import Knotwork
import KnotworkGeometry

extension KnotFit {
  /// Checks what is printed of the fit against the rows: the residual sum of the network that is written, without rounding, is
  /// the one that is called optimum; a proved optimum is not above that of the regression line, nor is the lower bound.
  ///
  /// - Parameter network: the line as it is written.
  /// - Throws: ``FailedGate``.
  /// - Complexity: O(n · knots) exact operations.
  public func requireConsistent(with network: Network, on rows: WeightedRows) throws(FailedGate) {
    let written = rows.residualSum(of: network)
    let straight = FitGate.linearSum(rows, hasBias: true)
    // Knots and slopes are rounded, which a perfect fit shows.
    let tolerance = 1e-6 * residualSum + 1e-10 * straight
    guard (written - residualSum).magnitude <= tolerance else {
      throw FailedGate("the line's residual sum is \(written), and not \(residualSum)")
    }
    guard residualSum <= straight + tolerance else {
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
}
