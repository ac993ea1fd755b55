/// A network that cannot be: what was found, where, and what was expected.
public struct InvalidNetwork: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people, for example "layer 2, row 3: 4 weights, expected 5".
  public let description: String

  /// An error with its sentence.
  public init(_ description: String) { self.description = description }
}
