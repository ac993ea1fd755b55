import KnotworkFormats

/// What a request is answered with: one JSON document, or one text.
///
/// Faces of the package (the tool, a page, an interface for other languages) write answers and decide nothing about their
/// content. A document may be large; whoever writes one of many elements calls `JSONWriter.passOn()` after each of them, so
/// that it is never held in memory as a whole.
public protocol Answer: Sendable {
  /// The kind of document.
  static var schema: Schema { get }

  /// Writes the members of the document's object, after the schema and its version.
  ///
  /// - Throws: what the writer's receiver throws, and errors of the work where it is done while the answer is written.
  func writeJSON(to json: inout JSONWriter) throws -> Ending

  /// Writes the answer for people.
  ///
  /// - Throws: as ``writeJSON(to:)`` does.
  func writeText(to text: inout TextWriter) throws -> Ending
}

/// An answer that is known before it is written.
public protocol FinishedAnswer: Answer {
  /// What the answer comes to.
  var ending: Ending { get }

  /// Writes the members of the document's object, after the schema and its version.
  ///
  /// - Throws: what the writer's receiver throws.
  func write(to json: inout JSONWriter) throws

  /// Writes the answer for people.
  ///
  /// - Throws: what the writer's receiver throws.
  func write(to text: inout TextWriter) throws
}

extension FinishedAnswer {
  /// That of an answer that holds.
  public var ending: Ending { Ending() }

  /// Writes the members, and gives the ending that was known before.
  public func writeJSON(to json: inout JSONWriter) throws -> Ending {
    try write(to: &json)
    return ending
  }

  /// Writes the text, and gives the ending that was known before.
  public func writeText(to text: inout TextWriter) throws -> Ending {
    try write(to: &text)
    return ending
  }
}
