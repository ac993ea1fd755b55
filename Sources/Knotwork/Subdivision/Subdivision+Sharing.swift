/// Work that is shared with other threads, and kept in checkpoints.
extension Subdivision where Geometry: ~Copyable {
  /// The number of regions found in the cell to be subdivided.
  var regionCount: Int { meter.total - earlierRegions }

  /// Subdivides the parts of the pool, as long as it has any; `finished` gets the number of each and the sink.
  ///
  /// - Parameter pauseTime: when to pause in the middle of a part; the next call goes on from there.
  /// - Returns: whether there is nothing left to do.
  mutating func work(
    until pauseTime: ContinuousClock.Instant? = nil, finished: (_ part: Int, _ sink: inout Sink) -> Void
  ) -> Bool {
    guard let pool else { preconditionFailure("an engine that shares its work has a pool") }
    self.pauseTime = pauseTime
    do {
      if isPaused {
        isPaused = false
        try resume()
        finished(part, &sink)
        pool.finish(part, regions: regionCount)
      }
      while let (next, path) = pool.take() {
        part = next
        try run(path)
        finished(part, &sink)
        pool.finish(part, regions: regionCount)
      }
    } catch is Pause {
      isPaused = true
      return false
    } catch {
      pool.fail(error)
    }
    return true
  }

  /// What is done between steps now and then: gives a cell away if another thread has nothing to do, and more rarely looks at
  /// limits, stops where another thread has failed, saves, and pauses.
  @inline(never)
  mutating func rest() throws {
    if let pool, pool.wantsWork, isOnItsWay, frames.count - firstFrame > 1 {
      let given = path(of: frames[firstFrame])
      firstFrame += 1
      pool.give(given, from: part, keeping: pending, regions: regionCount)
    }
    guard meter.isDue else { return }
    try meter.flush()
    guard let pool else { return }
    if pool.hasFailed { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    try save(isLast: false)
    if let time = pauseTime, ContinuousClock.now >= time {
      pauseTime = nil
      throw Pause()
    }
  }

  /// Tells the pool how far the part has come, if that is asked for, and unless the sink has refused a region.
  mutating func save(isLast: Bool) throws {
    guard let pool, let checkpoints = pool.checkpoints, !meter.run.isEnded else { return }
    guard isLast || pool.reportRound != reportRound || checkpoints.mayBeDue else { return }
    reportRound = pool.reportRound
    try pool.report(part, pending: pending, regions: regionCount)
  }

  /// Whether the cell to be subdivided has been reached, so that all frames lie in it.
  private var isOnItsWay: Bool { frames.count > 0 && frames[frames.count - 1].level >= start.sides.count }

  /// What is still to be subdivided, in order.
  var pending: [SplitPath] {
    guard frames.count > firstFrame else { return leftovers }
    guard isOnItsWay else { return [start] }
    return leftovers + (firstFrame..<frames.count).reversed().map { path(of: frames[$0]) }
  }

  /// The way to the current frame or one on the stack: up to its last split that to the cell that was split last.
  func path(of frame: Frame) -> SplitPath {
    guard frame.level > 0 else { return .root }
    return SplitPath(sides: path.copy(from: 0, count: frame.level - 1) + [frame.isActive])
  }
}

/// A part was interrupted, and is gone on with later.
private struct Pause: Error {}
