import Synchronization

/// The numbers below a count for several threads to take, none twice: one takes them from the front, in ascending order, the
/// others from the back. A thread that wakes up late takes fewer.
struct IndexQueue: ~Copyable, Sendable {
  private let count: Int
  private let taken = Atomic<Int>(0)
  private let front = Atomic<Int>(0)
  private let back: Atomic<Int>

  init(count: Int) {
    self.count = count
    back = Atomic(count)
  }

  /// A number that nobody has taken; nil when there is none left.
  func take(fromFront: Bool) -> Int? {
    guard taken.wrappingAdd(1, ordering: .relaxed).oldValue < count else { return nil }
    return fromFront
      ? front.wrappingAdd(1, ordering: .relaxed).oldValue : back.wrappingSubtract(1, ordering: .relaxed).newValue
  }
}
