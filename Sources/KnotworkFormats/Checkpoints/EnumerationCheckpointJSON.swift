import Knotwork

/// Checkpoints of enumerations as files: a JSON document with the cells that are left and those that are done, a fingerprint of the
/// work they belong to, and a checksum over all of it (decision 0060).
public enum EnumerationCheckpointJSON {
  /// A checkpoint as it is kept in a file.
  public struct Record: Equatable, Sendable {
    /// How far the work has come.
    public let checkpoint: EnumerationCheckpoint
    /// What it is about, as ``Fingerprint/text(of:)`` gives it.
    public let fingerprint: String
    /// The version of the program that wrote it, for people.
    public let tool: String
    /// How much of the result had been written by then, and the checksum of that; nil where there is no result before the end.
    public let output: (bytes: Int, checksum: String)?

    /// A record of its parts.
    public init(
      checkpoint: EnumerationCheckpoint, fingerprint: String, tool: String,
      output: (bytes: Int, checksum: String)? = nil
    ) {
      self.checkpoint = checkpoint
      self.fingerprint = fingerprint
      self.tool = tool
      self.output = output
    }

    /// Whether both say the same.
    public static func == (left: Record, right: Record) -> Bool { encode(left) == encode(right) }
  }

  private static let format = "knotwork-checkpoint"
  private static let version = 2

  /// The file of a record.
  public static func encode(_ record: Record) -> [UInt8] {
    CheckpointDocument.encode(format: format, version: version, tool: record.tool) { json in
      json.member("tree", EnumerationCheckpoint.treeVersion)
      json.member("fingerprint", record.fingerprint)
      json.member("regions", record.checkpoint.regions)
      if let output = record.output {
        json.member("output_bytes", output.bytes)
        json.member("output_checksum", output.checksum)
      }
      for (name, cells) in [("pending", record.checkpoint.pending), ("finished", record.checkpoint.finished)] {
        json.key(name)
        json.array(lines: true) { json in for cell in cells { json.value(cell) } }
      }
    }
  }

  /// The record in a file.
  ///
  /// - Throws: ``FormatError`` for a file that is no checkpoint, is one of another version, or does not say what was written:
  ///   where a cell is missing, cells overlap, or anything at all has changed.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Record {
    let document = try CheckpointDocument(bytes, format: format, version: version, kind: "checkpoint")
    func cells(_ key: String) throws(FormatError) -> [String] {
      guard let cells = document[key]?.elements else { throw FormatError("\"\(key)\" is no list of cells") }
      let texts = cells.compactMap(\.string)
      guard texts.count == cells.count else { throw FormatError("\"\(key)\" has an element that is no text") }
      return texts
    }
    let (tool, tree) = (try document.text("tool"), try document.count("tree"))
    guard tree == EnumerationCheckpoint.treeVersion else {
      throw FormatError(
        "a checkpoint of knotwork \(tool.prefix(40)), which splits cells in another order (tree \(tree), here "
          + "\(EnumerationCheckpoint.treeVersion)); use that one, or remove the checkpoint to start anew")
    }
    let record: Record
    do {
      let checkpoint = try EnumerationCheckpoint(regions: document.count("regions"), pending: cells("pending"))
      try checkpoint.requirePartition(with: cells("finished"))
      record = Record(
        checkpoint: checkpoint, fingerprint: try document.text("fingerprint"), tool: tool,
        output: document["output_bytes"] == nil
          ? nil : (try document.count("output_bytes"), try document.text("output_checksum")))
    } catch let error as FormatError {
      throw error
    } catch {
      throw FormatError("\(damaged): \(error)")
    }
    // All that the file says, in the way it is always said: what differs in any byte is refused.
    guard encode(record) == bytes else { throw FormatError("\(damaged): its checksum is not that of what it says") }
    return record
  }

  private static let damaged = "the checkpoint is damaged; remove it to start anew"
}
