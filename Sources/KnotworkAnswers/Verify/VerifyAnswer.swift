import Knotwork
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Verdicts on claims, with their evidence.
public struct VerifyAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.verdict")

  /// The verdict on one claim.
  public struct Result: Sendable {
    /// The claim.
    public let stated: StatedClaim
    /// Whether it holds.
    public let verdict: Verdict
    /// A proof that others can check; nil where none was asked for, and where none was found.
    public let certificate: ClaimCertificate?
    /// Whether a proof was asked for.
    let isCertified: Bool
    /// Where it fails: the constraints of the violation that hold there, those on outputs first, and by how much.
    public let violated: [ViolatedConstraint]
    /// Which share of the domain is proved, and which refuted; nil where that was not asked.
    public internal(set) var shares: ClaimShares?
    /// What rows and their regions say; nil without rows.
    public internal(set) var rows: ClaimRows?
    /// The names of the inputs and of the outputs.
    let names: (inputs: [String], outputs: [String])

    /// A verdict whose counterexample passes its gate.
    ///
    /// - Throws: `FailedGate` where the counterexample does not show what it says.
    init(
      _ stated: StatedClaim, _ verdict: Verdict, _ certificate: ClaimCertificate? = nil, _ networks: [Network],
      isCertified: Bool = false
    ) throws(FailedGate) {
      (self.stated, self.verdict, self.certificate, self.isCertified) = (stated, verdict, certificate, isCertified)
      let claim = stated.claim
      names =
        networks.count == 1
        ? (networks[0].inputNames, networks[0].outputNames)
        : (
          (0..<claim.inputCount).map { claim.name(of: .input($0)) },
          (0..<claim.outputCount).map { claim.name(of: .output($0)) }
        )
      guard case .fails(let counterexample) = verdict else {
        violated = []
        return
      }
      let again = claim.counterexample(at: counterexample.inputs, by: networks)
      guard let again, again.isExact == counterexample.isExact,
        again.outputs == counterexample.outputs
      else {
        throw FailedGate("\(stated.words): the counterexample does not show that the claim fails")
      }
      violated = ViolatedConstraint.list(claim, at: counterexample, by: networks, names)
    }

    /// What is said of a proof that was asked for and is not there.
    var certificateNotes: [String] {
      guard isCertified, certificate == nil else { return [] }
      if case .holds = verdict {
        return ["\(stated.words): holds, but no proof for knotwork check was found; none is written"]
      }
      return ["\(stated.words): there is no proof to write"]
    }

    /// Whether the claim fails only because a bound is reached.
    var isTouching: Bool {
      guard case .fails(let counterexample) = verdict, counterexample.isExact else { return false }
      return violated.contains { $0.isOfOutputs && $0.excess == 0 }
    }
  }

  /// The verdicts.
  public let results: [Result]
  /// The networks.
  public let networks: [Network]
  /// Where the first claim holds and where it fails; nil where that is not asked for.
  public let map: VerifyMap?
  /// Whether the document holds proofs.
  var showsCertificates = false

  /// What the answer comes to: it fails where a claim does, and is undecided where none does and one is undecided.
  public var ending: Ending {
    let notes = results.flatMap { result in
      result.stated.notes.map { "\(result.stated.words): \($0)" }
        + (result.isTouching
          ? [
            "\(result.stated.words): a bound is reached, and not passed; that counts as a violation"
          ] : [])
        + result.certificateNotes
    }
    let worst = headline
    switch worst.verdict {
    case .holds: return Ending(.holds, notes: notes)
    case .fails: return Ending(.fails(reason: nil), notes: notes)
    case .undecided(let open):
      let reason = open.words(worst.stated)
      if open.reason == .limit(.cancelled) { return Ending(.interrupted(reason: reason), notes: notes) }
      return Ending(.undecided(reason: reason), notes: notes)
    }
  }

  /// The first claim that fails, else the first that is undecided, else the first.
  private var headline: Result {
    func first(_ isWanted: (Verdict) -> Bool) -> Result? { results.first { isWanted($0.verdict) } }
    return first { if case .fails = $0 { true } else { false } }
      ?? first { if case .undecided = $0 { true } else { false } } ?? results[0]
  }

  /// Writes the members of the claim that decides the outcome, and an element of `claims` for each.
  public func write(to json: inout JSONWriter) throws {
    let headline = headline
    json.member("inputs", headline.names.inputs)
    json.member("outputs", headline.names.outputs)
    headline.write(to: &json)
    if let map {
      json.key("map")
      json.object { json in
        json.member("inputs", map.inputs)
        json.member("at", map.point)
        json.member("proved_share", map.provedShare)
        json.member("refuted_share", map.refutedShare)
      }
    }
    json.key("claims")
    try json.array(lines: true) { json in
      for result in results {
        json.object { json in
          result.write(to: &json)
          if showsCertificates {
            json.member("certificate", orNull: result.certificate.map(\.text))
          }
        }
        try json.passOn()
      }
    }
  }

  /// Writes each verdict with its evidence.
  public func write(to text: inout TextWriter) throws {
    for result in results { try text.lines(result.lines(text.style)) }
    if let map {
      try text.line(
        "  Over \(map.inputs[0]) and \(map.inputs[1]): \((100 * map.provedShare).short) % of the area proved, "
          + "\((100 * map.refutedShare).short) % refuted.")
    }
    guard results.count > 1 else { return }
    func count(_ isWanted: (Verdict) -> Bool) -> Int { results.count { isWanted($0.verdict) } }
    try text.lines([
      "",
      "\(results.count) claims: \(count { if case .holds = $0 { true } else { false } }) proved, "
        + "\(count { if case .fails = $0 { true } else { false } }) refuted, "
        + "\(count { if case .undecided = $0 { true } else { false } }) undecided.",
    ])
  }
}

extension OpenClaim {
  /// Why nothing was decided, in a sentence.
  func words(_ stated: StatedClaim) -> String { "\(stated.words): undecided; \(reasonInWords)" }

  var reasonInWords: String {
    switch reason {
    case .limit(let cause): cause.words
    case .precision: "numbers too large, or a difference too small, to be decided by doubles"
    }
  }
}

extension LimitReached.Cause {
  /// What stopped the work, in a clause.
  package var words: String {
    switch self {
    case .regions(let limit): "the limit of \(limit.counted("region")) was reached"
    case .duration(let limit): "the time limit of \(limit.words) was reached"
    case .memory(let limit): "the limit of \(limit.counted("byte")) of memory was reached"
    case .steps(let limit): "the limit of \(limit.counted("step")) was reached"
    case .cancelled: "cancelled"
    }
  }
}
