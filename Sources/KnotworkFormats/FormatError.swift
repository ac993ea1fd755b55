/// A file that cannot be used: what was found, where, what was expected, and what to do where that helps.
public struct FormatError: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String

  /// An error with its sentence.
  public init(_ description: String) { self.description = description }
}
