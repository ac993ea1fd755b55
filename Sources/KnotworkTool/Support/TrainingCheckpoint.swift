import Foundation
import KnotworkFitting
import KnotworkFormats
import Synchronization

/// Keeps the state of all runs, and writes it to a file twice a second; the file is whole at any moment.
final class TrainingCheckpoint: TrainingJournal {
  private struct State {
    var runs: [String: TrainingRecord]
    var written = ContinuousClock.now
  }

  private let path: String
  private let fingerprint: UInt64
  private let state: Mutex<State>
  private static let interval = Duration.milliseconds(500)

  /// - Parameter isResumed: whether to go on from what the file holds.
  init(_ path: String, fingerprint: UInt64, isResumed: Bool) throws {
    self.path = path
    self.fingerprint = fingerprint
    var runs: [String: TrainingRecord] = [:]
    if isResumed, FileManager.default.fileExists(atPath: path) {
      do {
        runs = try TrainingCheckpointFile.decode(Files.read(path), fingerprint: fingerprint)
      } catch let error as FormatError {
        throw Failure(.badData, "\(path): \(error.description)")
      }
    }
    state = Mutex(State(runs: runs))
    // A place that cannot be written is better known before the work than after it.
    try write()
  }

  /// Number of runs that are known.
  var count: Int { state.withLock { $0.runs.count } }

  func record(of run: String) -> TrainingRecord? { state.withLock { $0.runs[run] } }

  func store(_ record: TrainingRecord, of run: String) {
    let isDue = state.withLock { state in
      state.runs[run] = record
      guard ContinuousClock.now - state.written > TrainingCheckpoint.interval else { return false }
      state.written = ContinuousClock.now
      return true
    }
    // A disk that is full must not end the fitting.
    if isDue { try? write() }
  }

  func write() throws {
    let runs = state.withLock { $0.runs }
    let output = try Output(path)
    try output.write(TrainingCheckpointFile.encode(runs, fingerprint: fingerprint))
    try output.close()
  }
}
