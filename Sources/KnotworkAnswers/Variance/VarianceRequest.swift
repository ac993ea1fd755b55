import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Which share of an output's variance over a box does each input explain?
public struct VarianceRequest: Sendable {
  /// Where.
  public var place: Place
  /// The output by its name; nil for the first.
  public var output: String?
  /// Where more than two inputs interact, how many rows are drawn for each of `VarianceEstimate.replicates` estimates.
  public var samples = 4096
  /// Chooses the rows.
  public var seed: UInt64 = 0

  /// A request about a box.
  public init(over place: Place) { self.place = place }

  /// The shares.
  ///
  /// - Throws: ``InvalidRequest`` for domains that are no boxes, too few samples, a name that the network does not have, and an output that
  ///   does not vary.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> VarianceAnswer {
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    guard case .box(let box) = place.domain else {
      throw InvalidRequest(
        nil, "shares of the variance are those over a box, in which inputs are independent; found \(place.words)")
    }
    guard (16...(1 << 24)).contains(samples) else {
      throw InvalidRequest("samples", "\(samples); expected 16 to \(1 << 24)")
    }
    let name = network.outputNames[output]
    func answer(_ indices: SobolIndices?) throws -> VarianceAnswer {
      guard let indices else { throw InvalidRequest(nil, "\(name) does not vary over \(place.words)") }
      return VarianceAnswer(
        place: place, output: name, mean: indices.mean, variance: indices.variance, first: indices.first,
        total: indices.total, interaction: indices.interaction, errors: nil)
    }
    if box.dimension <= 2 {
      let dissection = try Dissection(of: network, over: place.domain, keeping: .vertices, within: budget)
      return try answer(try SobolIndices(dissection, output: output))
    }
    let groups = network.restricted(to: output).separateInputs
    if groups.allSatisfy({ $0.count <= 2 }) {
      do {
        return try answer(try SobolIndices(network, output: output, groups: groups, over: box, within: budget))
      } catch let limit as LimitReached where limit.cause != .cancelled {
        // Too many regions for integrals are no reason not to estimate.
      }
    }
    guard
      let estimate = VarianceEstimate(
        of: network, output: output, over: box, samples: samples, seed: seed, threads: budget.threads)
    else { throw InvalidRequest(nil, "\(name) does not vary over \(place.words)") }
    return VarianceAnswer(
      place: place, output: name, mean: estimate.mean, variance: estimate.variance, first: estimate.first.map(\.value),
      total: estimate.total.map(\.value), interaction: nil,
      errors: (estimate.first.map(\.error), estimate.total.map(\.error)))
  }
}
