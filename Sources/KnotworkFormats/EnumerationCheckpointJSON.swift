import Knotwork

/// Checkpoints as files: a JSON document with the cells that are left, and with a fingerprint of the work they belong to.
public enum EnumerationCheckpointJSON {
  /// A checkpoint as it is kept in a file.
  public struct Record: Equatable, Sendable {
    /// How far the work has come.
    public let checkpoint: EnumerationCheckpoint
    /// What it is about, as ``fingerprint(of:)`` gives it.
    public let fingerprint: String
    /// How many bytes of the result had been written by then; nil where there is no result before the end.
    public let outputBytes: Int?

    /// A record of its parts.
    public init(checkpoint: EnumerationCheckpoint, fingerprint: String, outputBytes: Int? = nil) {
      self.checkpoint = checkpoint
      self.fingerprint = fingerprint
      self.outputBytes = outputBytes
    }
  }

  /// A short text that differs for all work that differs, as far as accidents go; no protection against forgery
  /// (64-bit FNV-1a).
  public static func fingerprint(of parts: [[UInt8]]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in part { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      // Where one part ends matters.
      hash = (hash ^ UInt64(part.count)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }

  /// The file of a record.
  public static func encode(_ record: Record) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("format", "knotwork-checkpoint")
      json.member("version", 1)
      json.member("fingerprint", record.fingerprint)
      json.member("regions", record.checkpoint.regions)
      if let bytes = record.outputBytes { json.member("output_bytes", bytes) }
      json.key("pending")
      json.array(lines: true) { json in for cell in record.checkpoint.pending { json.value(cell) } }
    }
    return json.takeBytes()
  }

  /// The record in a file.
  ///
  /// - Throws: ``FormatError`` for a file that is no checkpoint.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Record {
    let value = try JSONValue(parsing: bytes)
    guard value["format"]?.string == "knotwork-checkpoint", value["version"]?.number == 1 else {
      throw FormatError("this is no checkpoint: expected \"format\": \"knotwork-checkpoint\" and \"version\": 1")
    }
    func count(_ key: String) throws(FormatError) -> Int {
      guard let number = value[key]?.number, let count = Int(exactly: number), (0...1 << 53).contains(count) else {
        throw FormatError("\"\(key)\" is \(value[key]?.kind ?? "missing"); expected a whole number from 0 to 2^53")
      }
      return count
    }
    guard let fingerprint = value["fingerprint"]?.string else { throw FormatError("\"fingerprint\" is missing") }
    guard let cells = value["pending"]?.elements else { throw FormatError("\"pending\" is no list of cells") }
    let pending = cells.compactMap(\.string)
    guard pending.count == cells.count else { throw FormatError("\"pending\" has an element that is no text") }
    do {
      return Record(
        checkpoint: try EnumerationCheckpoint(regions: count("regions"), pending: pending), fingerprint: fingerprint,
        outputBytes: value["output_bytes"] == nil ? nil : try count("output_bytes"))
    } catch let error as FormatError {
      throw error
    } catch {
      throw FormatError("\(error)")
    }
  }
}
