import Knotwork

/// When work has to end; what was found by then is its answer.
public struct Deadline: Equatable, Sendable {
  /// The limit that was given; nil for none.
  public let limit: Duration?
  private let instant: ContinuousClock.Instant?
  private let work: Budget.Progress?

  /// A deadline so long after now; nil for none.
  ///
  /// - Parameters:
  ///   - limit: how long there is.
  ///   - work: when this is cancelled, the time is over too.
  public init(after limit: Duration?, cancelledWith work: Budget.Progress? = nil) {
    self.limit = limit
    self.work = work
    instant = limit.map { ContinuousClock.now.advanced(by: $0) }
  }

  /// As long as it takes.
  public static let none = Deadline(after: nil)

  /// Whether the time is over.
  public var hasPassed: Bool { work?.isCancelled == true || instant.map { ContinuousClock.now > $0 } ?? false }

  /// What is left, never below 0; nil for as long as it takes.
  public var rest: Duration? { instant.map { max(.zero, $0 - ContinuousClock.now) } }

  /// This deadline, or an earlier one so long after now; nil for this one.
  func shortened(to limit: Duration?) -> Deadline {
    Deadline(after: [limit, rest].compactMap(\.self).min(), cancelledWith: work)
  }

  /// Whether both are over at the same time.
  public static func == (one: Deadline, other: Deadline) -> Bool {
    one.limit == other.limit && one.instant == other.instant && one.work === other.work
  }
}
