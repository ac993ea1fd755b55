import Synchronization

/// How far an enumeration of regions has come, so that another run can go on from there.
public struct EnumerationCheckpoint: Equatable, Sendable {
  /// The number of regions found.
  public let regions: Int
  /// The cells that are still to be subdivided, in order: for each the sides taken at the splits from the domain down, 1 for
  /// the active one. No region lies in two of them, and none of those found in any.
  public let pending: [String]

  /// - Throws: ``InvalidCheckpoint`` where `regions` is negative or a cell is not a run of 0 and 1.
  public init(regions: Int, pending: [String]) throws(InvalidCheckpoint) {
    guard (0...1 << 53).contains(regions) else {
      throw InvalidCheckpoint("\(regions.counted("region")); expected a number from 0 to 2^53")
    }
    for (index, text) in pending.enumerated() where SplitPath(text) == nil {
      throw InvalidCheckpoint("cell \(index + 1) is \"\(text.prefix(40))\"; expected a run of 0 and 1")
    }
    self.regions = regions
    self.pending = pending
  }

  init(regions: Int, paths: [SplitPath]) {
    self.regions = regions
    pending = paths.map(\.text)
  }

  var paths: [SplitPath] { pending.compactMap { SplitPath($0) } }
}

/// A checkpoint that does not belong to the work it is to be resumed for; says why.
public struct InvalidCheckpoint: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String

  init(_ description: String) { self.description = description }

  static let otherTree = InvalidCheckpoint(
    "the checkpoint's cells are not cells of this network over this domain; start anew without it")
}

/// Keeps checkpoints while an enumeration goes on, and says where it starts.
///
/// `save` is called before the work starts, now and then, and when it ends or is stopped, by one thread at a time; what it
/// throws ends the work.
public final class Checkpoints: Sendable {
  /// What was done before; nil for nothing.
  public let start: EnumerationCheckpoint?
  private let interval: Duration
  private let save: @Sendable (EnumerationCheckpoint) throws -> Void
  private let lastSave = Mutex(ContinuousClock.now)

  /// - Parameters:
  ///   - start: where to go on; nil to start anew.
  ///   - interval: how often to save. What was done since the one before last is lost when the process is killed.
  ///   - save: keeps a checkpoint; see ``Checkpoints``.
  public init(
    from start: EnumerationCheckpoint? = nil, every interval: Duration = .seconds(1),
    save: @escaping @Sendable (EnumerationCheckpoint) throws -> Void
  ) {
    self.start = start
    self.interval = interval
    self.save = save
  }

  /// Whether it may be time to save.
  var mayBeDue: Bool { lastSave.withLock { ContinuousClock.now - $0 >= interval } }

  /// Whether it is time to save; true for one of all that ask.
  func isDue() -> Bool {
    lastSave.withLock { last in
      guard ContinuousClock.now - last >= interval else { return false }
      last = .now
      return true
    }
  }

  func write(_ checkpoint: EnumerationCheckpoint) throws { try save(checkpoint) }
}
