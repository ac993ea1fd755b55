import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// Keeps an enumeration of regions in a checkpoint's file.
struct EnumerationKeeper {
  private let file: CheckpointFile
  private let fingerprint: String
  /// What to go on from; nil to start anew.
  private let start: EnumerationCheckpointJSON.Record?

  /// - Parameter verb: what is done with the regions of the network over the domain.
  /// - Throws: ``Failure`` where the file holds something else.
  init(_ file: CheckpointFile, of verb: String, _ network: Network, _ domain: Domain) throws {
    self.file = file
    // Doubles are described so that they can be read back without loss.
    fingerprint = Fingerprint.text(
      of: [Array(verb.utf8), NetworkJSON.encode(network), Array(String(reflecting: domain).utf8)])
    do {
      start = try file.contents.map { try EnumerationCheckpointJSON.decode($0) }
    } catch let error as FormatError {
      throw Failure(.badData, "\(file.path): \(error.description)")
    }
    if let start, start.fingerprint != fingerprint {
      throw Failure(.badData, "\(file.path): is of another network, domain or question")
    }
  }

  /// How much of the result an interrupted run has written.
  var written: (bytes: Int, checksum: String)? {
    start.map { ($0.output?.bytes ?? 0, $0.output?.checksum ?? Fingerprint().text) }
  }

  /// Whether nothing is left to do: all regions are found, and the result has its name already.
  func isWritten(_ path: String) throws -> Bool {
    guard let start, start.checkpoint.pending.isEmpty, let output = start.output else { return false }
    let place = FilePlace(path)
    guard FilePlace(Output.partialName(place.path)).kind == .missing,
      place.kind == .regular, Int(place.information?.st_size ?? -1) == output.bytes,
      let reader = OpenFile(reading: place.path)
    else { return false }
    var checksum = Fingerprint()
    try reader.forEachPiece { checksum.add(bytes: $0) }
    return checksum.text == output.checksum
  }

  /// Keeps checkpoints; `output` is asked before each how much of the result is written.
  func checkpoints(
    output: (@Sendable () throws -> (bytes: Int, checksum: String))? = nil
  ) -> Checkpoints {
    let (file, fingerprint) = (file, fingerprint)
    return Checkpoints(from: start?.checkpoint) { progress in
      let record = EnumerationCheckpointJSON.Record(
        checkpoint: progress, fingerprint: fingerprint, tool: KnotworkCommand.version,
        output: try output.map { try $0() })
      try file.write(EnumerationCheckpointJSON.encode(record))
    }
  }

  /// Work that a signal stops so that the last checkpoint holds all that was done.
  func stoppable<Result>(_ work: () throws -> Result) rethrows -> Result {
    let progress = ProgressDisplay.progress
    return try Interrupts.during(stop: { progress.cancel() }, work)
  }
}
