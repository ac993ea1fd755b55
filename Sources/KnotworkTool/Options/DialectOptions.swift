import ArgumentParser
import KnotworkAnswers
import KnotworkFormats

/// How the text of a table is written, where that is not found out.
struct DialectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What stands between columns: comma, semicolon, tab, pipe, blanks, or the character; found out unless given.",
      valueName: "name"))
  var separator: String?

  @Option(help: ArgumentHelp("The decimal character: point or comma; found out unless given.", valueName: "name"))
  var decimal: String?

  @Option(
    help: ArgumentHelp(
      "What groups digits by three, as the comma in 1,000; nothing unless given.", valueName: "character"))
  var thousands: String?

  @Option(help: ArgumentHelp("How lines start that are comments, or none; # unless given.", valueName: "text"))
  var comment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Texts or numbers that stand for no value, besides empty fields, NA, NaN, NULL, #N/A and their like.",
      valueName: "-999,x,…"))
  var missingValues: String?

  @Option(
    help: ArgumentHelp("Lines to leave out at the top.", valueName: "count"), transform: WholeNumber.from(0...1_000_000)
  )
  var skip: Int?

  func validate() throws { _ = try dialect }

  /// The dialect that the options say.
  var dialect: TableDialect {
    get throws {
      var dialect = TableDialect()
      dialect.separator = try separator.map(DialectOptions.separator)
      dialect.decimal = try decimal.map(DialectOptions.decimal)
      if let thousands {
        let known = ["comma": ",", "point": ".", "blank": " "]
        let text = known[thousands] ?? thousands
        guard text.count == 1, !text.first!.isNumber, text != "-", text != "+" else {
          throw ValidationError("--thousands: \"\(thousands)\"; expected one character, as in --thousands=,")
        }
        let isDecimal = (text == "," && dialect.decimal == .comma) || (text == "." && dialect.decimal == .point)
        guard !isDecimal else {
          throw ValidationError("--thousands and --decimal cannot be the same character, \"\(text)\"")
        }
        dialect.thousands = text
      }
      if let comment {
        guard !comment.isEmpty else { throw ValidationError("--comment: expected how comments start, or none") }
        dialect.comment = comment == "none" ? "" : comment
      }
      dialect.missingValues = (missingValues ?? "").split(separator: ",").map { String($0.trimming()) }
      if let skip { dialect.skippedLines = skip }
      return dialect
    }
  }

  /// Whether any option says how a text is written.
  var describesText: Bool {
    separator != nil || decimal != nil || thousands != nil || comment != nil || skip != nil
  }

  private static func separator(_ text: String) throws -> TableDialect.Separator {
    switch text {
    case "comma": return .byte(UInt8(ascii: ","))
    case "semicolon": return .byte(UInt8(ascii: ";"))
    case "tab", "\t", "\\t": return .byte(UInt8(ascii: "\t"))
    case "pipe": return .byte(UInt8(ascii: "|"))
    case "blanks", "blank", "space", " ": return .blanks
    default:
      guard text.utf8.count == 1, let byte = text.utf8.first, byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\""),
        !text.first!.isLetter, !text.first!.isNumber
      else {
        throw ValidationError(
          "--separator: \"\(text)\"; expected comma, semicolon, tab, pipe, blanks, or one character that is no letter, digit or quote"
        )
      }
      return .byte(byte)
    }
  }

  private static func decimal(_ text: String) throws -> TableDialect.Decimal {
    switch text {
    case "point", ".": return .point
    case "comma", ",": return .comma
    default: throw ValidationError("--decimal: \"\(text)\"; expected point or comma")
    }
  }
}

extension Substring {
  /// Without blanks at its ends.
  fileprivate func trimming() -> Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
