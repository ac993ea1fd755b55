import KnotworkFitting
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Tables as spreadsheets, R, pandas, NumPy and instruments write them, without any option.
@Suite(.timed) struct DialectTests {
  static func read(
    _ bytes: [UInt8], _ options: TableOptions = TableOptions(target: "y", features: ["x"]), pieces: Int = 1 << 16
  ) throws -> (table: DataTable, notes: [String]) {
    var reader = TableReader(source: "t", options: options)
    var rest = bytes[...]
    while !rest.isEmpty {
      try reader.read(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
    }
    let table = try reader.finish()
    return (table, reader.notes)
  }

  static func message(_ text: String, _ options: TableOptions = TableOptions(target: "y", features: ["x"])) -> String {
    do {
      return "no error: \(try read(Array(text.utf8), options))"
    } catch {
      return "\(error)"
    }
  }

  private static let table = DataTable(
    inputNames: ["x"], columns: [[0, 0.37, 0.74, 1111.5]], targetName: "y", target: [1.974, 2, -3e-4, 4])

  private static let rows = [["0.0", "1.974"], ["0.37", "2"], ["0.74", "-3e-4"], ["1111.5", "4"]]

  /// The rows with a separator, decimal character, and something around them.
  private static func text(
    _ separator: String, decimal: String = ".", head: String? = nil, prefix: (Int) -> String = { _ in "" },
    suffix: String = "", end: String = "\n"
  ) -> String {
    let lines = rows.enumerated().map { number, row in
      prefix(number) + row.map { $0.split(separator: ".").joined(separator: decimal) }.joined(separator: separator)
        + suffix
    }
    return ([head ?? "x\(separator)y"] + lines).joined(separator: end) + end
  }

  @Test(
    arguments: [
      (
        "semicolon, comma", text(";", decimal: ","),
        ["the table is read with semicolons between columns and decimal commas"]
      ),
      ("semicolon, point", text(";"), ["the table is read with semicolons between columns"]),
      ("tab, comma", text("\t", decimal: ","), ["the table is read with tabs between columns and decimal commas"]),
      ("pipe", text("|"), ["the table is read with | between columns"]),
      ("pipes with blanks", text(" | "), ["the table is read with | between columns"]),
      ("blanks", text(" "), ["the table is read with blanks between columns"]),
      (
        "many blanks", text("   ", prefix: { _ in "  " }, suffix: " "),
        ["the table is read with blanks between columns"]
      ),
      ("blanks, comma", text(" ", decimal: ","), ["the table is read with blanks between columns and decimal commas"]),
      ("CR", text(",", end: "\r"), []), ("CRLF", text(",", end: "\r\n"), []),
      ("CR CR LF", text(",", end: "\r\r\n"), []),
      ("no end", String(text(",").dropLast()), []),
      (
        "sep", "sep=;\n" + text(";", decimal: ","),
        ["the table is read with semicolons between columns and decimal commas"]
      ),
      ("sep in quotes, CRLF", "\"sep=,\"\r\n" + text(",", end: "\r\n"), []),
      (
        "comments", "# bench, mm\n# \"second\" line\n" + text(","),
        ["lines that start with # are left out as comments: 2"]
      ),
      ("comment within", text(",") + "# 5,6\n", ["lines that start with # are left out as comments: 1"]),
      (
        "NumPy's header", text(" ", head: "# x y"),
        [
          "the table is read with blanks between columns", "the comment in line 1 is taken for the header",
        ]
      ),
      (
        "NumPy's header with commas", text(",", head: "# x,y"),
        ["the comment in line 1 is taken for the header"]
      ),
      (
        "R's names of rows", text(" ", head: "\"x\" \"y\"", prefix: { "\"\($0 + 1)\" " }),
        [
          "the table is read with blanks between columns",
          "the first column has no name and is left out: it names the rows",
        ]
      ),
      (
        "R's names of rows, texts", text(",", prefix: { "run \($0)," }),
        ["the first column has no name and is left out: it names the rows"]
      ),
      (
        "write.csv", text(",", head: "\"\",\"x\",\"y\"", prefix: { "\"\($0 + 1)\"," }),
        ["the first column has no name and is left out: it names the rows"]
      ),
      (
        "pandas' index", text(",", head: ",x,y", prefix: { "\($0)," }),
        ["the first column has no name and is left out: it names the rows"]
      ),
      (
        "separator at the end", text(",", head: "x,y,", suffix: ","),
        ["the separator at the end of the lines is left out"]
      ),
      ("separators at the end", text(";", head: "x;y;;", suffix: ";;"), ["separator at the end"]),
      ("separator at the end of rows", text(",", suffix: ","), ["the separator at the end of the lines is left out"]),
      ("separator at the end of the header", text(",", head: "x,y,"), []),
      ("pipes around", text("|", head: "|x|y|", prefix: { _ in "|" }, suffix: "|"), ["column 1, which has neither"]),
      ("a title", "Bench 4\n" + text(","), ["line 1 above the table is left out"]),
      ("a title and an empty line", "Bench 4, run 2\n\n" + text(","), ["line 1 above the table is left out"]),
      (
        "a title in a spreadsheet", "Bench 4;;\n;;\n" + text(";", head: "x;y;", suffix: ";"),
        ["lines 1 to 2 above the table"]
      ),
      ("settings", "Rate,100,Hz\nDate,2024\nOperator\n" + text(","), ["lines 1 to 3 above the table are left out"]),
      ("units", text(",", head: "x,y\nmm,N"), ["line 2 (mm, N) is taken for units and left out"]),
      ("some units", text(";", decimal: ",", head: "x;y\n(mm);"), ["line 2 ((mm), ) is taken for units and left out"]),
      (
        "title, units", text("\t", head: "Run 7\nx\ty\ns\tV"),
        ["the table is read with tabs", "line 1 above the table is left out", "line 3 (s, V) is taken for units"]
      ),
      ("rows of separators", text(",") + ",\n,\n", ["rows without any value are left out: 2"]),
      ("byte order mark", "\u{FEFF}" + text(";", decimal: ","), ["the table is read with semicolons"]),
    ] as [(String, String, [String])])
  func isFoundOut(_ name: String, _ text: String, _ notes: [String]) throws {
    for pieces in [1, 7, 1 << 16] {
      let result = try DialectTests.read(Array(text.utf8), pieces: pieces)
      #expect(result.table == DialectTests.table, "\(name)")
      var rest = result.notes[...]
      for note in notes {
        guard let place = rest.firstIndex(where: { $0.contains(note) }) else {
          Issue.record("\(name): \(result.notes) lacks \(note)")
          break
        }
        rest = rest[(place + 1)...]
      }
      if notes.isEmpty { #expect(result.notes.isEmpty, "\(name)") }
    }
  }

  @Test func utf16IsDecoded() throws {
    let text = DialectTests.text("\t", decimal: ",", head: "x\ty\t🙂ü", suffix: "\t1")
    for (bigEndian, mark) in [(false, true), (true, true)] {
      let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
      let bytes = units.flatMap {
        bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
      }
      for pieces in [1, 3, 1000] {
        let (table, notes) = try DialectTests.read(bytes, pieces: pieces)
        #expect(table == DialectTests.table)
        #expect(notes.contains("the text is in UTF-16"))
        let other = try DialectTests.read(bytes, TableOptions(target: "y", features: ["🙂ü", "x"]), pieces: pieces)
        #expect(other.notes.contains("columns with one value only are left out: 🙂ü"))
      }
    }
    let plain = DialectTests.text(",").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try DialectTests.read(plain).notes == ["the text is in UTF-16, without a byte order mark"])
  }

  @Test(
    arguments: [
      "", "NA", "#N/A", "#N/A N/A", "#NA", "<NA>", "-nan", "NaN", "1.#QNAN", "-1.#IND", "NULL", "null", "None", "n/a",
      "#DIV/0!",
      "#NAME?", "#NV", "#WERT!", "\\N", "nan(ind)", "NaT",
    ])
  func missingValuesOfOthers(_ text: String) throws {
    let options = TableOptions(target: "y", features: ["x"], missing: .drop)
    for text in ["x,y\n1,2\n3,\(text)\n5,6\n", "x,y\n1,2\n\(text),4\n5,6\n", "x;y\n1,5;2\n\(text);4\n5;6\n"] {
      let (table, notes) = try DialectTests.read(Array(text.utf8), options)
      #expect(table.target == [2, 6])
      #expect(notes.contains("1 of 3 rows is left out, since it misses values"))
    }
  }

  @Test func numbersAreNotMadeUp() {
    // A thousand, or one: nothing is advised that makes it 1.
    for text in ["x,y\n\"1,000\",1\n\"2,000\",2\n", "x;y\n1,000;1\n2,000;2\n", "x\ty\n1,000,000\t1\n-2,500\t2\n"] {
      let message = DialectTests.message(text)
      #expect(message.contains("with its digits in groups; --thousands=\",\" reads it so"))
      #expect(!message.contains("decimal comma"))
    }
    #expect(DialectTests.message("x;y\n0,5;1\n1.000;2\n").contains("\"1.000\" may be 1000 with its digits in groups"))
    #expect(
      DialectTests.message("x;y\n0,5;1\n1.000,5;2\n").contains("--thousands=\".\" --decimal comma reads such numbers"))
    #expect(DialectTests.message("x;y\n0.5;1\n0,5;2\n").contains("\"0,5\" has a decimal comma; --decimal comma reads"))
    #expect(DialectTests.message("x,y\n1,1\n1'000,2\n").contains("--thousands=\"'\" reads such numbers"))
    for blank in [" ", "\u{A0}", "\u{202F}", "\u{2009}"] {
      #expect(
        DialectTests.message("x;y\n1;1\n1\(blank)000;2\n").contains("groups; --thousands blank reads such numbers"))
    }
    for text in ["0x10", "0X1F", "-0xff"] {
      #expect(DialectTests.message("x,y\n2,1\n\(text),2\n").contains("\"\(text)\" is text; expected a decimal number"))
    }
  }

  @Test func mismatchesStayOffences() {
    #expect(DialectTests.message("x,y,z\n1,2\n3,4\n5,6\n").contains("3 offences"))
    #expect(DialectTests.message("x,y\n1,2\n3,4,5\n").contains("t:3:3: 3 columns, expected 2, as in the first line"))
    #expect(
      DialectTests.message("x,y\n0,5,1,2\n0,7,1,4\n").contains(
        "4 columns, expected 2, as in the first line; if commas are"))
    // Rows of texts are no units where nothing below is a number.
    #expect(DialectTests.message("x,y\na,1\nb,2\n").contains("2 offences"))
  }

  @Test func textsThatStartWithTheCommentStay() throws {
    let options = TableOptions(target: "y", isCategorical: true)
    let (table, _) = try DialectTests.read(Array("kind,y\n#a,1\n#b,2\n#a,4\n".utf8), options)
    #expect(table.inputNames == ["kind=#b"] && table.columns == [[0, 1, 0]])
    let quoted = try DialectTests.read(Array("kind,y\n\"#a\",1\nb,2\nc,4\n".utf8), options)
    #expect(quoted.table.rowCount == 3)
  }
}
