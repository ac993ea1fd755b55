/// A request that cannot be answered as it stands: what was found, and what is expected.
public struct InvalidRequest: Error, Hashable, CustomStringConvertible {
  /// The part of the request that is wrong, as its option and its JSON key are called but with underscores ("max_pieces");
  /// nil where several parts do not go together.
  public let field: String?
  /// What is wrong with it, in a sentence without a full stop.
  public let problem: String

  /// An error about one field of a request, or about how several go together.
  public init(_ field: String?, _ problem: String) {
    self.field = field
    self.problem = problem
  }

  /// "max_pieces: 0 is less than 1".
  public var description: String { field.map { "\($0): \(problem)" } ?? problem }
}

/// Data that a request cannot be answered for: where, what was found, and what is expected.
public struct InvalidData: Error, Hashable, CustomStringConvertible {
  /// The whole message.
  public let description: String

  /// An error with a message that says where the data are wrong.
  public init(_ description: String) { self.description = description }
}
