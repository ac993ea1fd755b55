import Knotwork
import KnotworkClaims

/// Checkpoints of claims as files: a JSON document with the parts of the domain that are open, a fingerprint of the claim and the networks, and
/// a checksum over all of it (decision 0117).
public enum ClaimCheckpointJSON {
  /// A checkpoint as it is kept in a file.
  public struct Record: Equatable, Sendable {
    /// How far the work has come.
    public let checkpoint: ClaimCheckpoint
    /// What it is about, as ``EnumerationCheckpointJSON/fingerprint(of:)`` gives it.
    public let fingerprint: String
    /// The version of the program that wrote it, for people.
    public let tool: String

    /// A record of its parts.
    public init(checkpoint: ClaimCheckpoint, fingerprint: String, tool: String) {
      (self.checkpoint, self.fingerprint, self.tool) = (checkpoint, fingerprint, tool)
    }
  }

  private static let format = "knotwork-claim-checkpoint"
  private static let version = 1
  /// For phases -1, 0 and 1.
  private static let letters = Array("-0+".utf8)

  /// The file of a record.
  public static func encode(_ record: Record) -> [UInt8] {
    var checksum = Fingerprint()
    checksum.add(bytes: encode(record, checksum: nil))
    return encode(record, checksum: checksum.text)
  }

  private static func encode(_ record: Record, checksum: String?) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("format", format)
      json.member("version", version)
      json.member("tool", record.tool)
      json.member("fingerprint", record.fingerprint)
      json.member("parts", record.checkpoint.parts)
      json.member("programs", record.checkpoint.programs)
      json.key("open")
      json.array(lines: true) { json in
        for part in record.checkpoint.open {
          json.object { json in
            json.member("lower", part.lower)
            json.member("upper", part.upper)
            if let phases = part.phases {
              json.member("phases", String(decoding: phases.map { letters[Int($0) + 1] }, as: UTF8.self))
            }
          }
        }
      }
      if let checksum { json.member("checksum", checksum) }
    }
    return json.takeBytes()
  }

  /// The record in a file.
  ///
  /// - Throws: ``FormatError`` for a file that is no checkpoint of a claim, is one of another version, or in which anything has changed.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Record {
    let document = try CheckpointDocument(bytes, format: format, version: version, kind: "checkpoint of a claim")
    guard let elements = document["open"]?.elements else { throw FormatError("\"open\" is no list of parts") }
    let record = Record(
      checkpoint: ClaimCheckpoint(
        open: try elements.map { element throws(FormatError) in try part(element) }, parts: try document.count("parts"),
        programs: try document.count("programs")),
      fingerprint: try document.text("fingerprint"), tool: try document.text("tool"))
    // All that the file says, in the way it is always said: what differs in any byte is refused.
    guard encode(record) == bytes else {
      throw FormatError("the checkpoint is damaged; remove it to start anew: its checksum is not that of what it says")
    }
    return record
  }

  private static func part(_ value: JSONValue) throws(FormatError) -> ClaimCheckpoint.Part {
    func numbers(_ key: String) -> [Double]? {
      guard let elements = value[key]?.elements else { return nil }
      let numbers = elements.compactMap(\.number)
      return numbers.count == elements.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }
    guard let lower = numbers("lower"), let upper = numbers("upper"), lower.count == upper.count else {
      throw FormatError(
        "\"open\" has an element that is no part: expected as many numbers in \"lower\" as in \"upper\"")
    }
    guard let text = value["phases"] else { return ClaimCheckpoint.Part(lower: lower, upper: upper) }
    let phases = (text.string ?? "?").utf8.map { letters.firstIndex(of: $0).map { Int8($0 - 1) } }
    guard !phases.contains(nil) else { throw FormatError("\"phases\" is no run of -, 0 and +") }
    return ClaimCheckpoint.Part(lower: lower, upper: upper, phases: phases.compactMap(\.self))
  }
}
