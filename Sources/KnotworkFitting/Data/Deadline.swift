/// When work has to end; what was found by then is its answer.
public struct Deadline: Equatable, Sendable {
  /// The limit that was given; nil for none.
  public let limit: Duration?
  private let instant: ContinuousClock.Instant?

  /// A deadline so long after now; nil for none.
  public init(after limit: Duration?) {
    self.limit = limit
    instant = limit.map { ContinuousClock.now.advanced(by: $0) }
  }

  /// As long as it takes.
  public static let none = Deadline(after: nil)

  /// Whether the time is over.
  public var hasPassed: Bool { instant.map { ContinuousClock.now > $0 } ?? false }

  /// What is left, never below 0; nil for as long as it takes.
  public var rest: Duration? { instant.map { max(.zero, $0 - ContinuousClock.now) } }
}
