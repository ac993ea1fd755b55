/// How the text of a table is written. What is nil is found out from its first lines, and told in a note where it is not the
/// usual: commas between fields, decimal points, `#` before comments.
public struct TableDialect: Equatable, Sendable {
  /// What stands between the fields of a line.
  public enum Separator: Equatable, Sendable {
    /// One character of ASCII.
    case byte(UInt8)
    /// Any number of blanks and tabs; those at the ends of a line separate nothing.
    case blanks
  }

  /// The character between the whole and the rest of a number.
  public enum Decimal: String, CaseIterable, Sendable {
    /// 0.5
    case point
    /// 0,5
    case comma
  }

  /// What stands between fields.
  public var separator: Separator?
  /// The decimal character.
  public var decimal: Decimal?
  /// What groups the digits before it by three; nothing where nil.
  public var thousands: String?
  /// How lines start that are no data; no line where empty.
  public var comment: String?
  /// Texts that stand for no value, besides those that spreadsheets, R and pandas write. Numbers are compared by value.
  public var missingValues: [String] = []
  /// How many lines are left out at the top.
  public var skippedLines = 0
  /// Whether the text is CSV from a program of ours: a header, then rows, nothing to be found out.
  let isExact: Bool

  /// A dialect of which nothing is known.
  public init() { isExact = false }

  private init(exact: Void) {
    isExact = true
    separator = .byte(UInt8(ascii: ","))
    decimal = .point
    comment = ""
  }

  /// RFC 4180 with a header and decimal points, whatever the first lines look like.
  public static let exact = TableDialect(exact: ())
}
