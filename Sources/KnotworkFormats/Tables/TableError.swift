/// Something in a table that cannot be used: where, and what.
public struct TableOffence: Error, Equatable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// The number of the field within its line, from 1; 0 for the line as a whole.
  public let column: Int
  /// The name of the column, where it has one.
  public let name: String?
  /// What was found and what was expected.
  public let sentence: String

  init(line: Int, column: Int, name: String? = nil, _ sentence: String) {
    self.line = line
    self.column = column
    self.name = name
    self.sentence = sentence
  }
}

/// A table that cannot be used, with its first offences.
public struct TableError: Error, Equatable, CustomStringConvertible, Sendable {
  /// How many offences are kept with their places.
  public static let limit = 10

  /// The name of the file.
  public let source: String
  /// The first offences, in the order of the file; none where the table as a whole is at fault.
  public private(set) var offences: [TableOffence]
  /// The number of all offences.
  public private(set) var count: Int
  private let sentence: String

  /// An error of the table as a whole.
  init(_ source: String, _ sentence: String) {
    self.source = source
    self.sentence = sentence
    offences = []
    count = 0
  }

  /// An error without offences yet.
  init(_ source: String) { self.init(source, "") }

  mutating func append(_ offence: TableOffence) {
    count += 1
    if offences.count < TableError.limit { offences.append(offence) }
  }

  /// One line for each offence, file:line:column first, and a summary where there are several.
  public var description: String {
    guard count > 0 else { return "\(source): \(sentence)" }
    let lines = offences.map { offence in
      let name = offence.name.map { "\($0): " } ?? ""
      return "\(source):\(offence.line):\(max(1, offence.column)): \(name)\(offence.sentence)"
    }
    guard count > 1 else { return lines[0] }
    let rest = count - offences.count
    return
      (["\(source): \(count.counted("offence"))"] + lines.map { "  " + $0 } + (rest > 0 ? ["  and \(rest) more"] : []))
      .joined(separator: "\n")
  }
}
