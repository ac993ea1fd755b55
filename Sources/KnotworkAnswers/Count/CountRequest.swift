import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// How many regions does a network have over a domain?
public struct CountRequest: Sendable {
  /// How the number is found.
  public enum Method: Sendable {
    /// By visiting every region.
    case count
    /// By keeping every region, so that linear pieces and affine maps are counted too.
    case pieces
    /// From random samples.
    case estimate(samples: Int, seed: UInt64)
  }

  /// Where.
  public var place: Place
  /// How.
  public var method: Method

  /// A request for a number.
  public init(over place: Place, by method: Method = .count) {
    self.place = place
    self.method = method
  }

  /// Says what is wrong with the request, whatever the network.
  ///
  /// - Throws: ``InvalidRequest`` for fewer than two samples.
  public func validate() throws(InvalidRequest) {
    if case .estimate(let samples, _) = method, samples < 2 {
      throw InvalidRequest("samples", "\(samples) is less than 2")
    }
  }

  /// The number; at least so many where the budget was spent.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - budget: threads, limits and progress.
  ///   - checkpoints: with ``Method/count``, where to go on and how to keep what was done.
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, `InvalidGeometry` for a domain that is not one of the network's input
  ///   space.
  public func answer(
    about network: Network, within budget: Budget = Budget(), checkpoints: Checkpoints? = nil
  ) throws -> CountAnswer {
    try validate()
    return try answer(about: network) { answer in
      switch method {
      case .count:
        answer.regionCount = try network.regionCount(over: place.domain, within: budget, checkpoints: checkpoints)
      case .pieces:
        let dissection = try Dissection(of: network, over: place.domain, within: budget)
        let merged = dissection.linearPieces()
        answer.regionCount = dissection.regions.count
        answer.pieces = (merged.count, dissection.affineMapCount(in: merged))
      case .estimate(let samples, let seed):
        let estimate = try network.regionEstimate(
          over: place.domain, samples: samples, seed: seed, within: budget)
        answer.estimate = estimate
        if let limit = budget.limits.duration, estimate.samples < samples {
          throw LimitReached(cause: .duration(limit: limit), regionsFound: 0)
        }
      }
    }
  }

  /// The number with a proof, a certificate as text that is handed to `receive` in pieces.
  ///
  /// - Throws: ``InvalidRequest`` for a domain that is not of the input space itself, what `receive` throws; `FailedGate` never,
  ///   unless the program is wrong.
  public func certifiedAnswer(
    about network: Network, within budget: Budget = Budget(), to receive: ([UInt8]) throws -> Void
  ) throws -> CountAnswer {
    let polytope: Polytope
    switch place.domain {
    case .box(let box): polytope = try Polytope(box)
    case .polytope(let given): polytope = given
    default:
      throw InvalidRequest(
        "certify", "certificates are over a box, which half-spaces may cut; found \(place.description)")
    }
    return try answer(about: network) { answer in
      // What is written is read again and checked as it goes out.
      var reader = CertificateReader(network)
      func pass(_ text: String) throws {
        let bytes = Array(text.utf8)
        do {
          try reader.read(bytes)
        } catch {
          throw FailedGate("the certificate does not hold: \(error)")
        }
        try receive(bytes)
      }
      try pass(RegionProofText.header(polytope))
      answer.regionCount = try network.certify(over: polytope, within: budget) { step in
        try pass(RegionProofText.line(step))
      }
      try pass(RegionProofText.end(regions: answer.regionCount))
    }
  }

  private func answer(about network: Network, _ find: (inout CountAnswer) throws -> Void) throws -> CountAnswer {
    var answer = CountAnswer(place: place, bound: network.regionBound)
    do {
      try find(&answer)
    } catch let reached as LimitReached {
      answer.stop = reached
      answer.regionCount = reached.regionsFound
    }
    return answer
  }
}
