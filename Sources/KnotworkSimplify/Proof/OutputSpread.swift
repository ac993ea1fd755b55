import Knotwork
import KnotworkGeometry

/// How far the values of outputs are apart over a domain.
public struct OutputSpread: Sendable {
  /// For each output a difference of two values that are taken: the largest one where all regions were looked at, else the largest found.
  public let outputs: [Double]

  /// - Throws: `LimitReached` when the work is cancelled.
  public init(of network: Network, over domain: Domain, within budget: Budget = Budget()) throws {
    if network.inputCount <= 3 {
      var limited = budget
      limited.limits.regions = min(budget.limits.regions ?? .max, 100_000)
      do {
        let dissection = try Dissection(of: network, over: domain, keeping: .extremes, within: limited)
        outputs = try (0..<network.outputCount).map { output in
          let (least, most) = try dissection.extremes(of: output, within: budget)
          return (most.value - least.value).nextDown
        }
        return
      } catch let limit as LimitReached where limit.cause != .cancelled {
        // The samples tell.
      }
    }
    let values = network.evaluator(rows: DomainSamples(of: domain, count: 50_000, seed: 5).rows)
    let m = network.outputCount
    outputs = (0..<m).map { output in
      let own = stride(from: output, to: values.count, by: m).map { values[$0] }
      return ((own.max() ?? 0) - (own.min() ?? 0)).nextDown
    }
  }

  /// The least of them.
  public var least: Double { max(0, outputs.min() ?? 0) }
}
