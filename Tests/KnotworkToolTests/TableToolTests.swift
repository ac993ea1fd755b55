import Foundation
import Testing
import _KnotworkTestSupport

/// Tables in other dialects, by every verb that reads rows.
@Suite(.timed) struct TableToolTests {
  /// y = relu(x) with a knot at 0, and a second column, between semicolons.
  private static let table: String = {
    let rows = (-5...5).map { number in "\(number),5;\(number % 3),25;\(max(0, number)),75" }
    return (["# bench", "x1;x2;y", "mm;mm;N"] + rows).joined(separator: "\n") + "\n"
  }()

  @Test func everyVerbReadsThem() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "t.csv").path
    try TableToolTests.table.write(toFile: file, atomically: true, encoding: .utf8)
    for arguments in [
      ["knots", file, "--target", "y", "--feature", "x1", "--knots", "1", "--json"],
      ["fit", file, "--hidden", "2", "--epochs", "5", "--folds", "0", "--json"],
      ["report", file, "--hidden", "2", "--epochs", "5", "--folds", "0", "--json"],
      ["eval", "Examples/question.json", file, "--json"],
      ["locate", "Examples/question.json", "--data", file, "--json"],
    ] {
      let result = try Tool.run(arguments)
      #expect(result.code == 0, "\(arguments): \(result.errors)")
      #expect(result.errors.contains("semicolons between columns and decimal commas"), "\(arguments): \(result.errors)")
      #expect(result.errors.contains("line 3 (mm, mm, N) is taken for units"), "\(arguments): \(result.errors)")
    }
    let options = ["--separator", "semicolon", "--decimal", "comma", "--skip", "3", "--missing-values", "-999,3,75"]
    let result = try Tool.run(
      ["knots", file, "--target", "3", "--feature", "1", "--knots", "0", "--missing", "drop"] + options)
    #expect(result.code == 0 && !result.errors.contains("semicolons"), "\(result.errors)")
  }

  @Test func evalSaysWhereANumberIsMissing() throws {
    let result = try Tool.run("eval", "Examples/question.json", "-", input: "x1;x2\n0,5;1\n2;NA\n")
    #expect(result.code == 65)
    #expect(result.output == "y\n0.0\n" || result.output.hasPrefix("y\n"))
    #expect(result.errors.contains("line 3, column 2 (x2): \"NA\" stands for no value; expected a number"))
  }

  @Test(arguments: [
    ["--separator", "ab"], ["--separator", "5"], ["--decimal", "x"], ["--thousands", "12"], ["--skip", "-1"],
    ["--skip", "10000000"], ["--thousands", ",", "--decimal", "comma"], ["--comment", ""],
  ])
  func badOptionsAreUsageErrors(_ options: [String]) throws {
    let result = try Tool.run(["knots", "Examples/hinge.csv", "--target", "y", "--feature", "x"] + options)
    #expect(result.code == 64, "\(options): \(result.errors)")
    #expect(result.errors.contains(options[0]))
  }

  @Test func databasesAreTables() throws {
    let database = "Tests/KnotworkFormatsTests/Tables/Corpus/points.sqlite"
    let query = "\(database)::SELECT 1 AS x, 2 AS y UNION SELECT 2, 3 UNION SELECT 3, 7"
    let result = try Tool.run("knots", query, "--target", "y", "--knots", "0")
    if result.errors.contains("needs SQLite (libsqlite3)") { return }
    #expect(result.code == 0 && result.output.contains("y against x, 3 rows"), "\(result.errors)")
    for (argument, code, words) in [
      ("\(database)::nothing", 65, "there is no table \"nothing\"; it has"), (database, 65, "a SQLite database"),
      ("nowhere.sqlite::points", 66, "nowhere.sqlite: no such file"), ("README.md::points", 65, "not a database"),
    ] {
      let result = try Tool.run("knots", argument, "--target", "y", "--feature", "x")
      #expect(result.code == code && result.errors.contains(words), "\(argument): \(result.code) \(result.errors)")
    }
    let mixed = try Tool.run("knots", query, "--target", "y", "--decimal", "comma")
    #expect(mixed.code == 64)
  }
}
