import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// What is asked of a network over a domain where many runs share the work, wherever they are: the same for all of them.
public struct DistributedWork: Sendable {
  /// What can be shared out.
  public enum Question: String, CaseIterable, Sendable {
    /// How many regions are there?
    case count
    /// Which regions are there? A table in parts.
    case regions
    /// The same proved: a certificate in parts.
    case certificate
    /// Where is each output least and greatest?
    case range
    /// What is the mean of each output?
    case moments
    /// How many linear pieces and distinct maps are there?
    case pieces
    /// Does a claim hold?
    case claim

    /// Whether units write files, parts of one.
    public var hasFiles: Bool { fileExtension != nil }
    /// Whether receipts say more of cells than how many regions they have.
    var hasFindings: Bool {
      switch self {
      case .count, .regions, .certificate: false
      case .range, .moments, .pieces, .claim: true
      }
    }
    /// What the names of these files end with.
    public var fileExtension: String? {
      switch self {
      case .regions: "csv"
      case .certificate: "cert"
      case .count, .range, .moments, .pieces, .claim: nil
      }
    }
  }

  /// What is asked.
  public let question: Question
  /// Of which network.
  public let network: Network
  /// Where.
  public let place: Place
  /// Which claim; nil for other questions.
  public let claim: StatedClaim?
  /// The network without its names.
  let digest: String

  /// - Parameters:
  ///   - question: what is asked.
  ///   - network: of which network.
  ///   - place: where.
  ///   - claim: which claim, for ``Question/claim``: "y <= 5".
  /// - Throws: ``InvalidRequest`` where the question is not asked there, `ClaimTextError` where the claim cannot be read.
  public init(
    _ question: Question, about network: Network, over place: Place, claim: String? = nil
  ) throws {
    switch place.domain {
    case .box, .polytope, .polygon: break
    case .wholeSpace where question == .count: break
    default:
      throw InvalidRequest(
        "domain",
        "work is shared out over a box, which half-spaces may cut, over a polygon of two inputs, and to count over the whole "
          + "space; found \(place.description)")
    }
    try place.domain.requireInputs(network.inputCount)
    if question == .certificate, case .polygon = place.domain {
      throw InvalidRequest(
        "domain", "certificates are over a box, which half-spaces may cut; found \(place.description)")
    }
    guard (claim != nil) == (question == .claim) else {
      throw InvalidRequest(
        "claim", claim == nil ? "is missing; expected a claim, such as y <= 5" : "goes with the question \"claim\"")
    }
    self.claim = try claim.map { try DistributedWork.stated($0, about: network, over: place) }
    (self.question, self.network, self.place) = (question, network, place)
    digest = network.digest
  }

  private static func stated(_ text: String, about network: Network, over place: Place) throws -> StatedClaim {
    let stated = try StatedClaim(text, about: network, over: place)
    guard stated.claim.violation != nil else {
      throw InvalidRequest("claim", "\(text) holds whatever the network is; there is no work to share out")
    }
    guard stated.claim.canBeShared(for: network) else {
      throw InvalidRequest(
        "claim", "\(text): proofs are shared out for up to 36 inputs, and numbers of few digits; use knotwork verify"
      )
    }
    return stated
  }

  /// Reads the question, the network and the domain of a document as the writer writes them.
  init(_ document: JSONValue, about network: Network) throws {
    guard let question = document["question"]?.string.flatMap(Question.init(rawValue:)) else {
      throw FormatError("\"question\" is none that is known; expected \(Question.allCases.map(\.rawValue).orList)")
    }
    guard let tree = document["tree"]?.number, tree == Double(EnumerationCheckpoint.treeVersion) else {
      throw FormatError(
        "it is of a knotwork that splits cells in another order (\"tree\", here \(EnumerationCheckpoint.treeVersion)); use that "
          + "one, or start anew")
    }
    guard let digest = document["network"]?.string, digest == network.digest else {
      throw FormatError("it is about another network: \"network\" is not the SHA-256 of this one, \(network.digest)")
    }
    guard let domain = document["domain"] else { throw FormatError("\"domain\" is missing") }
    try self.init(
      question, about: network, over: QuestionParts.place(domain, of: network),
      claim: document["claim"].map { _ in try document.text("claim") })
  }

  /// The domain as certificates have it.
  var polytope: Polytope {
    get throws {
      switch place.domain {
      case .box(let box): try Polytope(box)
      case .polytope(let polytope): polytope
      default: preconditionFailure("domains of work are checked when it is made")
      }
    }
  }

  /// Writes the members that name the work.
  func write(to json: inout JSONWriter) {
    json.member("tree", EnumerationCheckpoint.treeVersion)
    json.member("network", digest)
    json.member("question", question.rawValue)
    if let claim { json.member("claim", claim.words) }
    json.key("domain")
    json.object { json in
      switch place.domain {
      case .box(let box): json.member("box", box)
      case .polytope(let polytope):
        json.member("box", polytope.box)
        if !polytope.halfSpaces.isEmpty { json.member("where", polytope.halfSpaces) }
      case .polygon(let polygon): json.member("polygon", polygon.vertices.map { [$0.x, $0.y] })
      case .wholeSpace: json.member("whole_space", true)
      case .slice, .segment, .input: preconditionFailure("domains of work are checked when it is made")
      }
    }
  }
}
