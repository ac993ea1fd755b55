import Knotwork
import KnotworkClaims

/// Checkpoints of searches as files: a JSON document with the parts of the domain that are open in each search, a fingerprint of the question and
/// the networks, and a checksum over all of it (decision 0117).
public enum SearchCheckpointJSON {
  /// Checkpoints as they are kept in a file.
  public struct Record: Equatable, Sendable {
    /// How far each search has come, by its number.
    public let searches: [Int: SearchCheckpoint]
    /// What they are about, as ``Fingerprint/text(of:)`` gives it.
    public let fingerprint: String
    /// The version of the program that wrote them, for people.
    public let tool: String

    /// A record of its parts.
    public init(searches: [Int: SearchCheckpoint], fingerprint: String, tool: String) {
      (self.searches, self.fingerprint, self.tool) = (searches, fingerprint, tool)
    }
  }

  private static let format = "knotwork-search-checkpoint"
  private static let version = 1
  /// For phases -1, 0 and 1.
  private static let letters = Array("-0+".utf8)

  /// The file of a record.
  public static func encode(_ record: Record) -> [UInt8] {
    CheckpointDocument.encode(format: format, version: version, tool: record.tool) { json in
      json.member("fingerprint", record.fingerprint)
      json.key("searches")
      json.array(lines: true) { json in
        for (number, checkpoint) in record.searches.sorted(by: { $0.key < $1.key }) {
          json.object { write(number, checkpoint, to: &$0) }
        }
      }
    }
  }

  private static func write(_ number: Int, _ checkpoint: SearchCheckpoint, to json: inout JSONWriter) {
    // JSON has no infinite numbers: bounds that say nothing are left out.
    json.member("number", number)
    json.member("parts", checkpoint.parts)
    json.member("programs", checkpoint.programs)
    if let least = checkpoint.least {
      json.key("least")
      json.object { json in
        if least.bound.isFinite { json.member("bound", least.bound) }
        if least.slope.isFinite { json.member("slope", least.slope) }
        json.key("points")
        json.array { json in for point in least.points { json.value(point) } }
      }
    }
    json.key("open")
    json.array(lines: true) { json in
      for part in checkpoint.open {
        json.object { json in
          json.member("lower", part.lower)
          json.member("upper", part.upper)
          if part.bound.isFinite { json.member("bound", part.bound) }
          if let phases = part.phases {
            json.member("phases", String(decoding: phases.map { letters[Int($0) + 1] }, as: UTF8.self))
          }
        }
      }
    }
  }

  /// The record in a file.
  ///
  /// - Throws: ``FormatError`` for a file that has no checkpoints of searches, is one of another version, or in which anything has changed.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Record {
    let document = try CheckpointDocument(bytes, format: format, version: version, kind: "checkpoint of a search")
    guard let elements = document["searches"]?.elements else { throw FormatError("\"searches\" is no list") }
    var searches: [Int: SearchCheckpoint] = [:]
    for element in elements {
      let search = CheckpointDocument(element)
      searches[try search.count("number")] = try checkpoint(search)
    }
    let record = Record(
      searches: searches, fingerprint: try document.text("fingerprint"), tool: try document.text("tool"))
    // All that the file says, in the way it is always said: what differs in any byte is refused.
    guard encode(record) == bytes else {
      throw FormatError("the checkpoint is damaged; remove it to start anew: its checksum is not that of what it says")
    }
    return record
  }

  private static func checkpoint(_ search: CheckpointDocument) throws(FormatError) -> SearchCheckpoint {
    guard let elements = search["open"]?.elements else { throw FormatError("\"open\" is no list of parts") }
    var least: SearchCheckpoint.Least?
    if let value = search["least"] {
      guard let points = value["points"]?.elements, case let read = points.compactMap(numbers),
        read.count == points.count
      else { throw FormatError("\"points\" is no list of points") }
      least = SearchCheckpoint.Least(
        bound: value["bound"]?.number ?? .infinity, slope: value["slope"]?.number ?? .infinity, points: read)
    }
    return SearchCheckpoint(
      open: try elements.map { element throws(FormatError) in try part(element) }, parts: try search.count("parts"),
      programs: try search.count("programs"), least: least)
  }

  private static func numbers(_ value: JSONValue) -> [Double]? {
    guard let elements = value.elements else { return nil }
    let numbers = elements.compactMap(\.number)
    return numbers.count == elements.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
  }

  private static func part(_ value: JSONValue) throws(FormatError) -> SearchCheckpoint.Part {
    guard let lower = value["lower"].flatMap(numbers), let upper = value["upper"].flatMap(numbers),
      lower.count == upper.count
    else {
      throw FormatError(
        "\"open\" has an element that is no part: expected as many numbers in \"lower\" as in \"upper\"")
    }
    let bound = value["bound"]?.number ?? -.infinity
    guard let text = value["phases"] else { return SearchCheckpoint.Part(lower: lower, upper: upper, bound: bound) }
    let phases = (text.string ?? "?").utf8.map { letters.firstIndex(of: $0).map { Int8($0 - 1) } }
    guard !phases.contains(nil) else { throw FormatError("\"phases\" is no run of -, 0 and +") }
    return SearchCheckpoint.Part(lower: lower, upper: upper, bound: bound, phases: phases.compactMap(\.self))
  }
}
