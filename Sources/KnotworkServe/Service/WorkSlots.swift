import Dispatch

/// So many pieces of work at a time; others wait for their turn, for a while.
final class WorkSlots: Sendable {
  private let free: DispatchSemaphore
  private let time: Duration

  /// - Parameters:
  ///   - count: how many at a time.
  ///   - time: how long one may wait.
  init(_ count: Int, waiting time: Duration) {
    free = DispatchSemaphore(value: count)
    self.time = time
  }

  /// Does `body` when it is its turn.
  ///
  /// - Throws: ``Refusal`` where that took too long or the client went meanwhile, and what `body` throws.
  func during<Result>(_ work: Work, _ body: () throws -> Result) throws -> Result {
    let deadline = ContinuousClock.now + time
    while free.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      guard ContinuousClock.now < deadline, !work.isCancelled else {
        throw Refusal(
          503, "other questions are being answered; ask again in a moment",
          headers: [HeaderField("Retry-After", "2")])
      }
    }
    defer { free.signal() }
    return try body()
  }

  /// Does `body`, which waits for someone else, while others have the turn; to be called from within ``during(_:_:)``.
  func givingWay<Result>(_ body: () throws -> Result) rethrows -> Result {
    free.signal()
    defer { free.wait() }
    return try body()
  }
}
