import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Texts and options that once annoyed: aliases, places in messages, doubles of the table's own, time limits of all verbs.
@Suite(.timed) struct SmallThingsTests {
  @Test func predictIsEval() throws {
    let eval = try Tool.run("eval", "Examples/question.json", "Examples/points.csv")
    let predict = try Tool.run("predict", "Examples/question.json", "Examples/points.csv")
    #expect(predict.code == 0 && predict.output == eval.output && !eval.output.isEmpty)
    #expect(
      try Tool.run("predict", "Examples/question.json", "Examples/points.csv", "--json").output.contains(
        "knotwork.eval"))
    #expect(try Tool.run("help", "predict").output.contains("knotwork predict is the same"))
    #expect(try Tool.run("--help").output.contains("eval, predict"))
  }

  @Test func formulasMayBeginWithAMinus() throws {
    for arguments in [
      ["-x+1", "--on=0:1", "--error", "0.01"], ["--on", "-1:1", "-2*x", "--error", "0.01"],
      ["--on=-1:1", "--error", "0.01", "--", "-sin(x)"], ["--on=-1:1", "--error", "0.01", "-sin(x)", "--json"],
    ] {
      let result = try Tool.run(["approximate"] + arguments)
      #expect(result.code == 0, "\(arguments): \(result.errors)")
    }
    #expect(try Tool.run("approximate", "-h").output.contains("USAGE"))
  }

  /// RMSE, R² and the sum beside a certificate are those of the certificate, whatever the size of the weights; where doubles are too
  /// coarse, both sums are told.
  @Test func figuresOfCertifiedFitsAgree() throws {
    try Tool.withFolder { folder in
      let tables = [
        "c,f,y\n21.1,69.98,11.178851450020499\n12.6,54.68,2.6008347532771072\n25.2,77.36,14.883215197261695\n"
          + "25.4,77.72,15.374973640708838\n13.9,57.019999999999996,4.063080978860127\n",
        "a,b,y\n22.1,71.78,12.24314892944736\n-6.5,20.299999999999997,-0.061367975008377956\n"
          + "14.1,57.379999999999995,4.116473186241582\n22.1,71.78,12.130098995496807\n-8.3,17.06,-0.03532554391705763\n",
      ]
      for (number, table) in tables.enumerated() {
        let path = folder.appending(path: "\(number).csv").path
        try table.write(toFile: path, atomically: true, encoding: .utf8)
        let arguments = [
          "fit", path, "--target", "y", "--exact", "--hidden", "1", "--folds", "0", "--restarts", "2",
        ]
        let result = try Tool.run(arguments + ["--json"])
        #expect(result.code == 0, "\(result.errors)")
        let answer = try Tool.json(result)
        let certificate = try #require(answer["certificate"])
        let optimum = try #require(certificate["optimum"]?.number)
        let unrounded = try #require(certificate["unrounded_optimum"]?.number)
        let rmse = try #require(answer["train"]?["rmse"]?.number)
        #expect((5 * rmse * rmse / optimum - 1).magnitude < 1e-12)
        #expect(answer["train"]?["sse"]?.number == optimum && unrounded <= optimum)
        let text = try Tool.run(arguments).output
        #expect(text.contains("Certified: the least residual sum is 0.00639014") == (number == 1))
        #expect(text.contains("leave a column out") == (number == 1))
      }
    }
  }

  /// A knot that is given twice is a fault of the command; one beyond the rows does not go with the table.
  @Test func knotsThatAreGivenHaveToBeInside() throws {
    let twice = try Tool.run("knots", "Examples/hinge.csv", "--at", "2,2")
    #expect(twice.code == 64 && twice.errors.contains("2 is given twice"))
    let beyond = try Tool.run("knots", "Examples/hinge.csv", "--at", "2000")
    #expect(beyond.code == 65 && beyond.errors.contains("not between the least and the largest"))
  }

  @Test func overflowsHaveFileAndRow() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "far.csv").path
      try "x1,x2\n1,0\n0,1\n1e308,-1e308\n".write(toFile: path, atomically: true, encoding: .utf8)
      let result = try Tool.run("eval", "Examples/question.json", path)
      #expect(result.code == 65 && result.output.split(separator: "\n").count == 3)
      #expect(result.errors.contains("\(path): row 3 of the data, (1e+308, -1e+308): an output overflows a double"))
    }
  }

  /// Knots that stand at rows are the rows' own numbers.
  @Test func knotsAtRowsAreTheRowsOwnDoubles() throws {
    let x = [-3.07, -2.51, -1.39, 0.11, 0.83, 1.97]
    let rows = x.flatMap { x in (0..<3).map { "\(x),\(max(0, x + 1.39) + 0.01 * Double($0))" } }
    let table = "x,y\n" + rows.joined(separator: "\n") + "\n"
    let fit = try Tool.json(Tool.run("knots", "-", "--target", "y", "--at=-1.39", "--json", input: table))
    #expect(fit["knots"]?.elements?.first?["value"]?.number == -1.39)
    let pieces = try #require(fit["pieces"]?.elements)
    #expect(pieces.first?["from"]?.number == -3.07 && pieces.last?["to"]?.number == 1.97)
    #expect(pieces.first?["to"]?.number == -1.39 && pieces.last?["from"]?.number == -1.39)
    let three = try Tool.json(
      Tool.run(
        "knots", "-", "--target", "y", "--json",
        input: "x,y\n"
          + [(-3.07, 0.0), (-1.39, 0), (0.3, 1)].flatMap { p in (0..<3).map { "\(p.0),\(p.1 + 0.01 * Double($0))\n" } }
          .joined()))
    for knot in three["knots"]?.elements ?? [] { #expect(knot["value"]?.number == -1.39) }
  }

  @Test func twoRowsHaveNoKnotAndNoCriterion() throws {
    let result = try Tool.run("knots", "-", "--target", "y", "--json", input: "x,y\n0,1\n1,3\n")
    let fit = try Tool.json(result)
    #expect(result.code == 0 && fit["knots"]?.elements?.isEmpty == true && fit["bic"] == .null)
    let selection = try #require(fit["selection"]?.elements)
    #expect(selection.count == 1 && selection[0]["bic"] == .null)
    let text = try Tool.run("knots", "-", "--target", "y", input: "x,y\n0,1\n1,3\n")
    #expect(!text.output.contains("inf") && !text.output.contains("nan"))
    #expect(text.errors.contains("2 rows for 2 numbers"))
  }

  /// What is too small for a double, or for the arithmetic, is not 0.
  @Test func probabilitiesAreNeverZero() throws {
    let rows = (0..<60).map { "\($0),\(1000 * $0 + $0 % 3)\n" }.joined()
    let fit = try Tool.run(
      "fit", "-", "--target", "y", "--hidden", "1", "--epochs", "20", "--restarts", "1", "--l2", "0",
      input: "x,y\n" + rows)
    let lines = fit.output.split(separator: "\n").filter { $0.hasPrefix("x ") }
    #expect(lines.first?.hasSuffix("< 1e-16") == true, "\(fit.output)")
    #expect(!fit.output.contains("p = 0)") && !fit.output.contains("p = 0,"))
  }

  /// Locate and convert end in time, with exit code 2 and nothing left behind.
  @Test func allVerbsHaveATimeLimit() throws {
    try Tool.withFolder { folder in
      let far = try Tool.run("locate", "Examples/question.json", "--at=0.5,0.2", "--time-limit", "60")
      #expect(far.code == 0 && far.output.hasPrefix("region "))
      // A pipe that nobody writes to is read for ever. Threads of tests block other signals, and so do those that they start.
      let pipe = folder.appending(path: "pipe").path
      let result = try Tool.shell(
        "mkfifo \(pipe); sleep 20 > \(pipe) 2>/dev/null & knotwork locate Examples/question.json --data \(pipe) --time-limit 0.3; code=$?; kill -9 $!; exit $code"
      )
      #expect(result.code == 2 && result.errors.contains("the time limit of 0.3 seconds was reached"))
      let converted = try Tool.shell(
        "sleep 20 > \(pipe) 2>/dev/null & knotwork convert \(pipe) -o \(folder.path)/n.onnx --time-limit 0.3; code=$?; kill -9 $!; exit $code"
      )
      #expect(converted.code == 2, "\(converted.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
      for verb in ["locate", "convert", "fit", "report", "knots", "approximate", "walk", "dissect", "count", "linear"] {
        #expect(try Tool.run("help", verb).output.contains("--time-limit"), "\(verb)")
      }
      let bad = try Tool.run("knots", "Examples/hinge.csv", "--time-limit", "0")
      #expect(bad.code == 64 && bad.errors.contains("--time-limit: 0 is not a positive number of seconds"))
    }
  }

  @Test func knotsAndFormulasEndInTime() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "net.json").path
      let start = ContinuousClock.now
      let knots = try Tool.run(
        "knots", "Examples/hinge.csv", "--target", "y", "--bootstrap", "1000000", "--time-limit", "1", "--json", "-o",
        path)
      #expect(knots.code == 2 && ContinuousClock.now - start < .seconds(5), "\(knots.errors)")
      #expect(
        knots.errors.contains("the time limit of 1 second was reached; the line is the best that was found by then"))
      #expect(knots.errors.contains("of 1,000,000 samples were drawn in time"))
      #expect(try Tool.json(knots)["complete"] == .boolean(false) && FileManager.default.fileExists(atPath: path))
      let formula = try Tool.run(
        "approximate", "sin(50*x)*cos(70*y)", "--on=0:9", "--error", "1e-4", "--max-pieces", "10000000",
        "--time-limit", "0.5")
      #expect(formula.code == 2 && formula.output.isEmpty)
      #expect(formula.errors.contains("the time limit of 0.5 seconds was reached before a network was proved"))
      #expect(ContinuousClock.now - start < .seconds(10))
    }
  }
}
