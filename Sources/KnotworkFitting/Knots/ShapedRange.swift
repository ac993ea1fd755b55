/// Which values a linear function of a broken line takes among the lines with given knots that follow a rule for slopes and whose
/// cost is within a limit: a convex problem, as a function of the value.
///
/// With θ the free numbers, H their matrix and θ₀ the minimum without rules, a line costs cost(θ₀) + (θ − θ₀)ᵀ H (θ − θ₀).
struct ShapedRange: Equatable, Sendable {
  private let basis: [[Double]]
  private let offset: [Double]
  private let hessian: [[Double]]
  private let inverse: [[Double]]
  private let plain: [Double]
  private let plainCost: Double
  /// The rules r · θ ≥ 0; where there is a choice, each alternative.
  private let alternatives: [[[Double]]]

  init(
    basis: [[Double]], offset: [Double], hessian: [[Double]], inverse: [[Double]], plain: [Double], plainCost: Double,
    alternatives: [[[Double]]]
  ) {
    (self.basis, self.offset, self.hessian, self.inverse) = (basis, offset, hessian, inverse)
    (self.plain, self.plainCost, self.alternatives) = (plain, plainCost, alternatives)
  }

  /// The interval with the ends of `known` moved out to the least and the largest value, where there are such.
  ///
  /// - Parameters:
  ///   - weights: of the values at the nodes in the function.
  ///   - value: that of a line within the limit that follows the rule.
  ///   - known: values that are taken, among them perhaps those of other knots.
  /// - Complexity: O(1) solutions of O(p³); few where `known` is wide already.
  func extended(_ known: (Double, Double), _ weights: [Double], from value: Double, limit: Double) -> (Double, Double) {
    let slopes = basis.map { innerProduct($0, weights) }
    let shift = innerProduct(offset, weights)
    let image = inverse.map { innerProduct($0, slopes) }
    let reach = (max(0, limit - plainCost) * max(0, innerProduct(slopes, image))).squareRoot()
    let center = shift + innerProduct(slopes, plain)
    func end(_ sign: Double, _ start: Double) -> Double {
      // Without rules the value goes no farther than this.
      var (inside, outside) = (max(sign * start, sign * value), sign * center + reach)
      guard inside < outside, cost(slopes.map { sign * $0 }, inside - sign * shift) <= limit else { return start }
      for _ in 0..<40 where outside - inside > 1e-7 * (reach + 1e-300) {
        let middle = inside / 2 + outside / 2
        if cost(slopes.map { sign * $0 }, middle - sign * shift) <= limit { inside = middle } else { outside = middle }
      }
      return sign * inside
    }
    let low = end(-1, min(known.0, value))
    return (low, end(1, max(known.1, value)))
  }

  /// The least cost with a · θ ≥ bound under the rules.
  private func cost(_ a: [Double], _ bound: Double) -> Double {
    var least = Double.infinity
    for rules in alternatives {
      let all = rules + [a]
      let bounds = [Double](repeating: 0, count: rules.count) + [bound]
      let solution = BoundedSolution(plain, inverse, all, bounds: bounds).solution
      // Rules that contradict each other leave no solution.
      let size = (solution + plain).reduce(0) { max($0, $1.magnitude) }
      let isFeasible = zip(all, bounds).allSatisfy { rule, bound in
        let largest = rule.reduce(0) { max($0, $1.magnitude) } * size
        return innerProduct(rule, solution) >= bound - 1e-9 * (bound.magnitude + largest)
      }
      guard isFeasible else { continue }
      let change = zip(solution, plain).map { $0 - $1 }
      least = min(least, plainCost + innerProduct(change, hessian.map { innerProduct($0, change) }))
    }
    return least
  }
}

extension KnotModel.Shape {
  /// Intervals for slopes, or for bends, whose ends are 0 where that is the bound that the rule gives, which a search only comes
  /// near to.
  func bounding(_ estimates: [KnotStatistics.Estimate], areBends: Bool) -> [KnotStatistics.Estimate] {
    let isRuled =
      switch self {
      case .increasing, .decreasing, .alternating: !areBends
      case .convex, .concave: areBends
      }
    guard isRuled || self == .alternating else { return estimates }
    return estimates.map { estimate in
      guard let low = estimate.lower, let high = estimate.upper else { return estimate }
      func end(_ value: Double) -> Double { value.magnitude <= 1e-6 * (high - low) ? 0 : value }
      // An estimate at the bound is off it by rounding.
      let (lower, upper) = (end(low), end(high))
      return KnotStatistics.Estimate(
        value: min(max(estimate.value, lower), upper), standardError: estimate.standardError, lower: lower,
        upper: upper,
        pValue: estimate.pValue)
    }
  }
}
