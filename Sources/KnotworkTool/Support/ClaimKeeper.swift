import Knotwork
import KnotworkClaims
import KnotworkFormats

/// Keeps how far a claim is decided in a checkpoint's file.
struct ClaimKeeper {
  private let file: CheckpointFile
  private let fingerprint: String
  /// What to go on from; nil to start anew.
  private let start: ClaimCheckpoint?

  /// - Throws: ``Failure`` where the file holds something else.
  init(_ file: CheckpointFile, of claim: Claim, _ networks: [Network]) throws {
    self.file = file
    // Doubles are described so that they can be read back without loss.
    fingerprint = EnumerationCheckpointJSON.fingerprint(
      of: [Array("verify".utf8)] + networks.map { NetworkJSON.encode($0) } + [Array(String(reflecting: claim).utf8)])
    do {
      let record = try file.contents.map { try ClaimCheckpointJSON.decode($0) }
      if let record, record.fingerprint != fingerprint {
        throw Failure(.badData, "\(file.path): is of another network or claim")
      }
      start = record?.checkpoint
    } catch let error as FormatError {
      throw Failure(.badData, "\(file.path): \(error.description)")
    }
  }

  /// Work that keeps checkpoints, and that a signal stops so that the last one holds all that was done.
  ///
  /// - Throws: ``Failure`` where the checkpoint does not fit.
  func stoppable<Result>(_ work: (ClaimCheckpoints) throws -> Result) throws -> Result {
    let progress = ProgressDisplay.progress
    let (file, fingerprint) = (file, fingerprint)
    let checkpoints = ClaimCheckpoints(from: start) { checkpoint in
      let record = ClaimCheckpointJSON.Record(
        checkpoint: checkpoint, fingerprint: fingerprint, tool: KnotworkCommand.version)
      try file.write(ClaimCheckpointJSON.encode(record))
    }
    do {
      return try Interrupts.during(stop: { progress.cancel() }) { try work(checkpoints) }
    } catch let error as InvalidCheckpoint {
      throw Failure(.badData, "\(file.path): \(error.description)")
    }
  }
}
