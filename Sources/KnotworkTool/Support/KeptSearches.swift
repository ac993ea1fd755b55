import ArgumentParser
import Knotwork
import KnotworkClaims
import KnotworkFormats

/// Keeps how far searches have come in a checkpoint's file.
struct KeptSearches {
  private let file: CheckpointFile
  private let fingerprint: String
  /// What to go on from; empty to start anew.
  private let start: [Int: SearchCheckpoint]

  /// - Parameters:
  ///   - file: the checkpoint's file.
  ///   - question: all that is asked, as the verb and what differs for every other question.
  ///   - networks: what it is asked about.
  /// - Throws: ``Failure`` where the file holds something else.
  init(_ file: CheckpointFile, of question: [String], _ networks: [Network]) throws {
    self.file = file
    fingerprint = Fingerprint.text(of: question.map { Array($0.utf8) } + networks.map { NetworkJSON.encode($0) })
    do {
      let record = try file.contents.map { try SearchCheckpointJSON.decode($0) }
      if let record, record.fingerprint != fingerprint {
        throw Failure(.badData, "\(file.path): is of another network, domain or question")
      }
      start = record?.searches ?? [:]
    } catch let error as FormatError {
      throw Failure(.badData, "\(file.path): \(error.description)")
    }
  }

  /// Work that keeps checkpoints in the file that options name, where they name one, and that a signal stops so that the last one holds all that
  /// was done. Where the answer is open the file stays, and else it goes once the answer is written.
  ///
  /// - Parameters:
  ///   - options: the file's name, and whether to go on from it.
  ///   - question: all that is asked, as the verb and what differs for every other question.
  ///   - networks: what it is asked about.
  ///   - budget: limits, and the progress that is shown.
  ///   - work: finds the answer.
  ///   - isOpen: whether more work would make more of an answer.
  ///   - write: writes it; it took that long.
  /// - Throws: ``Failure`` where the checkpoint is of something else, and what `work` and `write` throw.
  static func during<Answer>(
    _ options: CheckpointOptions, of question: [String], _ networks: [Network],
    within budget: Budget, work: (SearchCheckpoints?) throws -> Answer, isOpen: (Answer) -> Bool,
    write: (Answer, Duration) throws -> Void
  ) throws {
    let file = try CheckpointFile.open(options)
    defer { file?.release() }
    let kept = try file.map { try KeptSearches($0, of: question, networks) }
    let (answer, duration) = try timed {
      try ProgressDisplay.during(budget) { try kept.map { try $0.stoppable { try work($0) } } ?? work(nil) }
    }
    if isOpen(answer) {
      options.remind()
      return try write(answer, duration)
    }
    do {
      try write(answer, duration)
    } catch let error where isAnswered(error) {
      file?.remove()
      throw error
    }
    file?.remove()
  }

  /// Whether the answer was written, and is that a claim fails.
  private static func isAnswered(_ error: any Error) -> Bool {
    let code = (error as? ExitCode)?.rawValue ?? (error as? Failure)?.code.rawValue
    return code == Failure.Code.claimFails.rawValue
  }

  private func stoppable<Result>(_ work: (SearchCheckpoints) throws -> Result) throws -> Result {
    let progress = ProgressDisplay.progress
    let (file, fingerprint) = (file, fingerprint)
    let checkpoints = SearchCheckpoints(from: start) { searches in
      let record = SearchCheckpointJSON.Record(
        searches: searches, fingerprint: fingerprint, tool: KnotworkCommand.version)
      try file.write(SearchCheckpointJSON.encode(record))
    }
    do {
      return try Interrupts.during(stop: { progress.cancel() }) { try work(checkpoints) }
    } catch let error as InvalidCheckpoint {
      throw Failure(.badData, "\(file.path): \(error.description)")
    }
  }
}
