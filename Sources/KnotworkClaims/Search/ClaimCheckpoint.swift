import Knotwork
import Synchronization

/// How far the search for a counterexample of a claim has come: the parts of the domain that are open. Everywhere else there is none,
/// whatever rounding does.
public struct ClaimCheckpoint: Equatable, Sendable {
  /// A part of the domain that is open.
  public struct Part: Equatable, Sendable {
    /// The least value of each input.
    public let lower: [Double]
    /// The greatest value of each input.
    public let upper: [Double]
    /// For each unit of the networks, one after the other layer by layer, the phase in which it is held there: 1, −1, or 0 where it is not
    /// held; the other cases are decided. Nil where all are open.
    public let phases: [Int8]?

    /// A part by its bounds.
    public init(lower: [Double], upper: [Double], phases: [Int8]? = nil) {
      (self.lower, self.upper, self.phases) = (lower, upper, phases)
    }
  }

  /// The parts that are open.
  public let open: [Part]
  /// How many parts were looked at.
  public let parts: Int
  /// How many linear programs were solved.
  public let programs: Int

  /// A checkpoint by what it says.
  public init(open: [Part], parts: Int, programs: Int) {
    (self.open, self.parts, self.programs) = (open, parts, programs)
  }
}

/// Keeps checkpoints while a claim is decided, and says where that starts.
///
/// `save` is called now and then, and when the work is stopped, by one thread at a time; what it throws ends the work.
public final class ClaimCheckpoints: Sendable {
  /// What was done before; nil for nothing.
  public let start: ClaimCheckpoint?
  private let interval: Duration
  private let save: @Sendable (ClaimCheckpoint) throws -> Void
  /// When the last one was kept, and what has failed.
  private let state = Mutex<(last: ContinuousClock.Instant, failure: (any Error)?)>((.now, nil))

  /// - Parameters:
  ///   - start: where to go on; nil to start anew.
  ///   - interval: how often to save; less often where that takes long.
  ///   - save: keeps a checkpoint; see ``ClaimCheckpoints``.
  public init(
    from start: ClaimCheckpoint? = nil, every interval: Duration = .seconds(1),
    save: @escaping @Sendable (ClaimCheckpoint) throws -> Void
  ) {
    (self.start, self.interval, self.save) = (start, interval, save)
  }

  /// What a save has thrown.
  var failure: (any Error)? { state.withLock { $0.failure } }
  var hasFailed: Bool { failure != nil }

  /// Keeps a checkpoint where the last one was long ago; nobody waits for a thread that does so.
  func saveIfDue(_ checkpoint: () -> ClaimCheckpoint?) {
    _ = state.withLockIfAvailable { state in
      guard state.failure == nil, ContinuousClock.now - state.last >= interval, let checkpoint = checkpoint() else {
        return
      }
      keep(checkpoint, &state)
    }
  }

  /// Keeps the last one, where it is known.
  func finish(_ checkpoint: ClaimCheckpoint?) throws {
    let failure = state.withLock { state in
      if let checkpoint, state.failure == nil { keep(checkpoint, &state) }
      return state.failure
    }
    if let failure { throw failure }
  }

  private func keep(
    _ checkpoint: ClaimCheckpoint, _ state: inout (last: ContinuousClock.Instant, failure: (any Error)?)
  ) {
    let start = ContinuousClock.now
    do { try save(checkpoint) } catch { state.failure = error }
    // At most a tenth of the time goes into saving.
    let took = ContinuousClock.now - start
    state.last = ContinuousClock.now.advanced(by: max(.zero, took * 9 - interval))
  }
}

extension SearchTask {
  /// The open parts of a checkpoint, of which the whole question is asked: what an earlier run had ruled out in one is found again.
  ///
  /// - Throws: `InvalidCheckpoint` where they do not fit the domain and the network.
  func boxes(of checkpoint: ClaimCheckpoint) throws(InvalidCheckpoint) -> [OpenBox] {
    let widths = zip(lower, upper).map { $1 - $0 }
    return try checkpoint.open.map { part throws(InvalidCheckpoint) in
      guard part.lower.count == lower.count, part.upper.count == lower.count,
        lower.indices.allSatisfy({
          lower[$0] <= part.lower[$0] && part.lower[$0] <= part.upper[$0] && part.upper[$0] <= upper[$0]
        }), part.phases.map({ $0.count == network.unitCount && $0.allSatisfy { (-1...1).contains($0) } }) ?? true
      else { throw InvalidCheckpoint("the checkpoint's parts are not parts of this domain; start anew without it") }
      let share = lower.indices.reduce(1.0) { share, input in
        widths[input] > 0 ? share * (part.upper[input] - part.lower[input]) / widths[input] : share
      }
      var box = OpenBox(lower: part.lower, upper: part.upper, question: question, bound: -.infinity, share: share)
      box.held = part.phases
      return box
    }
  }
}
