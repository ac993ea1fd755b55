/// Rows that nothing can be fitted to: what was found, where, and what was expected.
public struct InvalidRows: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people, for example "row 3: the target is not a finite number".
  public let description: String

  /// An error with its sentence.
  public init(_ description: String) { self.description = description }
}
