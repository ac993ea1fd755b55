import KnotworkFitting
import KnotworkFormats
import Synchronization

/// Keeps the state of all runs, and writes it to a file twice a second.
final class TrainingCheckpoint: TrainingJournal {
  private struct State {
    var runs: [String: TrainingRecord]
    var written = ContinuousClock.now
  }

  private let file: CheckpointFile
  private let fingerprint: UInt64
  private let state: Mutex<State>
  private static let interval = Duration.milliseconds(500)

  /// Goes on from what the file holds.
  init(_ file: CheckpointFile, fingerprint: UInt64) throws {
    self.file = file
    self.fingerprint = fingerprint
    do {
      let runs = try file.contents.map { try TrainingCheckpointFile.decode($0, fingerprint: fingerprint) }
      state = Mutex(State(runs: runs ?? [:]))
    } catch {
      throw Failure(.badData, "\(file.path): \(error)")
    }
    // A place that cannot be written is better known before the work than after it.
    try write()
  }

  /// Number of runs that are known.
  var count: Int { state.withLock { $0.runs.count } }

  func record(of run: String) -> TrainingRecord? { state.withLock { $0.runs[run] } }

  func store(_ record: TrainingRecord, of run: String) {
    state.withLock { state in
      state.runs[run] = record
      guard ContinuousClock.now - state.written > TrainingCheckpoint.interval else { return }
      state.written = ContinuousClock.now
      // A disk that is full must not end the fitting. Under the lock, so that an older state never replaces a newer one.
      try? write(state.runs, isFinished: false)
    }
  }

  /// Writes what is known now.
  ///
  /// - Parameter isFinished: whether the answer is written, and the file is needed no more.
  func write(isFinished: Bool = false) throws {
    try state.withLock { try write($0.runs, isFinished: isFinished) }
  }

  private func write(_ runs: [String: TrainingRecord], isFinished: Bool) throws {
    try file.write(
      TrainingCheckpointFile.encode(
        runs, fingerprint: fingerprint, tool: KnotworkCommand.version, isFinished: isFinished))
  }
}
