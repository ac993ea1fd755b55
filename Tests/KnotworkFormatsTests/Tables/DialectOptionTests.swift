import KnotworkFitting
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// What is said about a table counts more than what it looks like.
@Suite(.timed) struct DialectOptionTests {
  private func read(_ text: String, _ change: (inout TableDialect) -> Void) throws -> DataTable {
    var dialect = TableDialect()
    change(&dialect)
    return try DialectTests.read(
      Array(text.utf8), TableOptions(target: "y", features: ["x"], missing: .drop, dialect: dialect)
    ).table
  }

  @Test func separatorsAndNumbers() throws {
    #expect(try read("x:y\n1:2\n3:4\n") { $0.separator = .byte(UInt8(ascii: ":")) }.target == [2, 4])
    #expect(try read("x y\n1\t 2\n3 4\n") { $0.separator = .blanks }.target == [2, 4])
    #expect(try read("x;y\n1,250;2\n3,500;4\n") { $0.decimal = .comma }.columns == [[1.25, 3.5]])
    #expect(try read("x;y\n1,250;2\n3,500;4\n") { $0.thousands = "," }.columns == [[1250, 3500]])
    #expect(try read("x;y\n1.250,5;2\n-3.500.000;4\n") { $0.thousands = "." }.columns == [[1250.5, -3_500_000]])
    #expect(try read("x;y\n1 250;2\n3;4\n") { $0.thousands = " " }.columns == [[1250, 3]])
    #expect(try read("x;y\n1\u{202F}250;2\n3;4\n") { $0.thousands = "\u{202F}" }.columns == [[1250, 3]])
    // A blank stands for all blanks that spreadsheets write there.
    #expect(
      try read("x;y\n1\u{202F}250\u{202F}000,5;2\n1\u{A0}250;3\n2\u{2009}000;4\n") {
        $0.thousands = " "
        $0.decimal = .comma
      }.columns == [[1_250_000.5, 1250, 2000]])
    // Groups have three digits.
    #expect(throws: TableError.self) { try read("x;y\n1,25;2\n3;4\n") { $0.thousands = "," } }
    #expect(throws: TableError.self) { try read("x;y\n1000,250;2\n3;4\n") { $0.thousands = "," } }
  }

  @Test func linesAndMissingValues() throws {
    #expect(try read("% a\nx,y\n1,2\n%3,4\n5,6\n") { $0.comment = "%" }.target == [2, 6])
    #expect(try read("// a\nx,y\n1,2\n// \"3,4\n5,6\n") { $0.comment = "//" }.target == [2, 6])
    #expect(try read("1,1\n\"x,y\nx,y\n1,2\n5,6\n") { $0.skippedLines = 2 }.target == [2, 6])
    #expect(try read("x,y\n1,-999\n3,-999.0\n5,6\n7,8\n-,9\n") { $0.missingValues = ["-999", "-"] }.target == [6, 8])
    #expect(throws: TableError.self) { try read("x,y\n#,1\n2,3\n") { $0.comment = "" } }
  }

  /// A first row of numbers may be a header.
  @Test func headersOfNumbersAreNoticed() throws {
    func notes(_ text: String, _ names: [String]) throws -> (rows: [[Double]], notes: [String]) {
      var reader = InputReader(names: names)
      var rows = try reader.read(Array(text.utf8))
      while case let more = try reader.finish(), !more.isEmpty { rows += more }
      return (rows, reader.notes)
    }
    let note = "is taken for a row, though it may be a header of numbers; --skip 1 leaves it out"
    for (text, names) in [
      ("0,1,2\n0.5,0.25,1\n", ["a", "b", "c"]), ("400,410,420\n0.5,0.25,1\n", ["a", "b", "c"]),
      ("1,2,3\n7,8,9\n", ["a", "b", "c"]), ("0\n0.5\n0.7\n1.5\n2.5\n", ["x"]), ("0,1\n0.5,0.7\n", ["a", "b"]),
      ("2019,2020\n0.5,0.7\n1.5,2.5\n", ["a", "b"]),
    ] {
      let result = try notes(text, names)
      #expect(result.notes.count == 1 && result.notes[0].hasSuffix(note), "\(text): \(result)")
    }
    for text in ["0,1\n1,0\n", "1,0\n0.5,0.5\n", "1,2\n3.5,4\n", "5,7\n1,2\n"] {
      #expect(try notes(text, ["a", "b"]).notes.isEmpty)
    }
    // What names the inputs is a header.
    #expect(try notes("2,1\n5,6\n", ["1", "2"]).rows == [[6, 5]])
    #expect(try notes(",0,1\n0,5,6\n1,7,8\n", ["a", "b"]).rows == [[5, 6], [7, 8]])
  }

  @Test func manyColumnsAreNotListed() throws {
    let columns = 5_000
    let header = (0..<columns).map { "c\($0)" }.joined(separator: ",")
    let row = (0..<columns).map { _ in "1.5" }.joined(separator: ",")
    let text = Array("\(header)\n\(row)\n\(row)\n".utf8)
    #expect(throws: TableError.self) { try DialectTests.read(text, TableOptions(target: "z")) }
    do { _ = try DialectTests.read(text, TableOptions(target: "z")) } catch { #expect("\(error)".utf8.count < 200) }
    #expect(try DialectTests.read(text, TableOptions()).notes.allSatisfy { $0.utf8.count < 200 })
    var reader = InputReader(names: ["c1"])
    #expect(try reader.read(text).isEmpty)
    #expect(try reader.finish() == [[1.5], [1.5]])
    #expect(reader.notes.allSatisfy { $0.utf8.count < 200 })
  }
}
