import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Where questions are asked that do not say where: in the ranges of the network's file, in those of data, or in [−1, 1].
@Suite(.timed) struct DomainToolTests {
  /// y bends at 70 in a, far from [−1, 1]; b is 1 or 2. Columns stand in another order than the network's inputs do.
  private static let table =
    "b,a,y\n"
    + (0..<40).map { row in
      let (a, b) = (57 + row, 1 + row % 2)
      return "\(b),\(a),\(max(0, a - 70) + 3 * b)\n"
    }.joined()

  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try Tool.withFolder { folder in
      try DomainToolTests.table.write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
      return try body(folder)
    }
  }

  private func numbers(_ value: JSONValue?) -> [[Double]] {
    value?.elements?.map { $0.elements?.compactMap(\.number) ?? [] } ?? []
  }

  /// y = max(0, a − 70) + 3 b with its ranges.
  private static let network = """
    {"format": "knotwork-network", "version": 1, "inputs": ["a", "b"], "outputs": ["y"], "ranges": [[57, 96], [1, 2]],
     "layers": [{"weights": [[1, 0], [0, 1]], "bias": [-70, 0], "activation": ["relu", "linear"]},
                {"weights": [[1, 3]], "bias": [0], "activation": "linear"}]}
    """

  private func write(_ text: String, in folder: URL) throws -> String {
    let path = folder.appending(path: "n.json").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func fitWritesTheRangesOfItsTable() throws {
    try withFolder { folder in
      let (table, net) = (folder.appending(path: "t.csv").path, folder.appending(path: "net.json").path)
      let fit = try Tool.run(
        "fit", table, "--target", "y", "--hidden", "3", "--epochs", "20", "--l2", "1e-4", "--folds", "0", "-o", net)
      #expect(fit.code == 0, "\(fit.errors)")
      let document = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: net))))
      #expect(document["inputs"]?.elements?.compactMap(\.string) == ["b", "a"])
      #expect(numbers(document["ranges"]) == [[1, 2], [57, 96]])
      let linear = try Tool.run("linear", net)
      #expect(linear.output.contains("over [1, 2] × [57, 96] (the range in its file)"))
      let answer = try Tool.json(Tool.run("count", net, "--json"))
      #expect(answer["domain"]?["from"]?.string == "file" && numbers(answer["domain"]?["box"]) == [[1, 2], [57, 96]])
    }
  }

  @Test func otherVerbsThatWriteNetworksWriteRangesToo() throws {
    try withFolder { folder in
      let net = folder.appending(path: "net.json").path
      func ranges() throws -> [[Double]] {
        numbers(try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: net))))["ranges"])
      }
      let table = folder.appending(path: "t.csv").path
      let knots = try Tool.run("knots", table, "--target", "y", "--feature", "a", "--knots", "1", "-o", net)
      let ofKnots = try ranges()
      #expect(knots.code == 0 && ofKnots == [[57, 96]])
      let formula = try Tool.run("approximate", "x^2", "--on=3:4", "--error", "0.1", "-o", net, "--force")
      let ofFormula = try ranges()
      #expect(formula.code == 0 && ofFormula == [[3, 4]])
      let exact = try Tool.run(
        "fit", "Examples/question.csv", "--target", "y", "--exact", "--folds", "0", "--restarts", "1", "-o", net,
        "--force")
      let ofExact = try ranges()
      #expect(exact.code == 0 && ofExact.count == 2 && ofExact.allSatisfy { $0[0] < $0[1] })
    }
  }

  /// Every verb that takes --box takes the ranges of the file, --data, and says who said so; --box goes before the file.
  @Test func everyVerbSaysWhere() throws {
    try withFolder { folder in
      let net = try write(DomainToolTests.network, in: folder)
      let table = folder.appending(path: "t.csv").path
      for verb in [["count"], ["linear"], ["dissect", "--summary"], ["cases"]] {
        let (name, rest) = (verb[0], Array(verb.dropFirst()))
        func run(_ options: [String]) throws -> (text: String, from: String?, box: [[Double]]) {
          let text = try Tool.run([name, net] + rest + options).output
          let answer = try Tool.json(Tool.run([name, net] + rest + options + ["--json"]))
          return (text, answer["domain"]?["from"]?.string, numbers(answer["domain"]?["box"]))
        }
        let file = try run([])
        #expect(file.from == "file" && file.box == [[57, 96], [1, 2]], "\(name)")
        #expect(file.text.contains("[57, 96] × [1, 2] (the range in its file)"), "\(name)")
        let data = try run(["--data", table])
        #expect(data.from == "data" && data.box == [[57, 96], [1, 2]], "\(name)")
        #expect(data.text.contains("[57, 96] × [1, 2] (the range of \(table))"), "\(name)")
        let box = try run(["--box=0:1"])
        #expect(box.from == "given" && box.box == [[0, 1], [0, 1]], "\(name)")
        #expect(!box.text.contains("range in its file") && !box.text.contains("assumed"), "\(name)")
      }
      let old = try write(
        DomainToolTests.network.replacing(", \"ranges\": [[57, 96], [1, 2]]", with: ""), in: folder)
      let assumed = try Tool.run("linear", old)
      #expect(assumed.code == 0 && assumed.output.hasPrefix("y is linear over [-1, 1] × [-1, 1] (assumed):"))
      #expect(try Tool.json(Tool.run("linear", old, "--json"))["domain"]?["from"]?.string == "assumed")
      // It is not linear where the data lie.
      #expect(try Tool.run("linear", old, "--data", table).code == 1)
    }
  }

  /// With --data the best linear approximation is least squares over the rows.
  @Test func linearWeighsTheRows() throws {
    try withFolder { folder in
      let net = try write(DomainToolTests.network, in: folder)
      let path = folder.appending(path: "rows.csv").path
      // Most rows where the network is flat in a, and one far beyond.
      try ("a,b\n" + (57..<70).map { "\($0),\(1 + $0 % 2)\n" }.joined() + "96,1\n").write(
        toFile: path, atomically: true, encoding: .utf8)
      let answer = try Tool.json(Tool.run("linear", net, "--data", path, "--json"))
      #expect(answer["rows"]?.number == 14 && answer["linear"] == .boolean(false))
      let slope = answer["slope"]?.elements?.compactMap(\.number) ?? []
      let intercept = try #require(answer["intercept"]?.number)
      // The residuals of least squares are orthogonal to the columns.
      let rows = (57..<70).map { [Double($0), Double(1 + $0 % 2)] } + [[96.0, 1]]
      let residuals = rows.map { max(0, $0[0] - 70) + 3 * $0[1] - intercept - slope[0] * $0[0] - slope[1] * $0[1] }
      #expect(residuals.reduce(0, +).magnitude < 1e-8)
      #expect(zip(residuals, rows).reduce(0) { $0 + $1.0 * $1.1[0] }.magnitude < 1e-6)
      let rms = (residuals.reduce(0) { $0 + $1 * $1 } / 14).squareRoot()
      #expect(try (#require(answer["rms"]?.number) - rms).magnitude < 1e-9)
      let largest = residuals.map(\.magnitude).max() ?? 0
      #expect(try (#require(answer["largest_deviation"]?.number) - largest).magnitude < 1e-9)
      #expect(
        try Tool.run("linear", net, "--data", path).output.contains("Best linear approximation over 14 rows: y ≈"))
      // Over the volume it is another one.
      let volume = try Tool.json(Tool.run("linear", net, "--json"))
      #expect(volume["rows"] == .null && (volume["slope"]?.elements?.first?.number ?? 0) > 0.72)
      #expect(slope[0] < 0.7)
    }
  }

  @Test(
    arguments: [
      ("linear n.json --data t.csv --box=0:1", "--box and --data exclude each other"),
      ("count n.json --data t.csv --polygon '0,0 1,0 0,1'", "--data and --polygon exclude each other"),
      ("dissect n.json --data t.csv --through 0,0/1,0/0,1", "--data gives the ranges of the inputs; in a plane"),
      ("cases n.json --separator comma", "options on how a table is written go with --data"),
      ("inspect n.json --box=0:1", "--box goes with --verify"),
    ] as [(String, String)])
  func contradictionsAreUsageErrors(_ arguments: String, _ message: String) throws {
    try withFolder { folder in
      _ = try write(DomainToolTests.network, in: folder)
      let result = try Tool.shell("knotwork \(arguments)", in: folder)
      #expect(result.code == 64 && result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test func badDataAreSaidWithTheirPlace() throws {
    try withFolder { folder in
      _ = try write(DomainToolTests.network, in: folder)
      try "a,b\n57,x\n".write(to: folder.appending(path: "bad.csv"), atomically: true, encoding: .utf8)
      let bad = try Tool.shell("knotwork count n.json --data bad.csv", in: folder)
      #expect(bad.code == 65 && bad.errors.contains("bad.csv: line 2, column 2 (b)"), "\(bad.errors)")
      #expect(try Tool.shell("knotwork count n.json --data nowhere.csv", in: folder).code == 66)
      let twice = try Tool.shell("cat n.json | knotwork count - --data -", in: folder)
      #expect(twice.code == 64 && twice.errors.contains("only one of network and --data can come from standard input"))
    }
  }

  /// An input that does not vary has an interval of its own, and a note.
  @Test func constantInputsAreGivenWidth() throws {
    try withFolder { folder in
      let text = DomainToolTests.network.replacing("[1, 2]]", with: "[5, 5]]")
      let net = try write(text, in: folder)
      let result = try Tool.run("linear", net)
      #expect(result.output.contains("over [57, 96] × [4.995, 5.005] (the range in its file)"))
      #expect(result.errors == "note: b is 5 in every row; as a domain it is taken from 4.995 to 5.005\n")
    }
  }

  @Test func profilesAndPredictionsKnowTheRanges() throws {
    try withFolder { folder in
      let net = try write(DomainToolTests.network, in: folder)
      let profile = try Tool.run("profile", net, "--input", "a")
      #expect(
        profile.output.hasPrefix("1 knot over a from 57 to 96, b = 1.5 (the range in its file)"), "\(profile.output)")
      let answer = try Tool.json(Tool.run("profile", net, "--input", "a", "--json"))
      #expect(answer["knots"]?.elements == [.number(70)] && answer["domain"]?["from"]?.string == "file")
      let given = try Tool.json(Tool.run("profile", net, "--input", "a", "--range=0:100", "--at", "0,1", "--json"))
      #expect(given["domain"]?["from"]?.string == "given")
      let eval = try Tool.run("eval", net, "-", input: "60,1\n97,1\n60,3\n")
      #expect(eval.code == 0 && eval.output == "y\n3.0\n30.0\n9.0\n")
      #expect(eval.errors.contains("note: 2 rows lie outside the ranges of the data that the network was made for"))
      let old = try write(
        DomainToolTests.network.replacing(", \"ranges\": [[57, 96], [1, 2]]", with: ""), in: folder)
      let refused = try Tool.run("profile", old, "--input", "a")
      #expect(refused.code == 64 && refused.errors.contains("the network's file has no ranges of its inputs"))
      #expect(try Tool.run("eval", old, "-", input: "97,1\n").errors.contains("outside") == false)
    }
  }

  @Test func conversionsKeepRangesWhereTheyCan() throws {
    try withFolder { folder in
      _ = try write(DomainToolTests.network, in: folder)
      #expect(
        try Tool.shell("knotwork convert n.json -o m.json && knotwork convert m.json -o m.nnet", in: folder).code == 0)
      let nnet = try Tool.shell("knotwork inspect m.nnet --json", in: folder)
      #expect(numbers(try Tool.json(nnet)["box"]) == [[57, 96], [1, 2]])
      let lp = try Tool.shell("knotwork convert n.json --to lp", in: folder)
      #expect(lp.code == 0 && lp.output.contains("57") && lp.output.contains("96"))
      let other = try Tool.shell("knotwork convert n.json --to lp --data t.csv", in: folder)
      #expect(other.code == 0 && other.output == lp.output)
      let onnx = try Tool.shell("knotwork convert n.json -o m.onnx", in: folder)
      #expect(
        onnx.code == 0 && onnx.errors.contains("the ranges of the inputs are left out: ONNX has no place for them"))
      let set = try Tool.shell("knotwork convert m.onnx --box=0:1 -o k.json && knotwork count k.json", in: folder)
      #expect(set.output.contains("[0, 1] × [0, 1] (the range in its file)"))
    }
  }
}
