import Foundation
import Testing
import _KnotworkTestSupport

/// `knotwork plot`: every view as a file, in characters, and what cannot be drawn.
@Suite(.timed) struct PlotToolTests {
  private let question = "Examples/question.json"

  @Test(arguments: ["regions", "creases", "patterns", "surface"])
  func viewsAsFiles(_ view: String) throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (light, dark) = (folder.appending(path: "l.svg").path, folder.appending(path: "d.svg").path)
    let result = try Tool.run("plot", question, "--view", view, "-o", light)
    #expect(result.code == 0 && result.output.isEmpty && result.errors.isEmpty)
    let svg = try String(contentsOfFile: light, encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.contains("#0072b2") && svg.hasSuffix("</svg>\n"))
    #expect(try Tool.run("plot", question, "--view", view, "--dark", "-o", dark).code == 0)
    #expect(try String(contentsOfFile: dark, encoding: .utf8).contains("#e69f00"))
    // The same on standard output.
    #expect(try Tool.run("plot", question, "--view", view).output == svg)
  }

  @Test func curve() throws {
    let result = try Tool.run("plot", question, "--view", "curve", "--input", "x1", "--at", "0,1", "--text")
    #expect(result.code == 0 && result.output.contains("slopes: -0.24, 1.635\nknots: 0.4667\n"))
    #expect(result.output.contains("(assumed)"))
    let data = try Tool.run(
      "plot", question, "--view", "curve", "--input", "x1", "--data", "Examples/question.csv")
    #expect(data.code == 0 && data.output.contains(">linear regression</text>"))
    #expect(data.output.contains("(the range of Examples/question.csv)") && data.errors.isEmpty)
  }

  @Test func tables() throws {
    let curve = try Tool.run("plot", "Examples/hinge.csv", "--target", "y")
    for part in [">confidence</text>", ">prediction</text>", ">interval of a knot</text>", ">linear regression</text>"]
    {
      #expect(curve.code == 0 && curve.output.contains(part), "\(part)")
    }
    let three = try Tool.run("plot", "Examples/hinge.csv", "--target", "y", "--knots", "3")
    #expect(three.code == 0 && three.output.contains("3 knots"))
    #expect(try Tool.run("plot", question, "--knots", "3").code == 64)
    let characters = try Tool.run("plot", "Examples/hinge.csv", "--target", "y", "--text")
    #expect(characters.code == 0 && characters.output.contains("knots: ") && characters.output.contains("slopes: "))
    let residuals = try Tool.run(
      "plot", question, "--view", "residuals", "--data", "Examples/question.csv", "--text")
    #expect(residuals.code == 0 && residuals.output.contains("· row"))
    try Tool.withFolder { folder in
      let rows = (0..<40).map { "\($0),\(Double(abs($0 - 20)) + Double($0 * 7 % 5) / 10)\n" }
      let file = folder.appending(path: "rows.csv")
      try Data(("x,y\n" + rows.joined()).utf8).write(to: file)
      let accuracy = try Tool.run("plot", file.path, "--view", "accuracy", "--text")
      #expect(accuracy.code == 0 && accuracy.output.contains("pieces") && accuracy.output.contains("× chosen"))
      let film = try Tool.run("plot", file.path, "--view", "training", "--hidden", "4", "--epochs", "20")
      #expect(film.code == 0 && film.output.contains("@keyframes") && film.output.contains(">20 epochs: RMSE"))
      #expect(
        film.output == (try Tool.run("plot", file.path, "--view", "training", "--hidden", "4", "--epochs", "20")).output
      )
    }
  }

  @Test func rowsAndResiduals() throws {
    let rows = try Tool.run("plot", question, "--data", "Examples/question.csv")
    #expect(rows.code == 0 && rows.output.contains(">row</text>") && rows.output.contains(">number of a region</text>"))
    let residuals = try Tool.run(
      "plot", question, "--color-by", "residual", "--data", "Examples/question.csv", "--target", "y")
    #expect(residuals.code == 0 && residuals.output.contains(">residual</text>"))
    let surface = try Tool.run("plot", question, "--view", "surface", "--data", "Examples/question.csv")
    for view in ["residuals", "slopes", "effects"] {
      let result = try Tool.run(
        ["plot", question, "--view", view, "--data", "Examples/question.csv"]
          + (view == "effects" ? ["--input", "x1"] : []))
      #expect(result.code == 0 && result.output.hasPrefix("<svg") && result.errors.isEmpty)
    }
    #expect(surface.output.contains(">plane of linear regression on the rows</text>"))
  }

  @Test(arguments: [
    (["Examples/space.json"], "--view: regions is drawn over two dimensions, and the domain has 3"),
    (["Examples/question.json", "--view", "effects"], "--view: effects needs rows"),
    (
      ["Examples/question.json", "--view", "effects", "--data", "Examples/question.csv", "--input", "z"],
      "--input: expected one of x1, x2"
    ),
    (["Examples/question.json", "--view", "slopes"], "--view: slopes needs what was measured"),
    (["Examples/question.json", "--color-by", "residual"], "--color-by: residuals need what was measured"),
    (["Examples/question.json", "--view", "creases", "--color-by", "slope"], "--color-by: the view creases"),
    (["Examples/question.json", "--input", "x9", "--color-by", "slope"], "\"x9\" is not one of x1, x2"),
    (["Examples/question.json", "--input", "x1"], "--input: goes with the views curve and effects"),
    (["Examples/question.json", "--output-name", "z"], "\"z\" is not one of y"),
    (["Examples/question.json", "--text"], "--text draws curve, patterns, residuals and accuracy"),
    (["Examples/question.json", "--view", "accuracy"], "--view: accuracy is drawn of a table"),
    (["Examples/question.json", "--features", "x1"], "--features goes with a table"),
    (
      ["Examples/hinge.csv", "--view", "regions"],
      "--view: regions is drawn of a network; of a table expected"
    ),
    (["Examples/hinge.csv", "--box=0:1"], "a table has no --box"),
    (["Examples/longley.csv", "--view", "curve"], "--view: a curve has one input; columns"),

    (["Examples/question.json", "--target", "y"], "--target goes with --data"),
    (["Examples/question.json", "--text", "--dark"], "--text has no colours"),
  ])
  func whatCannotBeDrawn(_ arguments: [String], _ message: String) throws {
    let result = try Tool.run(["plot"] + arguments)
    #expect(result.code == 64 && result.errors.contains(message), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  /// PNG by a converter, here one that says only how a PNG begins; a clear message where there is none or it fails.
  @Test func png() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let picture = folder.appending(path: "p.png").path
    let bin = folder.appending(path: "bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: false)
    func run() throws -> Tool.Result {
      try Tool.run("plot", question, "-o", picture, environment: ["PATH": bin.path])
    }
    let missing = try run()
    #expect(missing.code == 73 && missing.errors.contains("install librsvg2-bin"), "\(missing.errors)")
    #expect(!FileManager.default.fileExists(atPath: picture))
    let converter = bin.appending(path: "rsvg-convert")
    func install(_ script: String) throws {
      try script.write(to: converter, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: converter.path)
    }
    try install("#!/bin/sh\nexit 1\n")
    let failing = try run()
    #expect(failing.code == 73 && failing.errors.contains("rsvg-convert could not convert"), "\(failing.errors)")
    try install("#!/bin/sh\nprintf '\\211PNG rest'\n")
    #expect(try run().code == 0)
    #expect(try Data(contentsOf: URL(filePath: picture)).starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
