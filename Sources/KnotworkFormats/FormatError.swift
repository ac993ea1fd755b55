/// A file that cannot be used: what was found, where, what was expected, and what to do where that helps.
public struct FormatError: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String
  /// The option on how to read the file that does not fit it; nil where the file itself is at fault.
  public let option: String?

  /// An error with its sentence.
  public init(_ description: String) {
    self.description = description
    option = nil
  }

  /// An error about an option that does not fit the file, with its sentence.
  public init(option: String, _ description: String) {
    self.description = description
    self.option = option
  }
}
