import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// What are the least and the greatest value of each output over a domain?
public struct RangeRequest: Sendable {
  /// Where.
  public var place: Place
  /// The output by its name; nil for all of them.
  public var output: String?
  /// Instead of outputs a linear expression in outputs and inputs, such as "2*y1 - y2".
  public var combination: String?
  /// Where an end is not found exactly, how far its bound may be from a value that is attained, relatively.
  public var gap = 1e-9
  /// Whether ends get a proof that others can check; for one output, or a combination.
  public var isCertified = false
  /// Whether documents hold that proof, as the text of its file.
  public var showsCertificate = false

  /// A request about all outputs.
  public init(over place: Place) { self.place = place }

  /// Both ends of each range.
  ///
  /// - Parameters:
  ///   - network: what it is about.
  ///   - budget: threads and limits.
  ///   - checkpoints: where the searches for ends start, and what keeps how far they have come; nil for none.
  /// - Throws: ``InvalidRequest`` for a name that the network does not have and for a domain that is no box which half-spaces may cut,
  ///   `ClaimTextError` for an expression that cannot be read, `FailedGate` where an end does not stand up to being computed another
  ///   way, and what checkpoints throw.
  public func answer(
    about network: Network, within budget: Budget = Budget(), checkpoints: SearchCheckpoints? = nil
  ) throws -> RangeAnswer {
    let domain = try place.polytope(of: "ranges")
    let (subjects, notes) = try subjects(of: network)
    if isCertified, subjects.count > 1 {
      throw InvalidRequest("certify", "a proof is about one output; say which (output_name)")
    }
    let start = ContinuousClock.now
    var method = RangeSource(network: network, place: place, domain: domain, gap: gap)
    let ranges = try subjects.enumerated().map { index, subject in
      var share = budget.share(of: subjects.count).after(ContinuousClock.now - start)
      share.limits.duration = share.limits.duration.map { $0 / (subjects.count - index) }
      var found = try method.range(of: subject, number: 2 * index, within: share, checkpoints: checkpoints)
      if case .duration = found.range?.cause, let limit = budget.limits.duration {
        found.range = found.range.map {
          OutputRange(minimum: $0.minimum, maximum: $0.maximum, cause: .duration(limit: limit))
        }
      }
      return found
    }
    var answer = RangeAnswer(place: place, inputs: network.inputNames, ranges: ranges, gap: gap, notes: notes)
    answer.showsCertificate = showsCertificate
    if isCertified, let range = ranges[0].range {
      var rest = budget.after(ContinuousClock.now - start)
      rest.limits.duration = rest.limits.duration ?? RangeRequest.proofTime
      let subject = subjects[0]
      answer.certificate = try range.certificate(
        of: subject.terms, plus: subject.constant, over: domain, for: network, within: rest)
      // The gate: what is handed out has been checked.
      _ = try answer.certificate?.check(against: network)
      if answer.certificate == nil {
        answer.notes.append("\(subject.name): no proof for knotwork check was found; none is written")
      }
    }
    return answer
  }

  /// For so long a proof is looked for where no limit is given.
  private static let proofTime = Duration.seconds(120)

  private func subjects(of network: Network) throws -> (subjects: [RangeSubject], notes: [String]) {
    if let combination {
      if output != nil { throw InvalidRequest("combination", "and output exclude each other") }
      let (terms, constant, notes) = try ClaimText.expression(
        combination, inputs: network.inputNames, outputs: network.outputNames)
      return ([RangeSubject(name: combination, terms: terms, constant: constant)], notes)
    }
    let numbers = try output.map { [try $0.place(among: network.outputNames, "output_name")] }
    return (
      (numbers ?? Array(0..<network.outputCount)).map {
        RangeSubject(name: network.outputNames[$0], terms: [.init(1, .output($0))], constant: 0)
      }, []
    )
  }
}

/// A linear expression whose range is asked for.
struct RangeSubject {
  let name: String
  let terms: [LinearConstraint.Term]
  let constant: Double

  /// The output that it is.
  var output: Int? {
    guard constant == 0, terms.count == 1, terms[0].factor == 1, case .output(let number) = terms[0].variable else {
      return nil
    }
    return number
  }
}

extension Place {
  /// The domain as a polytope of the input space.
  ///
  /// - Throws: ``InvalidRequest`` for domains that are none.
  package func polytope(of subject: String) throws -> Polytope {
    switch domain {
    case .box(let box): return try Polytope(box)
    case .polytope(let polytope): return polytope
    default:
      throw InvalidRequest(
        nil, "\(subject) are found over a box, which half-spaces may cut (where); found \(words)")
    }
  }
}
