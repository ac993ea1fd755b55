import Knotwork
import KnotworkGeometry

/// How steep an output is over a domain: no two points differ by more than the bound times their distance.
public struct Steepness: Equatable, Sendable {
  /// How distances are measured.
  public enum Norm: String, Equatable, Sendable, CaseIterable {
    /// By the coordinate that differs most.
    case infinity
    /// By Euclid.
    case two
  }

  /// How distances are measured.
  public let norm: Norm
  /// Two values differ by no more than this times the distance of their points; proved, whatever rounding does.
  public let bound: Double
  /// Two points whose values differ by `slope` times their distance; nil where none were found.
  public let pair: SlopePair?
  /// Why the work ended before the bound was as close as was asked for; nil where it is.
  public let cause: LimitReached.Cause?
}

extension Network {
  /// The Lipschitz constant of an output over a domain, between two points that show a slope and a bound.
  ///
  /// In the norm of the largest coordinate it is the greatest sum of the sizes of partial derivatives: the greatest slope along a
  /// direction whose coordinates are 1 and −1. Where inputs do not only rise or only fall both signs are tried, up to five such inputs;
  /// with more of them the bound is the sum of bounds.
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - domain: where inputs lie.
  ///   - ranges: the slopes along all inputs, as ``slopes(ofOutput:along:over:aims:tolerance:within:)`` gives them.
  ///   - tolerance: by how much the bound may be beyond the slope that is shown, relatively.
  ///   - budget: what it may cost.
  /// - Requires: a range for each input.
  /// - Throws: `FailedGate` where a slope is found beyond the bound, a fault of the program.
  public func steepness(
    ofOutput output: Int = 0, over domain: Polytope, slopes ranges: [SlopeRange], tolerance: Double = 0.01,
    within budget: Budget = Budget()
  ) throws(FailedGate) -> [Steepness] {
    precondition(ranges.count == inputCount && domain.dimension == inputCount, "Network: slopes of another size")
    let probe = SlopeProbe.pair(for: self, output, over: domain).opposite
    let sizes = ranges.map { max($0.least.bound.magnitude, $0.greatest.bound.magnitude) }
    let up = 1 + 0x1p-40
    let sum = sizes.reduce(0, +) * up
    // Signs that the derivatives have where their sum is greatest.
    let open = ranges.indices.filter { ranges[$0].least.bound < 0 && ranges[$0].greatest.bound > 0 }
    let fixed = ranges.map { $0.greatest.bound <= 0 ? ($0.least.bound >= 0 ? 0.0 : -1) : 1 }
    let isComplete = open.count <= 5
    var best: (slope: Double, pair: SlopePair)?
    var (bound, cause) = (0.0, LimitReached.Cause?.none)
    let start = ContinuousClock.now
    let choices = isComplete ? 1 << open.count : 1
    for choice in 0..<choices {
      var direction = fixed
      if isComplete {
        for (place, input) in open.enumerated() { direction[input] = choice >> place & 1 == 0 ? 1 : -1 }
      } else {
        for input in open { direction[input] = ranges[input].greatest.slope < -ranges[input].least.slope ? -1 : 1 }
      }
      if direction.allSatisfy({ $0 == 0 }) { continue }
      var share = budget.after(ContinuousClock.now - start)
      share.part /= Double(choices)
      share.limits.duration = share.limits.duration.map { $0 / (choices - choice) }
      if !isComplete { share.limits.regions = 1 }
      let task = SlopeTask(
        probe: probe, direction: direction, aim: -.infinity, known: best.map { -$0.slope } ?? .infinity)
      let outcome = try withoutCheckpoints {
        try SlopeTask.run([task], tolerance: tolerance, within: share)[0]
      }
      bound = max(bound, -outcome.end.bound)
      cause = cause ?? outcome.cause
      if let pair = outcome.end.pair, -pair.slope > best?.slope ?? 0 {
        let values = pair.values.map { -$0 }
        best = (-pair.slope, SlopePair(from: pair.from, to: pair.to, values: values, slope: -pair.slope))
      }
    }
    if case .duration = cause, let limit = budget.limits.duration { cause = .duration(limit: limit) }
    let least = isComplete ? min(bound, sum) : sum
    if let best, best.slope > least * up {
      throw FailedGate("no slope is proved to exceed \(least), but one is \(best.slope), from \(best.pair.from)")
    }
    let squares = sizes.reduce(0) { $0 + $1 * $1 }.squareRoot() * up
    return [
      Steepness(norm: .infinity, bound: least, pair: best?.pair, cause: isComplete ? cause : nil),
      Steepness(norm: .two, bound: min(least, squares), pair: probe.steepest(near: best?.pair.from), cause: nil),
    ]
  }
}

extension SlopeProbe {
  /// Two points close to each other, the second one in the direction in which the row falls most, with the slope by Euclid's distance.
  fileprivate func steepest(near start: [Double]?) -> SlopePair? {
    let relaxation = Relaxation(network)
    let (lower, upper) = (domain.box.lower, domain.box.upper)
    var generator = SplitMix64(state: 12)
    var best: (point: [Double], gradient: [Double], size: Double)?
    for sample in 0..<200 {
      let random = zip(lower, upper).map { low, high in
        min(high, max(low, low + (high - low) * Double.random(in: 0...1, using: &generator)))
      }
      let point = sample == 0 ? start ?? random : random
      _ = relaxation.outputs(at: point)
      let gradient = relaxation.gradients(ofRows: row, count: 1)
      let size = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if size.isFinite, size > best?.size ?? 0, contains(point) { best = (point, gradient, size) }
    }
    guard let best else { return nil }
    let edge = zip(lower, upper).map { $1 - $0 }.min() ?? 0
    for sign in [1.0, -1] {
      let end = best.point.indices.map { axis in
        min(upper[axis], max(lower[axis], best.point[axis] - sign * 0x1p-20 * edge * best.gradient[axis] / best.size))
      }
      guard contains(end) else { continue }
      let (from, to) = sign > 0 ? (best.point, end) : (end, best.point)
      let values = [from, to].map { network.value(of: row, at: HomogeneousPoint($0)) }
      let change = values[1] - values[0]
      let distance = zip(from, to).reduce(Dyadic.zero) { sum, pair in
        let step = Dyadic(pair.1) - Dyadic(pair.0)
        return sum + step * step
      }
      guard !distance.isZero else { continue }
      let slope = ExactQuotient(change * change, over: distance).squareRoot
      return SlopePair(from: from, to: to, values: values.map { -$0.nearest }, slope: slope)
    }
    return nil
  }
}
