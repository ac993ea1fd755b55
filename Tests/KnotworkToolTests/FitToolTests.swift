import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// `knotwork fit` and `knotwork report` as a user meets them.
@Suite(.timed) struct FitToolTests {
  private let quick = ["--hidden", "4", "--epochs", "40", "--l2", "1e-4"]

  @Test func theNetworkWrittenIsTheOneReported() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "hinge.json").path
      let result = try Tool.run(
        ["fit", "Examples/hinge.csv", "--target", "y", "--output", path, "--json", "--timing"] + quick)
      #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
      let fit = try JSONValue(parsing: Array(result.output.utf8))
      #expect(fit["schema"]?.string == "knotwork.fit" && fit["version"]?.number == 1)
      #expect(fit["certificate"] == .null && fit["seconds"]?.number != nil)
      #expect(fit["folds"]?.elements?.count == 5 && fit["bend_earns_its_keep"]?.string == "yes")
      let values = try Tool.run("eval", path, "Examples/hinge.csv", "--json").output
      let outputs = try #require(JSONValue(parsing: Array(values.utf8))["outputs"]?.elements)
      let table = try String(contentsOf: Tool.root.appending(path: "Examples/hinge.csv"), encoding: .utf8)
      let target = table.split(separator: "\n").dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
      let squares = zip(outputs, target).reduce(0.0) { sum, pair in
        let error = (pair.0.elements?.first?.number ?? .nan) - pair.1
        return sum + error * error
      }
      let sse = try #require(fit["train"]?["sse"]?.number)
      let rmse = try #require(fit["train"]?["rmse"]?.number)
      let linear = try #require(fit["linear"]?["rmse"]?.number)
      #expect((sse - squares).magnitude < 1e-9 * squares)
      #expect((rmse - (squares / 60).squareRoot()).magnitude < 1e-9)
      #expect((linear - 1.32105).magnitude < 1e-5)
    }
  }

  @Test func equalBytesForAnyNumberOfThreads() throws {
    try Tool.withFolder { folder in
      let data = try Tool.halfOfHinge(in: folder)
      let outputs = try ["1", "2", "4"].map { threads in
        try Tool.run(["fit", data, "--epochs", "5", "--folds", "3", "--threads", threads, "--json"]).output
      }
      #expect(outputs[0].count > 1000 && outputs.allSatisfy { $0 == outputs[0] })
    }
  }

  @Test func anExistingFileIsNotReplacedUnasked() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "net.json").path
      try Data("precious".utf8).write(to: URL(filePath: path))
      let refused = try Tool.run(["fit", "Examples/hinge.csv", "--output", path, "--folds", "0"] + quick)
      #expect(refused.code == 73 && refused.errors == "error: \(path): exists already; --force replaces it\n")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
      #expect(
        try Tool.run(["fit", "Examples/hinge.csv", "--output", path, "--folds", "0", "--force"] + quick).code == 0)
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains("knotwork-network"))
    }
  }

  @Test(
    arguments: [
      (
        "fit Examples/hinge.csv --target z", 65,
        "error: Examples/hinge.csv:1:1: there is no column \"z\" for --target; the columns are x, y"
      ),
      ("fit nowhere.csv", 66, "error: nowhere.csv: no such file"),
      ("fit Examples/hinge.csv --folds 1", 64, "Error: --folds: 1; expected 0 for none, or at least 2"),
      ("fit Examples/hinge.csv --resume", 64, "Error: --resume goes with --checkpoint, which names the file"),
      (
        "fit Examples/hinge.csv --hidden 3,x", 64,
        "Error: --hidden: \"x\" is not a number of units from 1 to 4096; expected for example 16,16"
      ),
      (
        "fit Examples/hinge.csv --activation tanh", 64,
        "Error: --activation: \"tanh\"; expected relu, or leaky_relu:SLOPE with a slope from 0 to 1"
      ),
      (
        "fit Examples/hinge.csv --epochs 0", 64,
        "Error: The value '0' is invalid for '--epochs <count>': expected a whole number from 1 to 10000000"
      ),
      (
        "fit Examples/hinge.csv --features y --target y", 65,
        "error: Examples/hinge.csv:1:2: \"y\" is asked for twice, or is the target"
      ),
      (
        "fit Examples/hinge.csv --split Examples/points.csv", 65,
        "error: Examples/points.csv: row 1, fold 0.5; expected whole numbers from 0"
      ),
    ] as [(String, Int32, String)])
  func messages(_ arguments: String, _ code: Int32, _ message: String) throws {
    let result = try Tool.shell("knotwork \(arguments)")
    #expect(result.errors.split(separator: "\n").first { !$0.hasPrefix("note") } ?? "" == message)
    #expect(result.code == code && result.output.isEmpty)
  }

  @Test func whatIsDoneToATableIsSaid() throws {
    let result = try Tool.run(
      ["fit", "Examples/orchard.csv", "--target", "crop", "--categorical", "--missing", "mean", "--folds", "0"] + quick)
    #expect(result.code == 0)
    #expect(
      result.errors == """
        note: 1 missing value of water is replaced by its mean
        note: sort is text: one column for each of Cox, Gravenstein, against Boskoop

        """)
    let refused = try Tool.run("fit", "Examples/orchard.csv", "--target", "crop")
    #expect(refused.code == 65 && refused.errors.hasPrefix("error: Examples/orchard.csv: 41 offences\n"))
  }

  @Test func standardInputAndOutput() throws {
    let table = try String(contentsOf: Tool.root.appending(path: "Examples/hinge.csv"), encoding: .utf8)
    let result = try Tool.run(["fit", "-", "--output", "-", "--folds", "0"] + quick, input: table)
    #expect(result.code == 0 && result.errors == "note: the target is the last column, y\n")
    #expect(try NetworkJSON.decode(Array(result.output.utf8)).inputNames == ["x"])
    #expect(try Tool.run("fit", "-", input: "").code == 65)
    let huge = try Tool.run("fit", "-", input: "x,y\n1,2\n2,1e200\n")
    #expect(huge.code == 65 && huge.errors.contains("row 2 of y is 1e+200; numbers beyond 1e+140 cannot be squared"))
  }

  @Test func tooLittleToFitIsSaid() throws {
    let row = try Tool.run("fit", "-", "--target", "y", input: "x,y\n1,7\n")
    #expect(row.code == 65 && row.errors.hasPrefix("error: standard input: one row; expected at least two"))
    let constant = try Tool.run("fit", "-", "--target", "y", input: "x,y\n1,7\n1,8\n")
    #expect(constant.code == 65)
    #expect(constant.errors.contains("no column is left to explain y (columns with one value only are left out: x)"))
    // A target that does not vary is fitted as what it is.
    let flat = try Tool.run("fit", "-", "--target", "y", "--json", input: "x,y\n1,7\n2,7\n5,7\n6,7\n")
    #expect(flat.code == 0 && flat.errors.contains("note: y is 7 in every row; there is nothing to explain"))
    #expect(flat.errors.contains("note: 4 rows are too few for 5 folds of two or more"))
    #expect(try #require(JSONValue(parsing: Array(flat.output.utf8))["train"]?["rmse"]?.number) < 1e-4)
  }

  /// The formula of each piece is the network's there, in the report's own words.
  @Test func piecesHaveTheirFormulas() throws {
    let json = try Tool.run(["fit", "Examples/hinge.csv", "--target", "y", "--folds", "0", "--json"] + quick).output
    let fit = try JSONValue(parsing: Array(json.utf8))
    let pieces = try #require(fit["pieces"]?.elements)
    let (slopes, rows) = (pieces.map { $0["slope"]?.elements?.first?.number }, pieces.map { $0["rows"]?.number ?? 0 })
    #expect(slopes.allSatisfy { $0 != nil } && pieces.allSatisfy { $0["intercept"]?.number != nil })
    #expect(rows.reduce(0, +) == 60)
    let text = try Tool.run(["fit", "Examples/hinge.csv", "--target", "y", "--folds", "0"] + quick).output
    #expect(text.contains("x from"))
    for slope in slopes { #expect(text.contains(String((slope ?? 0).description.prefix(5)))) }
    let many = try Tool.run(["fit", "Examples/friedman.csv", "--target", "y", "--folds", "0"] + quick).output
    #expect(many.contains("slope of x5") && many.contains("intercept"))
  }

  @Test func theExactOptimumIsCertified() throws {
    let result = try Tool.run("fit", "Examples/question.csv", "--target", "y", "--exact", "--json")
    #expect(result.code == 0, "\(result.errors)")
    let fit = try JSONValue(parsing: Array(result.output.utf8))
    let optimum = try #require(fit["certificate"]?["optimum"]?.number)
    let bound = try #require(fit["certificate"]?["lower_bound"]?.number)
    #expect(fit["certificate"]?["gap"]?.number == optimum - bound && optimum - bound <= 1e-6 * optimum)
    let sse = try #require(fit["train"]?["sse"]?.number)
    #expect((sse - optimum).magnitude <= 1e-9 * optimum)
    // Gradient training is never below, and some of its starts end above.
    #expect(try #require(fit["restarts"]?["best"]?.number) >= optimum * (1 - 1e-12))
    #expect(fit["restarts"]?["count"]?.number == 200)
    #expect(try #require(fit["restarts"]?["above_optimum"]?.number) > 10)
    #expect(fit["folds"]?.elements?.count == 5 && fit["hidden"]?.elements == [.number(2)])
    let refused = try Tool.run("fit", "Examples/hinge.csv", "--exact")
    #expect(refused.code == 64 && refused.errors.contains("--exact: 1 input; the certified optimum is for two"))
  }

  /// Waits until a file is there.
  private func wait(for path: String, _ process: Process) {
    while !FileManager.default.fileExists(atPath: path), process.isRunning { usleep(2000) }
  }

  @Test func interruptedItWritesTheBestSoFar() throws {
    try Tool.withFolder { folder in
      let (net, state) = (folder.appending(path: "net.json").path, folder.appending(path: "state").path)
      let process = try Tool.start(
        [
          "fit", Tool.root.appending(path: "Examples/friedman.csv").path, "--output", net, "--checkpoint", state,
          "--hidden", "32,32", "--epochs", "100000",
        ], output: .nullDevice)
      wait(for: state, process)
      usleep(500_000)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let network = try NetworkJSON.decode([UInt8](Data(contentsOf: URL(filePath: net))))
      #expect(network.layers.map(\.unitCount) == [32, 32, 1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["net.json", "state"])
    }
  }

  @Test func killedItGoesOnWhereItWas() throws {
    try Tool.withFolder { folder in
      let table = Tool.root.appending(path: "Examples/friedman.csv").path
      func arguments(_ name: String) -> [String] {
        [
          "fit", table, "--target", "y", "--hidden", "24,24", "--l2", "1e-4", "--epochs", "10000", "--restarts", "1",
          "--folds", "0", "--output", folder.appending(path: name).path,
        ]
      }
      let whole = try Tool.run(arguments("whole.json"))
      #expect(whole.code == 0)
      let state = folder.appending(path: "state").path
      let process = try Tool.start(arguments("killed.json") + ["--checkpoint", state], output: .nullDevice)
      wait(for: state, process)
      // Past the first time that the state is written.
      let size = try FileManager.default.attributesOfItem(atPath: state)[.size] as? Int
      while process.isRunning, try FileManager.default.attributesOfItem(atPath: state)[.size] as? Int == size {
        usleep(5000)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try Tool.run(arguments("resumed.json") + ["--checkpoint", state, "--resume"])
      #expect(resumed.code == 0, "\(resumed.errors)")
      #expect(resumed.errors.contains("note: going on with"))
      let files = try ["whole.json", "resumed.json"].map { try Data(contentsOf: folder.appending(path: $0)) }
      #expect(files[0] == files[1])
      let other = try Tool.run(arguments("other.json") + ["--checkpoint", state, "--resume", "--seed", "9"])
      #expect(other.code == 65 && other.errors.contains("a checkpoint of other data or other options"))
    }
  }

  @Test func theReportStandsAlone() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "report.html").path
      let result = try Tool.run(["report", "Examples/longley.csv", "--folds", "4", "-o", path] + quick)
      #expect(result.code == 0 && result.output.isEmpty, "\(result.errors)")
      let html = try String(contentsOfFile: path, encoding: .utf8)
      func count(_ text: String) -> Int { html.components(separatedBy: text).count - 1 }
      #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("prefers-color-scheme:dark"))
      #expect(count("<svg") >= 4 && count("<svg") == count("<details>") && count("<table>") > count("<svg"))
      for forbidden in ["<script", "http-equiv", "src=", "<link", "@import", "url(http"] {
        #expect(count(forbidden) == 0)
      }
      // Identifiers are unique, and everything opened is closed.
      let identifiers = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
      #expect(Set(identifiers).count == identifiers.count)
      for tag in ["svg", "table", "tr", "td", "figure", "details", "p", "h2"] {
        #expect(count("<\(tag)>") + count("<\(tag) ") == count("</\(tag)>"), "\(tag)")
      }
      #expect(try Tool.run(["report", "Examples/longley.csv", "--folds", "4"] + quick).output == html)
    }
  }
}
