import Foundation
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Files that are not plain text: compressed ones, databases, and what is no table.
@Suite(.timed) struct TableFileTests {
  private static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

  private static let gzip = bytes("H4sIAAAAAAAAA6uwruQy0DG1NuQyBJJGXABF04RSEAAAAA==")
  /// Two members, one after the other.
  private static let members = bytes(
    "H4sIAAAAAAAAA6uwruQy0DG1NuQCAAYPF3QKAAAAH4sIAAAAAAAAAzPUMbU24gIAIwi7mAYAAAA=")
  private static let zstd = bytes("KLUv/QRYgQAAeDt5CjAsNTsxCjEsNTsyCqI0P1U=")

  @Test func gzipIsRead() throws {
    for bytes in [TableFileTests.gzip, TableFileTests.members, TableFileTests.gzip + [0, 0]] {
      for pieces in [1, 10, 1000] {
        let (table, notes) = try DialectTests.read(bytes, pieces: pieces)
        #expect(table.columns == [[0.5, 1.5]] && table.target == [1, 2])
        #expect(notes.contains("the file is compressed with gzip"))
      }
    }
  }

  @Test func damagedGzipIsRefused() throws {
    for count in 2..<TableFileTests.gzip.count {
      #expect(throws: TableError.self) { try DialectTests.read(Array(TableFileTests.gzip[..<count])) }
    }
    var bytes = TableFileTests.gzip
    for index in bytes.indices.dropFirst(10) {
      bytes[index] ^= 1
      #expect(throws: TableError.self) { try DialectTests.read(bytes) }
      bytes[index] ^= 1
    }
  }

  /// Deflated data longer than the window, piece by piece, are what they are at once.
  @Test func longDataComeInPieces() throws {
    // A stored block of noise, then the same again as copies cannot reach that far: stored as well.
    var generator = SeededGenerator(seed: Seed.current)
    let noise = (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var deflated: [UInt8] = []
    for last in [0, 0, 1] as [UInt8] {
      let size = noise.count
      deflated += [last, UInt8(size & 0xFF), UInt8(size >> 8), UInt8(~size & 0xFF), UInt8(~size >> 8 & 0xFF)] + noise
    }
    var inflate = Inflate((deflated + [7, 8])[...])
    var output: [UInt8] = []
    while let piece = try inflate.next() { output += piece }
    #expect(output == noise + noise + noise)
    #expect(Array(inflate.rest) == [7, 8])
  }

  @Test func zstdIsReadOrNamed() throws {
    do {
      for pieces in [1, 10, 1000] {
        let (table, notes) = try DialectTests.read(TableFileTests.zstd, pieces: pieces)
        #expect(table.columns == [[0.5, 1.5]] && table.target == [1, 2])
        #expect(notes.contains("the file is compressed with zstd"))
      }
      #expect(throws: TableError.self) { try DialectTests.read(TableFileTests.zstd.dropLast(3)) }
      #expect(throws: TableError.self) {
        try DialectTests.read(TableFileTests.zstd.prefix(8) + [1, 2, 3, 4, 5, 6, 7, 8])
      }
    } catch {
      // A system without the library.
      #expect("\(error)".contains("zstd -dc FILE | knotwork"))
    }
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}aaaaaaaaaaaaxl/workbook.xml", "a workbook of Excel (.xlsx)"),
    ("PK\u{3}\u{4}aaaaaaaaaaaadata.csv", "a zip archive; unpack it first"),
    ("PK\u{3}\u{4}aaaaaaaaaaaamimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"),
    ("SQLite format 3\u{0}aaa", "a SQLite database; say which of its tables"), ("PAR1aaaa", "a Parquet file"),
    ("BZh91AY", "compressed with bzip2"), ("%PDF-1.4", "a PDF document"), ("<!DOCTYPE html><html>", "a page of HTML"),
    ("{\"format\": 1}", "a JSON document"), ("RDX3\n", "data saved by R"),
  ])
  func whatIsNoTableIsNamed(_ text: String, _ sentence: String) {
    #expect(DialectTests.message(text).hasPrefix("t:1:1: \(sentence)"), "\(DialectTests.message(text))")
    var reader = InputReader(names: ["x"])
    #expect(throws: FormatError.self) {
      _ = try reader.read(Array(text.utf8))
      _ = try reader.finish()
    }
  }

  private static let database = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Corpus/points.sqlite").path

  private func text(_ selection: String, in path: String = database) throws -> String {
    var bytes: [UInt8] = []
    try SQLiteTable(path: path, selection: selection).forEachPiece { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let hasSQLite = SystemLibrary(["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib"]) != nil

  @Test(.enabled(if: hasSQLite)) func tablesAndQueriesOfDatabases() throws {
    #expect(
      try text("points") == """
        x,y,note,n
        0.1,0.3333333333333333,"a,b",1
        0.2,2e-300,\"\"\"q\"\"\",2
        NULL,3.0,"0,5",9007199254740993
        1.0,4.0,#x,NULL

        """)
    #expect(try text("big points") == "x,y\n0.2,2e-300\nNULL,3.0\n")
    #expect(try text("SELECT n + 1 AS m, y FROM points WHERE y > 3;") == "m,y\nNULL,4.0\n")
    #expect(try text("with t as (select 1 as a) select a from t") == "a\n1\n")
    #expect(try text("blobs") == "b,y\n(blob of 2 bytes),1.0\n")
    let table = try DialectTests.read(
      Array(text("points").utf8), TableOptions(target: "y", features: ["x"], missing: .drop, dialect: .exact)
    ).table
    #expect(table.columns == [[0.1, 0.2, 1]] && table.target == [1.0 / 3, 2e-300, 4])
  }

  @Test(.enabled(if: hasSQLite)) func databasesAreOnlyRead() throws {
    let before = try Data(contentsOf: URL(filePath: TableFileTests.database))
    for (selection, words) in [
      ("nothing", "there is no table \"nothing\"; it has big points, blobs, points"),
      ("points; drop table points", "there is no table"), ("select 1; select 2", "expected one query"),
      ("select z from points", "no such column: z"), ("select", "there is no table"),
      ("with t as (select 1) delete from points", "expected one query"),
    ] {
      do {
        Issue.record("\(selection) gives \(try text(selection))")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
    #expect(try Data(contentsOf: URL(filePath: TableFileTests.database)) == before)
    #expect(throws: FormatError.self) { try text("points", in: #filePath) }
  }
}
