import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Reading rows of inputs, and writing lines.
@Suite(.timed) struct TableTests {
  /// All rows up to the first offence, and its sentence.
  private func read(_ text: String, pieces: Int = 1 << 16, names: [String] = ["a", "b"]) -> (
    rows: [[Double]], error: String?, notes: [String]
  ) {
    read(Array(text.utf8), pieces: pieces, names: names)
  }

  private func read(_ bytes: [UInt8], pieces: Int, names: [String] = ["a", "b"]) -> (
    rows: [[Double]], error: String?, notes: [String]
  ) {
    var reader = InputReader(names: names)
    var rows: [[Double]] = []
    do {
      var rest = bytes[...]
      while !rest.isEmpty {
        rows += try reader.read(rest.prefix(pieces))
        rest = rest.dropFirst(pieces)
      }
      while case let more = try reader.finish(), !more.isEmpty { rows += more }
      return (rows, nil, reader.notes)
    } catch {
      return (rows, error.description, reader.notes)
    }
  }

  @Test(
    arguments: [
      ("1,2\n3,4\n", [[1, 2], [3, 4]]), ("1,2\r\n3,4", [[1, 2], [3, 4]]), ("\u{FEFF}a;b\n1;2", [[1, 2]]),
      ("b\ta\n1\t2\n", [[2, 1]]), ("b,c,a\n1,x,2\n\n", [[2, 1]]), ("\"a\",\"b\"\n\"1\", 2 \n", [[1, 2]]),
      ("a,b\n-1e-3,.5\n", [[-1e-3, 0.5]]), ("0,5;1\n", [[0.5, 1]]), ("1,2\r3,4\r", [[1, 2], [3, 4]]),
    ] as [(String, [[Double]])])
  func reads(_ text: String, _ expected: [[Double]]) {
    for pieces in [1, 2, 3, 1000] {
      let result = read(text, pieces: pieces)
      #expect(result.rows == expected && result.error == nil, "\(text) in pieces of \(pieces): \(result)")
    }
  }

  @Test(arguments: [
    ("", 0, "no rows; expected lines of 2 numbers, for a, b"),
    ("1,2\n3\n", 1, "line 2: 1 column, expected 2, as in the first line"),
    ("1,2\n3,x\n5,6\n", 1, "line 2, column 2: \"x\" is not a finite number"),
    ("a,b\n1,2\n3,inf\n", 1, "line 3, column 2 (b): \"inf\" is not a finite number"),
    ("1,2\n3,\n", 1, "line 2, column 2: nothing there; expected a number"),
    ("1\u{0},2\n3,4\n", 0, "line 1, column 1: a byte 0 within a field; is this a file of text?"),
    ("a,b\n1,0x10\n", 0, "line 2, column 2 (b): \"0x10\" is text; expected a decimal number"),
    ("0x10,2\n3,4\n", 0, "line 1, column 1: \"0x10\" is text; expected a decimal number"),
    ("a,b\n1,NA\n", 0, "line 2, column 2 (b): \"NA\" stands for no value; expected a number"),
    ("1,2,3\n", 0, "line 1: 3 columns, expected 2, for a, b"),
    ("x,y,z\n1,2,3\n", 0, "line 1: 3 columns, expected 2, for a, b; its header does not name them all"),
    ("1,2\n\"3,4\n", 1, "line 3, column 1: the text ends within quotes that were opened in line 2"),
    ("1,2\n\"3\"x,4\n", 1, "line 2, column 1: text after a closing quote; expected a separator"),
    (
      "1,2\n3\"3,4\n", 1,
      "line 2, column 1: a quote in the middle of a field; write it twice and put the whole field in quotes"
    ),
  ])
  func keepsTheRowsBeforeAnOffence(_ text: String, _ rows: Int, _ message: String) {
    let result = read(text)
    #expect(result.error == message)
    #expect(result.rows.count == rows)
  }

  @Test func saysHowColumnsWereTaken() {
    #expect(read("b,c,a\n1,x,2\n").notes == ["columns that are no inputs are left out: c"])
    #expect(
      read("x,y\n1,2\n").notes == ["the header does not name the inputs a, b; the columns are taken in this order"])
    #expect(read("1,2\n").notes.isEmpty)
  }

  @Test func quotesWhereNeeded() {
    // A carriage return with a line feed is one character, and a quote with an accent another one than a quote.
    #expect(CSVWriter.line(["a\r\nb", "\"\u{301}"]) == "\"a\r\nb\",\"\"\"\u{301}\"")
    #expect(CSVWriter.line(["a", "b,c", "say \"hi\"", " x", "1.5"]) == "a,\"b,c\",\"say \"\"hi\"\"\",\" x\",1.5")
  }

  /// Numbers of rows count up by one; nothing comes after the largest integer.
  @Test func takesTheLargestIntegerForAFirstField() {
    let found = read("a\tb\n\(Int.max)\t1\t2\n5\t3\t4\n")
    #expect(found.rows.isEmpty)
    #expect(found.error?.contains("expected 2") == true)
  }

  /// Whatever a text is, it gives rows of the right length or a sentence, and the same in pieces of any size.
  @Test func survivesMutatedTables() {
    var generator = SeededGenerator(seed: Seed.current &+ 1)
    let seeds = [
      "a,b\n1,2\n3.5,-4e2\n", "1;2\r\n\"3\";4\r\n", "sep=;\n# c\na;b;\nm;s;\n0,5;1;\n",
      "\"a\" \"b\"\n\"1\" 1 2\n\"2\" 3 4\n",
      "T\n\na\tb\n1\t#N/A\n", ",a,b\r0,1,2\r1,3,4\r",
    ].map { Array($0.utf8) }
    let letters = Array("\",;|\t\n\r#1a. \0\u{FF}".utf8)
    for number in 0..<Seed.cases(3_000, soak: 50_000) {
      var bytes = seeds[number % seeds.count]
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        if Bool.random(using: &generator) {
          bytes[place] = letters.randomElement(using: &generator)!
        } else {
          bytes.insert(letters.randomElement(using: &generator)!, at: place)
        }
      }
      let whole = read(bytes, pieces: bytes.count)
      let pieces = read(bytes, pieces: Int.random(in: 1...5, using: &generator))
      let isSame = whole.rows == pieces.rows && whole.error == pieces.error && whole.notes == pieces.notes
      if !isSame || !whole.rows.allSatisfy({ $0.count == 2 }) || whole.error == "" {
        Issue.record("seed \(Seed.current), \(number): \(whole), in pieces \(pieces)")
      }
      var table = TableReader(source: "t", options: TableOptions(missing: .mean, isCategorical: true))
      do {
        try table.read(bytes)
        let data = try table.finish()
        if !data.columns.allSatisfy({ $0.count == data.rowCount }) { Issue.record("seed \(Seed.current), \(number)") }
      } catch {
        if error.description.isEmpty { Issue.record("seed \(Seed.current), \(number)") }
      }
    }
  }
}
