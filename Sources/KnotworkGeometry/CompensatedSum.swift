/// A sum of doubles that carries along what rounding dropped (Neumaier 1974).
package struct CompensatedSum: Sendable {
  @usableFromInline var sum = 0.0
  @usableFromInline var dropped = 0.0

  /// The sum of no terms.
  @inlinable
  package init() {}

  @inlinable
  package mutating func add(_ term: Double) {
    let next = sum + term
    dropped += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  @inlinable
  package var value: Double { sum + dropped }
}
