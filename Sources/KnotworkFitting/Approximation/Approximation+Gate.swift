import Knotwork
import KnotworkGeometry

extension Approximation {
  /// Checks the proved error where it can be seen: at points spread over the domain, and at its corners, the network's value
  /// without rounding is compared with an enclosure of the formula.
  ///
  /// - Throws: `FailedGate` where the deviation is certainly larger than the error that is called proved, or that error is
  ///   larger than the one asked for.
  /// - Complexity: some 10⁵ exact products.
  public func requireConsistent(with expression: RealExpression, over domain: Box, error: Double) throws(FailedGate) {
    guard provedError <= error else {
      throw FailedGate("the proved error \(provedError) is above \(error)")
    }
    let units = network.layers.reduce(1) { $0 + $1.unitCount }
    let holes = domain.dimension == 1 ? (try? Definedness.check(expression, over: domain)) ?? [] : []
    for number in 0..<max(16, min(500, 200_000 / units)) {
      let point = (0..<domain.dimension).map { axis -> Double in
        let (low, high) = (domain.lower[axis], domain.upper[axis])
        if number < 4 { return number >> axis & 1 == 0 ? low : high }
        // Multiples of irrational numbers are spread evenly.
        let share = (Double(number) * [0.6180339887498949, 0.7548776662466927][axis % 2])
          .truncatingRemainder(dividingBy: 1)
        return min(high, max(low, low + share * (high - low)))
      }
      let formula = expression.jet(over: point.map { Interval($0) }, holes: holes).value
      guard formula.isBounded, !formula.isPartial else { continue }
      let value = network.exactly(point.map { Dyadic($0) })[0]
      let deviation = max(Dyadic(formula.lower) - value, value - Dyadic(formula.upper))
      guard deviation <= Dyadic(provedError) else {
        throw FailedGate(
          "the network deviates by \(deviation.nearest) at (\(point.map { "\($0)" }.joined(separator: ", "))), "
            + "more than the proved \(provedError)")
      }
    }
  }
}
