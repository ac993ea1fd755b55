/// Geometric data that cannot be used: what was found, where, and what was expected.
public struct InvalidGeometry: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String

  /// An error with its sentence.
  public init(_ description: String) { self.description = description }
}
