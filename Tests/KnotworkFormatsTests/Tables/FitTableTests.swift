import KnotworkFitting
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Reading tables to fit.
@Suite(.timed) struct FitTableTests {
  private func read(_ text: String, _ options: TableOptions = TableOptions(), pieces: Int = 1 << 16) throws -> (
    table: DataTable, notes: [String]
  ) {
    var reader = TableReader(source: "t.csv", options: options)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      try reader.read(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
    }
    let table = try reader.finish()
    return (table, reader.notes)
  }

  private func message(_ text: String, _ options: TableOptions = TableOptions()) -> String {
    do {
      return "no error: \(try read(text, options).table)"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsWhateverTheDialect() throws {
    let expected = DataTable(
      inputNames: ["a", "b"], columns: [[1, 3], [2.5, -4e-3]], targetName: "y", target: [7, 8])
    for text in [
      "a,b,y\n1,2.5,7\n3,-4e-3,8\n", "\u{FEFF}a;b;y\r\n1;2.5;7\r\n3;-4e-3;8", "a\tb\ty\n1\t2.5\t7\n\n3\t-4e-3\t8\n\n",
      "\"a\",\"b\",\"y\"\n\"1\", 2.5 ,7\n3,\"-4e-3\",8\n",
    ] {
      for pieces in [1, 2, 7, 1000] {
        let (table, notes) = try read(text, pieces: pieces)
        #expect(table == expected)
        #expect(notes.last == "the target is the last column, y")
      }
    }
  }

  @Test func choosesColumnsByNameAndNumber() throws {
    let text = "w,a,b,y\n1,2,3,4\n2,3,5,6\n0,9,9,9\n"
    let (table, notes) = try read(text, TableOptions(target: "a", features: ["y", "3"], weights: "w"))
    #expect(table.inputNames == ["y", "b"] && table.targetName == "a" && table.target == [2, 3])
    #expect(table.columns == [[4, 6], [3, 5]] && table.weights == [1, 2] && table.rowNumbers == [0, 1])
    #expect(notes == ["1 row of weight 0 is left out"])
    let bare = try read("1,2,3\n4,5,6\n", TableOptions(target: "2")).table
    #expect(bare.inputNames == ["x1", "x3"] && bare.target == [2, 5] && bare.targetName == "y")
  }

  @Test func missingValuesAreDealtWithAloud() throws {
    let text = "a,b,y\n1,NA,1\n2,4,\n3,6,3\n5,8,4\n"
    #expect(
      message(text) == """
        t.csv: 2 offences
          t.csv:2:2: b: no value; --missing drop leaves such rows out, --missing mean fills in the column's mean
          t.csv:3:3: y: no value; --missing drop leaves such rows out, --missing mean fills in the column's mean
        """)
    let dropped = try read(text, TableOptions(target: "y", missing: .drop))
    #expect(dropped.table.columns == [[3, 5], [6, 8]] && dropped.table.rowNumbers == [2, 3])
    #expect(dropped.notes == ["2 of 4 rows are left out, since they miss values"])
    let filled = try read(text, TableOptions(target: "y", missing: .mean))
    #expect(filled.table.columns == [[1, 3, 5], [6, 6, 8]] && filled.table.target == [1, 3, 4])
    #expect(
      filled.notes == [
        "1 of 4 rows is left out, since it misses values", "1 missing value of b is replaced by its mean",
      ])
  }

  @Test func textColumnsBecomeLevels() throws {
    let text = "kind,x,y\nred,1,1\nblue,2,2\nred,3,4\n,4,1\ngreen,5,5\n"
    #expect(
      message("x,kind,y\n1,red,1\n2,blue,2\n") == """
        t.csv: 2 offences
          t.csv:2:2: kind: "red" is text; use --categorical for one column per level, or --features to leave it out
          t.csv:3:2: kind: "blue" is text; use --categorical for one column per level, or --features to leave it out
        """)
    let (table, notes) = try read(text, TableOptions(target: "y", missing: .drop, isCategorical: true))
    #expect(table.inputNames == ["kind=green", "kind=red", "x"])
    #expect(table.columns == [[0, 0, 0, 1], [1, 0, 1, 0], [1, 2, 3, 5]])
    #expect(notes.last == "kind is text: one column for each of green, red, against blue")
    // A network fitted to levels reads the text itself.
    var reader = InputReader(names: ["x", "kind=red"])
    #expect(try reader.read(Array("kind,x\nred,1\nblue,2\n".utf8)).isEmpty)
    #expect(try reader.finish() == [[1, 1], [2, 0]])
  }

  @Test func constantColumnsAreDropped() throws {
    let (table, notes) = try read("a,b,y\n1,2,1\n1,3,2\n", TableOptions(target: "y"))
    #expect(table.inputNames == ["b"])
    #expect(notes == ["columns with one value only are left out: a"])
  }

  @Test(arguments: [
    ("", "t.csv: empty; expected a header and rows of numbers"),
    ("a,y\n", "t.csv: a header and no rows; expected rows of numbers"),
    ("a,a\n1,2\n", "t.csv:1:2: two columns are called \"a\""),
    ("a,y\n1,2,3\n", "t.csv:2:3: 3 columns, expected 2, as in the first line"),
    ("a,y\n1\n", "t.csv:2:2: 1 column, expected 2, as in the first line"),
    ("a,y\n0x10,1\n", "t.csv:2:1: a: \"0x10\" is text; expected a decimal number"),
    ("a,y\n1\u{0},1\n", "t.csv:2:1: a byte 0 within a field; is this a file of text?"),
    ("a,y\ninf,1\n", "t.csv:2:1: a: \"inf\" is not a finite number"),
    ("a,y\n1,2\nx,3\n", "t.csv:3:1: a: \"x\" is not a finite number"),
    ("a,y\n\"1,2\n", "t.csv:3:1: the text ends within quotes that were opened in line 2"),
  ])
  func namesThePlace(_ text: String, _ expected: String) {
    #expect(message(text) == expected)
  }

  @Test func namesColumnsThatAreNotThere() {
    #expect(
      message("a,y\n1,2\n", TableOptions(target: "z"))
        == "t.csv:1:1: there is no column \"z\" for --target; the columns are a, y")
    #expect(message("a,w,y\n1,-2,3\n", TableOptions(weights: "w")) == "t.csv:2:2: w: a negative weight")
  }

  @Test func manyOffencesAreCounted() {
    let text = "a,y\n1,1\n" + (0..<30).map { _ in "x,1\n" }.joined()
    let lines = message(text).split(separator: "\n")
    #expect(lines.first == "t.csv: 30 offences" && lines.last == "  and 20 more" && lines.count == 12)
  }

  /// The fast path rounds as the standard library does.
  @Test func numbersAreRoundedCorrectly() throws {
    var generator = SystemRandomNumberGenerator()
    var texts = ["9007199254740993", "0.1", "-.5", "5.", "1e22", "123456789012345678", "0.3000000000000000166", "-0"]
    for _ in 0..<20_000 {
      let digits = Int.random(in: 0...Int(1e15), using: &generator)
      let point = Int.random(in: 0...18, using: &generator)
      var text = String(digits)
      while text.count <= point { text = "0" + text }
      text.insert(".", at: text.index(text.endIndex, offsetBy: -point))
      texts.append(text)
    }
    let table = try read("a,y\n" + texts.enumerated().map { "\($1),\($0)\n" }.joined()).table
    for (value, text) in zip(table.columns[0], texts) {
      let digits = text.hasSuffix(".") ? text + "0" : text
      if value != Double(digits.hasPrefix("-.") ? "-0.5" : digits) { Issue.record("\(text) was read as \(value)") }
    }
  }
}
