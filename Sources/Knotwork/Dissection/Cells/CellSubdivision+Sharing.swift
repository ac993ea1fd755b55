/// Work that is shared with other threads, and kept in checkpoints.
extension CellSubdivision where Geometry: ~Copyable {
  /// The number of regions found in the cell to be subdivided.
  var regionCount: Int { meter.total - earlierRegions }

  /// Subdivides the parts of the pool, as long as it has any; `finished` gets the number of each and the sink.
  mutating func work(finished: (_ part: Int, _ sink: inout Sink) -> Void) {
    guard let pool else { preconditionFailure("an engine that shares its work has a pool") }
    while let (next, path) = pool.take() {
      part = next
      do {
        try run(path)
        finished(part, &sink)
        pool.finish(part, regions: regionCount)
      } catch {
        pool.fail(error)
        return
      }
    }
  }

  /// Gives a cell away if another thread has nothing to do, and reports if that is asked for.
  mutating func share() throws {
    guard let pool else { return }
    if pool.hasFailed { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    if isOnItsWay, frames.count - firstFrame > 1, pool.wantsWork {
      let given = path(of: frames[firstFrame])
      firstFrame += 1
      pool.give(given, from: part, keeping: pending, regions: regionCount)
    }
    try report(isLast: false)
  }

  mutating func report(isLast: Bool) throws {
    guard let pool, let checkpoints = pool.checkpoints else { return }
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

  var currentPath: SplitPath { SplitPath(sides: path.copy(from: 0, count: path.count)) }

  /// The way to a frame on the stack: up to its last split that to the current one.
  private func path(of frame: Frame) -> SplitPath {
    guard frame.level > 0 else { return .root }
    return SplitPath(sides: path.copy(from: 0, count: frame.level - 1) + [frame.isActive])
  }
}
