import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// Do claims about networks hold?
public struct VerifyRequest: Sendable {
  /// The claims.
  public var claims: [StatedClaim]
  /// Whether claims that hold get a proof that others can check.
  public var isCertified: Bool
  /// Whether documents hold these proofs, as the texts of their files.
  public var showsCertificates = false
  /// Of which inputs the first claim is drawn; nil for no picture.
  public var map: VerifyMap.Choice?
  /// Rows at which the claims are looked at too, and whose regions are; nil for none.
  public var rows: DataRows?
  /// Whether it is said which share of the domain's volume is proved, and which refuted.
  public var showsShares = false

  /// A request about one claim or more.
  public init(_ claims: [StatedClaim], isCertified: Bool = false) {
    (self.claims, self.isCertified) = (claims, isCertified)
  }

  /// The verdict on each claim, one after the other; limits count for all of them together.
  ///
  /// - Parameters:
  ///   - networks: those that the claims are about.
  ///   - budget: threads and limits.
  ///   - checkpoints: where the one claim starts, and what keeps how far it has come; nil for none.
  /// - Throws: ``InvalidRequest`` where there is no claim, or checkpoints go with several or with proofs, ``InvalidData`` where a claim is about
  ///   networks of other sizes, `FailedGate` where a counterexample is none, and what checkpoints throw.
  public func answer(
    about networks: [Network], within budget: Budget = Budget(), checkpoints: SearchCheckpoints? = nil
  ) throws -> VerifyAnswer {
    guard !claims.isEmpty else {
      throw InvalidRequest("claim", "is missing; expected a claim, such as y <= 5")
    }
    if checkpoints != nil, claims.count > 1 || isCertified {
      throw InvalidRequest("claim", "checkpoints are for one claim without a proof")
    }
    for claim in claims { try VerifyRequest.requireSizes(claim, networks) }
    let start = ContinuousClock.now
    let results = try claims.map { stated in
      let left = budget.share(of: claims.count).after(ContinuousClock.now - start)
      let (verdict, certificate) = try ClaimDecision.verdict(
        on: stated.claim, of: networks, isCertified: isCertified, within: left, checkpoints: checkpoints)
      var result = try VerifyAnswer.Result(
        stated, verdict.naming(budget.limits.duration), certificate, networks, isCertified: isCertified)
      if showsShares {
        var part = budget.after(ContinuousClock.now - start)
        part.limits.duration = min(part.limits.duration ?? VerifyRequest.sharesTime, VerifyRequest.sharesTime)
        result.shares = try stated.claim.shares(on: networks, within: part)
      }
      if let rows, networks.count == 1 {
        result.rows = try stated.claim.rows(
          (0..<rows.count).map { row in rows.columns.map { $0[row] } }, of: networks[0],
          within: budget.after(ContinuousClock.now - start))
      }
      return result
    }
    let drawn = try map.map { choice in
      try VerifyMap(
        claims[0], choice, networks, results[0].names.inputs, within: budget.after(ContinuousClock.now - start))
    }
    return VerifyAnswer(results: results, networks: networks, map: drawn, showsCertificates: showsCertificates)
  }

  /// For so long parts of the domain are looked at, at most.
  private static let sharesTime = Duration.seconds(20)

  private static func requireSizes(_ stated: StatedClaim, _ networks: [Network]) throws(InvalidData) {
    let claim = stated.claim
    guard claim.networks.count == networks.count else {
      throw InvalidData(
        "\(stated.words): is about \(claim.networks.count.counted("network")), but \(networks.count) "
          + "\(networks.count == 1 ? "is" : "are") given")
    }
    for (number, (subject, network)) in zip(claim.networks, networks).enumerated()
    where subject.inputCount != network.inputCount || subject.outputCount != network.outputCount {
      let which = networks.count == 1 ? "the network" : "network \(number + 1)"
      throw InvalidData(
        "\(stated.words): is about a network of \(subject.inputCount.counted("input")) and "
          + "\(subject.outputCount.counted("output")), but \(which) has \(network.inputCount) and \(network.outputCount)"
      )
    }
  }
}

extension Verdict {
  /// The same, where a limit of time was reached with the whole limit: what was left of it is of no interest.
  func naming(_ limit: Duration?) -> Verdict {
    guard case .undecided(var open) = self, case .limit(.duration) = open.reason, let limit else { return self }
    open.reason = .limit(.duration(limit: limit))
    return .undecided(open)
  }
}
