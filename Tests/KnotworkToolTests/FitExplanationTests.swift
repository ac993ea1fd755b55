import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// What `fit` and `report` say of a fit: sizes, warnings, the quantity that is tested, and what a time limit leaves.
@Suite(.timed) struct FitExplanationTests {
  private func strings(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap { $0.string } }

  @Test func theVerdictHasThePOfWhatItPrints() throws {
    let arguments = [
      "fit", "Examples/friedman.csv", "--target", "y", "--hidden", "4", "--epochs", "60", "--l2", "1e-4", "--restarts",
      "1",
    ]
    let fit = try Tool.json(Tool.run(arguments + ["--json"]))
    let folds = try #require(fit["folds"]?.elements)
    func rmse(_ method: String) -> [Double] { folds.compactMap { $0[method]?["rmse"]?.number } }
    let differences = zip(rmse("linear"), rmse("network")).map { $0 - $1 }
    let mean = differences.reduce(0, +) / 5
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
    let test = try #require(fit["test"]?["network_against_linear"])
    let t = try #require(test["t"]?.number)
    #expect(try (#require(test["rmse_difference"]?.number) - mean).magnitude < 1e-12)
    #expect((t - mean / (variance * (0.2 + 0.25)).squareRoot()).magnitude < 1e-6 * t.magnitude)
    let p = try #require(test["p"]?.number)
    #expect(try #require(fit["verdict"]?.string).contains("p = \(String(format: "%.3g", p))"))
    let squares = zip(rmse("linear"), rmse("network")).map { $0 * $0 - $1 * $1 }
    #expect(try (#require(test["mse_difference"]?.number) - squares.reduce(0, +) / 5).magnitude < 1e-9)
  }

  @Test func oneInputIsComparedWithBrokenLines() throws {
    let fit = try Tool.json(
      Tool.run(
        "fit", "Examples/hinge.csv", "--target", "y", "--epochs", "40", "--restarts", "1", "--folds", "3", "--json"))
    #expect(fit["test"]?["broken_line"]?["rmse"]?.number != nil)
    #expect(fit["folds"]?.elements?.allSatisfy { $0["broken_line"]?["rmse"]?.number != nil } == true)
    let sizes = try #require(fit["sizes"]?.elements)
    #expect(sizes.count { $0["method"]?.string == "broken_line" } == 9)
    #expect(sizes.count { $0["method"]?.string == "network" } == 3)
    #expect(sizes.count { $0["chosen"] == .boolean(true) } == 1)
    let pieces = sizes.compactMap { $0["pieces"]?.number }
    #expect(pieces == pieces.sorted() && sizes.allSatisfy { $0["rmse_standard_error"]?.number != nil })
    let text = try Tool.run(
      "fit", "Examples/hinge.csv", "--target", "y", "--epochs", "40", "--restarts", "1", "--folds", "3")
    #expect(text.output.contains("accuracy by number of pieces") && text.output.contains("broken line, 1 knot"))
    #expect(text.output.contains("best broken line"))
  }

  @Test func smallNetworksHaveFewPieces() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "net.json").path
      let fit = try Tool.json(
        Tool.run(
          "fit", "Examples/hinge.csv", "--target", "y", "--small", "--epochs", "60", "--l2", "1e-5", "--folds", "0",
          "--json", "-o", path))
      let units = (fit["hidden"]?.elements ?? []).compactMap { $0.number }
      #expect(units.count == 1 && units[0] <= 4)
      #expect(
        try NetworkFile(Array(Data(contentsOf: URL(filePath: path)))).network.layers[0].unitCount == Int(units[0]))
      let both = try Tool.run("fit", "Examples/hinge.csv", "--small", "--hidden", "4")
      #expect(both.code == 64 && both.errors.contains("--small: chooses the number of units, which hidden gives"))
      let exact = try Tool.run("fit", "Examples/question.csv", "--small", "--exact")
      #expect(exact.code == 64 && exact.errors.contains("--small: the size of a certified optimum is given"))
    }
  }

  @Test func aBlackBoxIsCalledOne() throws {
    let arguments = [
      "fit", "Examples/hinge.csv", "--target", "y", "--hidden", "128,128", "--epochs", "3", "--restarts", "1", "--l2",
      "1e-4", "--folds", "0",
    ]
    let fit = try Tool.json(Tool.run(arguments + ["--json"]))
    let warnings = strings(fit["warnings"])
    #expect(
      warnings.count == 1 && warnings[0].hasPrefix("the network is a black box, with nearly a formula for every row: "))
    #expect(try Tool.run(arguments).output.contains("Warning: the network is a black box"))
    let small = try Tool.json(
      Tool.run("fit", "Examples/hinge.csv", "--hidden", "2", "--epochs", "3", "--folds", "0", "--json"))
    #expect(small["warnings"]?.elements?.isEmpty == true)
  }

  @Test func aFoldThatFailsIsSaid() throws {
    try Tool.withFolder { folder in
      let table = (0..<30).map { "\($0),\(Double($0 % 7) + Double($0))" } + ["500,-9000"]
      let data = folder.appending(path: "t.csv").path
      try ("x,y\n" + table.joined(separator: "\n") + "\n").write(toFile: data, atomically: true, encoding: .utf8)
      let arguments = [
        "fit", data, "--target", "y", "--hidden", "2", "--epochs", "20", "--restarts", "1", "--l2", "1e-4",
        "--folds", "4",
      ]
      let warnings = strings(try Tool.json(Tool.run(arguments + ["--json"]))["warnings"])
      #expect(warnings.contains { $0.contains("fails: there linear regression has RMSE") })
      #expect(try Tool.run(arguments).output.contains("Warning: fold "))
      let report = try Tool.run(["report"] + arguments.dropFirst())
      #expect(report.output.contains("<p>Warning: fold "))
    }
  }

  /// A limit leaves the best network so far, a sentence, and exit code 2.
  @Test(arguments: ["--hidden 64,64 --epochs 100000", "--hidden 64,64 --epochs 100000 --folds 0", "--small"])
  func timeLimitsLeaveTheBestSoFar(_ options: String) throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "net.json").path
      let start = ContinuousClock.now
      let result = try Tool.run(
        ["fit", "Examples/friedman.csv", "--target", "y", "--time-limit", "0.5", "--json", "-o", path]
          + options.split(separator: " ").map(String.init))
      #expect(result.code == 2 && ContinuousClock.now - start < .seconds(6), "\(result.errors)")
      #expect(
        result.errors.contains("the time limit of 0.5 seconds was reached; the network and the figures are those found")
      )
      #expect(try Tool.json(result)["complete"] == .boolean(false))
      #expect(try NetworkFile(Array(Data(contentsOf: URL(filePath: path)))).ranges != nil)
    }
  }

  @Test func exactFitsHaveOneClock() throws {
    try Tool.withFolder { folder in
      let path = folder.appending(path: "net.json").path
      let start = ContinuousClock.now
      let result = try Tool.run(
        "fit", "Examples/question.csv", "--target", "y", "--exact", "--time-limit", "0.3", "--restarts", "100000", "-o",
        path)
      #expect(result.code == 2 && ContinuousClock.now - start < .seconds(5), "\(result.errors)")
      #expect(result.errors.contains("the time limit of 0.3 seconds was reached; "))
      #expect(try NetworkFile(Array(Data(contentsOf: URL(filePath: path)))).network.layers[0].unitCount == 2)
    }
  }

  @Test func reportsShowAccuracyAgainstPieces() throws {
    try Tool.withFolder { folder in
      let data = try Tool.halfOfHinge(in: folder)
      let report = try Tool.run("report", data, "--epochs", "20", "--restarts", "1", "--folds", "2")
      #expect(report.code == 0 && report.output.contains("<h2>Accuracy against the number of pieces</h2>"))
      #expect(report.output.contains("<td>broken line, 1 knot</td>"))
    }
    let start = ContinuousClock.now
    let late = try Tool.run(
      "report", "Examples/friedman.csv", "--hidden", "64,64", "--epochs", "100000", "--time-limit", "0.3")
    #expect(late.code == 2 && late.output.hasSuffix("</html>\n") && ContinuousClock.now - start < .seconds(8))
  }
}
