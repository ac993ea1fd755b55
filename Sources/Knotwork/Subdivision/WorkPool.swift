import Dispatch
import Synchronization

/// The parts of one enumeration that threads share: who has nothing left to do takes over the largest cell that another has
/// not started on.
///
/// Parts are kept in the order of a single run, whoever subdivides them and however they were shared out: what a thread gives
/// away lies behind all that it keeps. So results do not depend on the number of threads.
final class WorkPool: Sendable {
  /// What one thread subdivides without a break.
  private struct Part {
    let path: SplitPath
    /// The number of the part behind it, in the order of a single run.
    var next: Int?
    /// What had not been subdivided, and how many regions had been found, when this was reported last.
    var pending: [SplitPath]
    var regions = 0
  }

  private struct State {
    var parts: [Part]
    var waiting: [Int]
    var running = 0
    var idle = 0
    var failure: (any Error)?
  }

  private let state: Mutex<State>
  private let semaphore = DispatchSemaphore(value: 0)
  /// How many threads have nothing to do and nothing to take.
  private let idleThreads = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  private let failed = Atomic<Bool>(false)
  /// Held while a checkpoint is saved, so that a later one never overtakes it.
  private let saving = Mutex<Void>(())
  let checkpoints: Checkpoints?

  init(_ checkpoints: Checkpoints? = nil) {
    self.checkpoints = checkpoints
    let paths = checkpoints?.start?.paths ?? [.root]
    state = Mutex(
      State(
        parts: paths.indices.map { index in
          Part(path: paths[index], next: index + 1 < paths.count ? index + 1 : nil, pending: [paths[index]])
        }, waiting: Array(paths.indices)))
  }

  /// Whether a thread that has more than one cell left should give one away.
  var wantsWork: Bool { idleThreads.load(ordering: .relaxed) > 0 }

  /// Whether the whole cannot be finished any more.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Grows whenever threads are asked to report.
  var reportRound: Int { round.load(ordering: .relaxed) }

  /// The next part to subdivide, as soon as there is one; nil when all is done or failed.
  func take() -> (part: Int, path: SplitPath)? {
    while true {
      let found: (Int, SplitPath)?? = state.withLock { state in
        guard state.failure == nil else { return .some(nil) }
        if !state.waiting.isEmpty {
          let part = state.waiting.removeFirst()
          state.running += 1
          updateIdleThreads(state)
          return .some((part, state.parts[part].path))
        }
        guard state.running > 0 else { return .some(nil) }
        state.idle += 1
        updateIdleThreads(state)
        return nil
      }
      if let found { return found }
      semaphore.wait()
      state.withLock { state in
        state.idle -= 1
        updateIdleThreads(state)
      }
    }
  }

  /// Gives a cell away; `pending` is what the part keeps.
  func give(_ path: SplitPath, from part: Int, keeping pending: [SplitPath], regions: Int) {
    state.withLock { state in
      state.parts[part].pending = pending
      state.parts[part].regions = regions
      state.waiting.append(state.parts.count)
      state.parts.append(Part(path: path, next: state.parts[part].next, pending: [path]))
      state.parts[part].next = state.parts.count - 1
      updateIdleThreads(state)
    }
    semaphore.signal()
  }

  /// Says how far a part has come, and saves a checkpoint of all parts when one is due.
  func report(_ part: Int, pending: [SplitPath], regions: Int) throws {
    state.withLock { state in
      state.parts[part].pending = pending
      state.parts[part].regions = regions
    }
    if checkpoints?.isDue() == true {
      round.wrappingAdd(1, ordering: .relaxed)
      try save()
    }
  }

  /// A part is subdivided completely.
  func finish(_ part: Int, regions: Int) {
    end { state in
      state.parts[part].pending = []
      state.parts[part].regions = regions
    }
  }

  /// A part could not be finished, and with it the whole; the first reason counts.
  func fail(_ error: any Error) {
    // Who sees the mark ends with a reason of its own, which is not the first.
    end { $0.failure = $0.failure ?? error }
    failed.store(true, ordering: .relaxed)
  }

  private func end(_ change: (inout State) -> Void) {
    let idle = state.withLock { state in
      change(&state)
      state.running -= 1
      return state.failure != nil || (state.running == 0 && state.waiting.isEmpty) ? state.idle : 0
    }
    for _ in 0..<idle { semaphore.signal() }
  }

  private func updateIdleThreads(_ state: State) {
    idleThreads.store(max(0, state.idle - state.waiting.count), ordering: .relaxed)
  }

  /// Saves what the parts reported last; nothing where no checkpoints are kept.
  func save() throws {
    guard let checkpoints else { return }
    try saving.withLock { _ in
      let checkpoint = state.withLock { state in
        var paths: [SplitPath] = []
        var regions = checkpoints.start?.regions ?? 0
        WorkPool.forEach(state) { part, _ in
          paths += part.pending
          regions += part.regions
        }
        return EnumerationCheckpoint(regions: regions, paths: paths)
      }
      try checkpoints.write(checkpoint)
    }
  }

  /// The numbers of all parts, in the order of a single run.
  ///
  /// - Throws: what a part failed with.
  func finishedParts() throws -> [Int] {
    try state.withLock { state in
      if let failure = state.failure {
        // Another run goes on from what was saved, so that is what was found.
        if let stop = failure as? LimitReached, let last = checkpoints?.last {
          throw LimitReached(cause: stop.cause, regionsFound: last.regions)
        }
        throw failure
      }
      var numbers: [Int] = []
      WorkPool.forEach(state) { _, number in numbers.append(number) }
      return numbers
    }
  }

  private static func forEach(_ state: State, _ body: (Part, Int) -> Void) {
    var next = state.parts.isEmpty ? nil : Optional(0)
    while let index = next {
      body(state.parts[index], index)
      next = state.parts[index].next
    }
  }
}
