import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Certificates as a user meets them: written, checked by the tool and by Python, which accept and refuse the same files.
@Suite(.timed) struct CertificateToolTests {
  /// What is done to a line of a good certificate, and whether it is good still.
  private struct Change {
    let old: String
    let new: String
    let isGood: Bool

    init(_ old: String, _ new: String, good isGood: Bool = false) {
      (self.old, self.new, self.isGood) = (old, new, isGood)
    }
  }

  /// Numbers that some libraries read and others do not, and what is like a number.
  private static let numbers = [
    "1e400", "-1e400", "1_0", "٣", "１", "+1", "0x1", "0x1p", "0x1.8p1", "1e", "1.", ".5", "inf", "nan", "infinity",
    "1e+", "--1",
    "1,0", "1\u{a0}", "1\t", "0x1p99999999", "0b1", "1f", "²",
  ]

  private static let regionChanges: [Change] =
    [
      Change("split 1 1\n", "split  1 1 \n", good: true), Change("end 4\n", "end 4", good: true),
      Change("box -1.0:1.0", "box -1e0:1.0E+0", good: true), Change("region 0.3", "region 0x1p-2 0.1\nregion 0.3"),
      Change("0.30901699437494745 0.1180339887498949", "0x4p-4 0x1p-3", good: true),
      Change("0.30901699437494745", "0.30901699437494745e-400"),
      Change("end 4\n", "end 4 4\n"), Change("end 4\n", "end 04\n"), Change("end 4\n", "end +4\n"),
      Change("end 4\n", "end 5\n"),
      Change("end 4\n", "end\n"), Change("end 4\n", ""), Change("end 4\n", "end 4\n\n"),
      Change("end 4\n", "end 4\nend 4\n"),
      Change("split 1 1\n", "split 1 1 1\n"), Change("split 1 1\n", "split 1\n"), Change("split 1 1\n", "split 01 1\n"),
      Change("split 1 1\n", "split 1 1\r\n"), Change("split 1 1\n", "\nsplit 1 1\n"),
      Change("split 1 1\n", "split 1 0\n"),
      Change("split 1 1\n", "split 1 ١\n"), Change("split 1 1\n", "split 1 99999999999999999999\n"),
      Change("split 1 1\n", "split 1 1_0\n"), Change("split 1 1\n", "where 1 1 <= 9 9\nsplit 1 1\n"),
      Change("split 1 1\n", "where 1 1 <= 9\nsplit 1 1\n", good: true),
      Change("split 1 1\n", "where 1 <= 9\nsplit 1 1\n"),
      Change("split 1 1\n", "where 0 0 <= 9\nsplit 1 1\n"), Change("box -1.0:1.0 -1.0:1.0", "box -1.0:1.0"),
      Change("box -1.0:1.0 -1.0:1.0", "box 1.0:-1.0 -1.0:1.0"), Change("box -1.0:1.0 -1.0:1.0", "box"),
      Change("box -1.0:1.0 -1.0:1.0", "box -1e308:1e308 -1.0:1.0"), Change("certificate 1", "certificate 2"),
      Change("certificate 1", "certificate 1 1"),
    ] + numbers.map { Change("region 0.30901699437494745", "region \($0)") }
    + numbers.map { Change("box -1.0:1.0", "box -1.0:\($0)") }

  private static func fitChanges(_ text: String) -> [Change] {
    let bound = text.split(separator: "\n").first { $0.hasPrefix("bound ") }.map(String.init) ?? ""
    let axis = text.split(separator: "\n").first { $0.hasPrefix("axis ") }.map(String.init) ?? ""
    let end = text.split(separator: "\n").last.map(String.init) ?? ""
    let leaf = text.split(separator: "\n").first { $0.hasPrefix("leaf ") }.map(String.init) ?? ""
    return [
      Change(bound, "bound 0x1p-1000", good: true), Change(bound, "bound 1e300"), Change(bound, "\(bound) 1"),
      Change("\n\(end)", "\n\(end) 1"), Change("\n\(end)", "\nend 1"), Change("\n\(end)\n", ""),
      Change(bound, "\(bound)\n\(bound)"),
      Change("units 1", "units 2"), Change("units 1", "units 01"), Change("bias yes", "bias no"),
      Change("bias yes", "bias Yes"),
      Change("target \"y\"", "target y"), Change("target \"y\"", "target \"z\""),
      Change("target \"y\"", "target \"\\u0079\"", good: true),
      Change("\n\(axis)", "\n\(axis) 1"), Change("\n\(axis)", ""), Change("\nkeep 1", "\nkeep"),
      Change("\nkeep 1", "\nkeep 1 1"),
      Change("\n\(leaf)\n", "\n"), Change("\n\(leaf)\n", "\n\(leaf)\n\(leaf)\n"),
      Change("\n\(leaf)\n", "\n\(leaf) 99:1.0\n"),
      Change("\n\(leaf)\n", "\n\(leaf.prefix(5))2\(leaf.dropFirst(6))\n"), Change("\nscale ", "\nscale 1 "),
      Change("certificate 1", "certificate 2"),
    ] + numbers.map { Change(bound, "bound \($0)") }
  }

  private func both(_ subject: String, _ text: String, _ changes: [Change], hasPython: Bool, _ folder: URL) throws {
    for (number, change) in ([Change("", "", good: true)] + changes).enumerated() {
      let file = folder.appending(path: "\(number).cert").path
      if number > 0 { #expect(text.contains(change.old), "\(change)") }
      let changed = text.range(of: change.old).map { text.replacingCharacters(in: $0, with: change.new) } ?? text
      try changed.write(toFile: file, atomically: true, encoding: .utf8)
      let code = try Tool.run("check", subject, file).code
      #expect(change.isGood ? code == 0 : code == 1 || code == 65, "the tool gives \(code): \(change)")
    }
    guard hasPython else { return }
    // One run for all, since starting Python takes its time.
    let checks = """
      import contextlib, io, runpy, sys
      sys.path.insert(0, "Python")
      subject, *files = sys.argv[1:]
      for name in files:
          sys.argv = ["check_certificate.py", subject, name]
          code = 0
          with contextlib.redirect_stdout(io.StringIO()):
              try:
                  runpy.run_path("Python/check_certificate.py", run_name="__main__")
              except SystemExit as ended:
                  code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
          print(code)
      """
    let program = folder.appending(path: "checks.py")
    try checks.write(to: program, atomically: true, encoding: .utf8)
    let files = (0...changes.count).map { "\(folder.path)/\($0).cert" }.joined(separator: " ")
    let found = try Tool.shell("python3 \(program.path) \(subject) \(files)")
    let codes = found.output.split(separator: "\n").compactMap { Int($0) }
    for (change, code) in zip([Change("", "", good: true)] + changes, codes) {
      #expect(code == (change.isGood ? 0 : 1), "Python gives \(code): \(change)")
    }
    #expect(codes.count == changes.count + 1)
    #expect(!found.errors.contains("Traceback"), "\(found.errors)")
  }

  private var hasPython: Bool { (try? Tool.shell("python3 --version"))?.code == 0 }

  @Test func bothCheckersAgreeOnRegions() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try String(contentsOf: Tool.root.appending(path: "Examples/question.cert"), encoding: .utf8)
    try both("Examples/question.json", text, Self.regionChanges, hasPython: hasPython, folder)
  }

  @Test func bothCheckersAgreeOnFits() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (table, file) = (folder.appending(path: "table.csv").path, folder.appending(path: "fit.cert").path)
    try "x,y\n0,1\n1,0.5\n2,1\n3,2\n4,1.5\n5,4\n".write(toFile: table, atomically: true, encoding: .utf8)
    let fit = try Tool.run(
      "fit", table, "--exact", "--hidden", "1", "--folds", "0", "--restarts", "2", "--certify", file)
    #expect(fit.code == 0 && fit.output.contains("Certified"), "\(fit.errors)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try both(table, text, Self.fitChanges(text), hasPython: hasPython, folder)
    // Another table's proof.
    try "x,y\n0,1\n1,0.5\n2,1\n3,2\n4,1.5\n5,0\n".write(toFile: table, atomically: true, encoding: .utf8)
    #expect(try Tool.run("check", table, file).code == 1)
  }

  /// A bound of 0 needs no proof; the columns have to be there all the same, each once.
  @Test func columnsThatAreAskedForTwiceAreRefused() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (table, file) = (folder.appending(path: "table.csv").path, folder.appending(path: "fit.cert").path)
    try "x1,x2,y\n-1,2,0\n0,-1,0\n1,0,1\n2,1,2\n3,-2,3\n".write(toFile: table, atomically: true, encoding: .utf8)
    let fit = try Tool.run(
      "fit", table, "--exact", "--hidden", "1", "--folds", "0", "--restarts", "2", "--certify", file)
    #expect(fit.code == 0, "\(fit.errors)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("inputs \"x1\" \"x2\""))
    let changes = [
      Change("inputs \"x1\" \"x2\"", "inputs \"x2\" \"x2\""), Change("inputs \"x1\" \"x2\"", "inputs \"x1\" \"y\""),
    ]
    try both(table, text, changes, hasPython: hasPython, folder)
  }

  @Test func twoUnitsAreProvedToo() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (table, file) = (folder.appending(path: "table.csv").path, folder.appending(path: "fit.cert").path)
    try "x 1,b,y z,w\n1,2,1,1\n-1,0.5,2,2\n0.5,-1,-1,1\n2,1,0,1\n-1,-1,1,3\n".write(
      toFile: table, atomically: true, encoding: .utf8)
    let fit = try Tool.run(
      "fit", table, "--target", "y z", "--weights", "w", "--exact", "--folds", "0", "--restarts", "2", "--certify", file
    )
    #expect(fit.code == 0, "\(fit.errors)")
    let result = try Tool.run("check", table, file, "--json")
    #expect(result.code == 0 && result.output.contains("\"units\": 2"), "\(result.output)")
    if hasPython {
      let python = try Tool.shell("python3 Python/check_certificate.py \(table) \(file)")
      #expect(python.code == 0 && python.output.contains("no network of 2 units without bias"), "\(python.errors)")
    }
  }

  /// A constant column stands in for the bias that is not there.
  @Test func aConstantColumnStays() throws {
    let rows = "x1,x2,y\n1,-2,0\n1,-1,0\n1,0,0\n1,1,0\n1,2,1\n1,3,2\n"
    let result = try Tool.run(
      "fit", "-", "--exact", "--hidden", "1", "--no-bias", "--folds", "0", "--restarts", "2", "--json", input: rows)
    let certificate = try #require(try JSONValue(parsing: Array(result.output.utf8))["certificate"])
    #expect(result.code == 0 && (certificate["optimum"]?.number ?? 1) < 1e-20, "\(result.errors)")
  }

  /// Ctrl-C while the optimum is looked for: what was found, a sentence, and 130.
  @Test func anInterruptedSearchSaysSo() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "table.csv")
    var generator = SeededGenerator(seed: Seed.current)
    let rows = (0..<400).map { _ in
      (0..<4).map { _ in "\(Double.random(in: -1...1, using: &generator))" }.joined(separator: ",")
    }
    try "a,b,c,y\n\(rows.joined(separator: "\n"))\n".write(to: table, atomically: true, encoding: .utf8)
    let line =
      "knotwork fit \(table.path) --exact --hidden 1 --folds 0 2> \(folder.path)/errors > \(folder.path)/output & "
      + "sleep 1; kill -INT $!; wait $!"
    let code = try Tool.shell(line).code
    let errors = try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
    #expect(code == 130 && errors.contains("stopped early"), "\(code) \(errors)")
    let output = try String(contentsOf: folder.appending(path: "output"), encoding: .utf8)
    #expect(output.contains("Not certified") && !output.contains("0 starts"), "\(output)")
  }
}
