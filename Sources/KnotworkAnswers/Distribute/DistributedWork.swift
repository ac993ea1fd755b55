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

    /// Whether units write files, parts of one.
    public var hasFiles: Bool { fileExtension != nil }
    /// What the names of these files end with.
    public var fileExtension: String? {
      switch self {
      case .count: nil
      case .regions: "csv"
      case .certificate: "cert"
      }
    }
  }

  /// What is asked.
  public let question: Question
  /// Of which network.
  public let network: Network
  /// Where.
  public let place: Place
  /// The network without its names.
  let digest: String

  /// - Throws: ``InvalidRequest`` where the question is not asked there.
  public init(_ question: Question, about network: Network, over place: Place) throws {
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
    (self.question, self.network, self.place) = (question, network, place)
    digest = network.digest
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
    try self.init(question, about: network, over: QuestionParts.place(domain, of: network))
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

extension JSONValue {
  /// The whole number of a member.
  func count(_ key: String, in range: ClosedRange<Int> = 0...1 << 53) throws(FormatError) -> Int {
    guard let number = self[key]?.number, let count = Int(exactly: number), range.contains(count) else {
      throw FormatError(
        "\"\(key)\" is \(self[key]?.kind ?? "missing"); expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound == 1 << 53 ? "2^53" : "\(range.upperBound)")")
    }
    return count
  }

  /// The text of a member.
  func text(_ key: String) throws(FormatError) -> String {
    guard let text = self[key]?.string else {
      throw FormatError("\"\(key)\" is \(self[key]?.kind ?? "missing"); expected a text")
    }
    return text
  }

  /// The texts of a member.
  func texts(_ key: String) throws(FormatError) -> [String] {
    guard let elements = self[key]?.elements else {
      throw FormatError("\"\(key)\" is \(self[key]?.kind ?? "missing"); expected an array of texts")
    }
    let texts = elements.compactMap(\.string)
    guard texts.count == elements.count else { throw FormatError("\"\(key)\" has an element that is no text") }
    return texts
  }

  /// Refuses documents of another kind.
  func require(_ schema: Schema) throws(FormatError) {
    guard self["schema"]?.string == schema.name else {
      throw FormatError("this is no \(schema.name): \"schema\" is \(self["schema"]?.kind ?? "missing")")
    }
    let version = try count("version")
    guard version == schema.version else {
      throw FormatError("a \(schema.name) of version \(version); this knotwork reads version \(schema.version)")
    }
  }
}
