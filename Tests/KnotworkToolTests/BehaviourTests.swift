import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Exit codes, messages, limits and files of the tool.
@Suite(.timed) struct BehaviourTests {
  private let question = "Examples/question.json"

  @Test(
    arguments: [
      ["linear", "Examples/question.json", "--box", "-1:1"],
      ["locate", "Examples/question.json", "--at", "-.5,-0.2"],
      ["approximate", "sin(3*x)", "--on", "-2:2", "--error", "1e-3"],
    ])
  func valuesMayBeginWithAMinus(_ arguments: [String]) throws {
    let attached = arguments.prefix(2) + ["\(arguments[2])=\(arguments[3])"] + arguments.dropFirst(4)
    let (found, expected) = (try Tool.run(arguments), try Tool.run(Array(attached)))
    // A network that is not linear gives 1.
    #expect(
      found.code <= 1 && found.code == expected.code && found.output == expected.output && !found.output.isEmpty,
      "\(found.errors)")
  }

  @Test(
    arguments: [
      (["dissect", "nowhere.json"], 66, "error: nowhere.json: no such file"),
      (["dissect", "Examples"], 66, "error: Examples: is a directory, expected a file"),
      (
        ["dissect", "README.md"], 65,
        "error: README.md: no network begins with \"#\"; expected network JSON, ONNX, NNet, NumPy (.npz, .npy) or safetensors"
      ),
      (
        ["dissect", "Examples/question.json", "--box=1:-1"], 64,
        "error: interval 1 of the box is 1.0:-1.0; the lower bound must be less than the upper"
      ),
      (["dissect", "Examples/question.json", "--box=a:1"], 64, "error: --box: \"a\" is not a finite number"),
      (
        ["walk", "Examples/question.json", "--from", "0.5,x"], 64,
        "error: --from: \"x\" in \"0.5,x\" is not a finite number"
      ),
      (
        ["locate", "Examples/question.json", "--at", "0.5,"], 64,
        "error: --at: \"\" (an empty part of \"0.5,\") is not a finite number"
      ),
      (
        ["dissect", "Examples/question.json", "--slice", "1e400,0/1,0/0,1"], 64,
        "error: --slice: \"1e400\" in \"1e400,0\" is not a finite number"
      ),
      (
        ["dissect", "Examples/question.json", "--slice", "1e308,0/1e308,0/0,1e308"], 64,
        "error: the domain has numbers so large that pre-activations could overflow a double there; choose numbers nearer to 0"
      ),
      (
        ["dissect", "Examples/question.json", "--box=1"], 64,
        "error: --box: \"1\" is not an interval; expected two numbers with a colon, as in -1:1"
      ),
      (
        ["dissect", "Examples/question.json", "--box=0:1,0:1,0:1"], 64,
        "error: --box: 3 intervals in \"0:1,0:1,0:1\"; expected 1 for all coordinates, or 2"
      ),
      (
        ["dissect", "Examples/question.json", "--polygon", "0,0 1,1 2,2"], 64,
        "error: a polygon of 3 corners without area: expected three corners not on one line"
      ),
      (
        ["dissect", "Examples/question.json", "--slice", "0,0,0/1,0,0/0,1,0"], 64,
        "error: --slice: points of 3 coordinates, but the network has 2 inputs"
      ),
      (
        ["locate", "Examples/question.json", "--at", "-1"], 64,
        "error: --at: 1 coordinate, but the network has 2 inputs"
      ),
      (["dissect", "Examples/question.json", "--json", "--csv"], 64, "Error: --csv and --json exclude each other"),
      (
        ["dissect", "Examples/question.json", "--threads", "0"], 64,
        "Error: The value '0' is invalid for '--threads <threads>': expected a whole number from 1 to 1024"
      ),
      (["dissect", "Examples/question.json", "--frobnicate"], 64, "Error: Unknown option '--frobnicate'"),
      (
        ["dissect", "Examples/question.json", "-o", "no/such/folder/file"], 73,
        "error: no/such/folder/file: cannot be written; check that the folder exists and its permissions"
      ),
      (
        ["profile", "Examples/question.json"], 64,
        "error: say where: --from … --to …, or --input NAME --range a:b (and --at …)"
      ),
      (
        ["profile", "Examples/question.json", "--input", "x9", "--range", "0:1"], 64,
        "error: --input: \"x9\" is not one of x1, x2"
      ),
      (
        ["profile", "Examples/question.json", "--from", "0,0", "--to", "0,0"], 64,
        "error: a segment needs two different end points"
      ),
      (
        ["cases", "Examples/ripple.json"], 64,
        "error: a table of cases is for one hidden layer and linear outputs; this network has 2 hidden layers; dissect lists the regions of any network"
      ),
      (["eval", "Examples/question.json", "nowhere.csv"], 66, "error: nowhere.csv: no such file"),
      (["linear", "Examples/question.json"], 1, ""),
      (["linear", "Examples/opposite.json"], 0, ""),
    ] as [([String], Int32, String)])
  func exitCodesAndMessages(_ arguments: [String], _ code: Int32, _ message: String) throws {
    let result = try Tool.shell((["knotwork"] + arguments.map { "'\($0)'" }).joined(separator: " "))
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.split(separator: "\n").first ?? "" == message)
    if code > 1 { #expect(result.output.isEmpty) }
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let dissection = try JSONValue(parsing: Array(Tool.run("dissect", question, "--json").output.utf8))
    #expect(dissection["schema"]?.string == "knotwork.dissection")
    for key in ["regions", "linear_pieces", "affine_maps", "creases", "volume"] {
      #expect(dissection[key]?.number == 4, "\(key)")
    }
    let output = try #require(dissection["outputs"]?.elements?.first)
    for key in ["minimum", "maximum", "mean", "lipschitz"] { #expect(output[key]?.number != nil, "\(key)") }
    let region = try #require(dissection["region"]?.elements?.first)
    for key in ["pattern", "slope", "intercept", "volume", "interior_point", "vertices", "neighbours"] {
      #expect(region[key] != nil, "\(key)")
    }
    let cases = try JSONValue(parsing: Array(Tool.run("cases", question, "--json").output.utf8))
    #expect(cases["cases"]?.elements?.count == 4 && cases["impossible"]?.number == 0)
    let linear = try JSONValue(parsing: Array(Tool.run("linear", question, "--json").output.utf8))
    #expect(linear["linear"] == .boolean(false) && linear["witness"]?["p"]?.elements?.count == 2)
    let profile = try JSONValue(
      parsing: Array(Tool.run("profile", question, "--from=-1,1", "--to=1,1", "--json").output.utf8))
    #expect(profile["knots"]?.elements?.count == 1 && profile["slopes"]?.elements?.count == 2)
    let count = try JSONValue(parsing: Array(Tool.run("count", question, "--json", "--timing").output.utf8))
    #expect(count["regions"]?.number == 4 && count["complete"] == .boolean(true) && count["seconds"]?.number != nil)
    let values = try Tool.run("eval", question, "-", "--json", input: "1,0\n-1,0\n").output
    #expect(try JSONValue(parsing: Array(values.utf8))["outputs"]?.elements == [.numbers([1.635]), .numbers([0])])
  }

  @Test func outputsDoNotDependOnThreads() throws {
    for format in [["--json"], ["--csv"], []] {
      let outputs = try ["1", "2", "5"].map { threads in
        try Tool.shell("knotwork dissect Examples/ripple.json --threads \(threads) \(format.joined())").output
      }
      #expect(outputs[0].count > 1000)
      #expect(outputs.allSatisfy { $0 == outputs[0] }, "\(format)")
    }
  }

  @Test func limitsEndWithCode2() throws {
    let regions = try Tool.run("dissect", "Examples/ripple.json", "--max-regions", "5")
    #expect(regions.code == 2 && regions.output.isEmpty)
    #expect(regions.errors.contains("the limit of 5 regions was reached; at least"))
    let count = try Tool.run("count", "Examples/ripple.json", "--max-regions", "5", "--json")
    #expect(count.code == 2)
    let document = try JSONValue(parsing: Array(count.output.utf8))
    #expect(document["complete"] == .boolean(false) && (document["regions"]?.number ?? 0) > 5)
    let time = try Tool.run("count", "Examples/ripple.json", "--time-limit", "0.000001")
    #expect(time.code == 2 && time.output.hasPrefix("at least "))
    let estimate = try Tool.run(
      "count", "Examples/ripple.json", "--estimate", "--samples", "100000000", "--time-limit", "0.2")
    #expect(estimate.code == 2 && estimate.output.contains("an estimate from only "))
    let cases = try Tool.run("cases", "Examples/question.json", "--time-limit", "60")
    #expect(cases.code == 0)
  }

  /// A limit holds also where one step of the work takes far longer: here each region of a walk.
  @Test func limitsHoldWithinAStep() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SeededGenerator(seed: 1)
    let network = try RandomNetworks.network(
      inputs: 300, hidden: [600, 600], weights: .he, hasBias: true, leaky: false, using: &generator)
    let path = folder.appending(path: "large.json").path
    try Data(NetworkJSON.encode(network)).write(to: URL(filePath: path))
    let start = ContinuousClock.now
    let point = [String](repeating: "0.1", count: 300).joined(separator: ",")
    let walk = try Tool.run("walk", path, "--from=" + point, "--count", "1000", "--time-limit", "1", "--json")
    #expect(walk.code == 2)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// Stopped while it writes, the tool ends at once and leaves no file behind.
  @Test func interruptLeavesNoPartialFile() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let network = folder.appending(path: "large.json")
    try Data(largeNetwork().utf8).write(to: network)
    let target = folder.appending(path: "regions.csv").path
    let process = try Tool.start(["dissect", network.path, "--csv", "-o", target], output: .nullDevice)
    while try FileManager.default.contentsOfDirectory(atPath: folder.path).count < 2, process.isRunning { usleep(1000) }
    #expect(process.isRunning)
    let start = ContinuousClock.now
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(ContinuousClock.now - start < .milliseconds(500))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["large.json"])
  }

  /// A network with so many regions that listing them takes minutes.
  private func largeNetwork() -> String {
    var state: UInt64 = 1
    func weight() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(1 << 30) - 1
    }
    func layer(_ rows: Int, _ columns: Int, _ activation: String) -> String {
      let weights = (0..<rows).map { _ in (0..<columns).map { _ in weight() } }
      return
        "{\"weights\": \(weights), \"bias\": \((0..<rows).map { _ in weight() }), \"activation\": \"\(activation)\"}"
    }
    return
      "{\"format\": \"knotwork-network\", \"version\": 1, \"layers\": [\(layer(256, 2, "relu")), \(layer(256, 256, "relu")), "
      + "\(layer(256, 256, "relu")), \(layer(1, 256, "linear"))]}"
  }

  @Test func evalKeepsWhatItHasComputed() throws {
    let result = try Tool.run("eval", question, "-", input: "1,0\n-1,0\n3,x\n")
    #expect(result.code == 65 && result.output == "y\n1.635\n0.0\n")
    #expect(result.errors == "error: standard input: line 3, column 2: \"x\" is not a finite number\n")
  }

  @Test func picturesAreFiles() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let svg = folder.appending(path: "picture.svg").path
    let result = try Tool.run("demo", "--svg", svg)
    #expect(result.code == 0 && result.output.contains("The picture is in \(svg)."))
    // The picture in the README is the one that the tool draws.
    let documented = try String(contentsOf: Tool.root.appending(path: "Documentation/question.svg"), encoding: .utf8)
    #expect(try String(contentsOfFile: svg, encoding: .utf8) == documented)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture.svg"])
  }

  @Test func plainTextWithoutATerminal() throws {
    #expect(!(try Tool.run("demo", "--svg", "/dev/null").output.contains("\u{1B}")))
  }

  /// A certificate is written and holds; without Knotwork as well, and not when it is spoilt.
  @Test func certificates() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "proof.cert").path
    #expect(try Tool.run("count", question, "--certify", file).code == 0)
    let written = try String(contentsOfFile: file, encoding: .utf8)
    let example = try String(contentsOf: Tool.root.appending(path: "Examples/question.cert"), encoding: .utf8)
    #expect(written == example)
    #expect(try Tool.run("count", "Examples/space.json", "--certify", file).code == 0)
    let good = try Tool.run("check", "Examples/space.json", file)
    #expect(good.code == 0 && good.output.hasPrefix("The proof holds: 70 regions over [-1, 1]^3"))
    // Another network's proof.
    let bad = try Tool.run("check", "Examples/ripple.json", file, "--json")
    #expect(bad.code == 1 && bad.output.contains("\"holds\": false"))
    #expect(try Tool.run("check", question, "README.md").code == 65)
    guard (try? Tool.shell("python3 --version"))?.code == 0 else {
      print("skipped: no python3 for Python/check_certificate.py")
      return
    }
    let independent = try Tool.shell("python3 Python/check_certificate.py Examples/space.json \(file)")
    #expect(independent.code == 0 && independent.output == "The proof holds: 70 regions.\n", "\(independent.errors)")
    let refused = try Tool.shell("python3 Python/check_certificate.py Examples/ripple.json \(file)")
    #expect(refused.code == 1 && !refused.errors.isEmpty)
  }

  /// Killed in the middle and gone on with, a table has the bytes that it has without a break.
  @Test func tablesGoOn() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, table) = (folder.appending(path: "whole.csv"), folder.appending(path: "table.csv"))
    let checkpoint = folder.appending(path: "checkpoint.json").path
    #expect(try Tool.run("dissect", "Examples/space.json", "--box=-3:3", "--csv", "-o", whole.path).code == 0)
    let arguments = [
      "dissect", "Examples/space.json", "--box=-3:3", "--csv", "-o", table.path, "--checkpoint", checkpoint,
    ]
    let stopped = try Tool.run(arguments + ["--time-limit", "0.000001"])
    #expect(stopped.code == 2 && stopped.errors.contains("--resume goes on from here"), "\(stopped.errors)")
    #expect(try Tool.run(arguments).code == 64, "a checkpoint is not overwritten")
    let resumed = try Tool.run(arguments + ["--resume"])
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try Data(contentsOf: table) == Data(contentsOf: whole))
    #expect(!FileManager.default.fileExists(atPath: checkpoint))
    #expect(try Tool.run(arguments.dropLast() + [table.path]).code == 64, "one file for both")
    #expect(try Tool.run("dissect", "Examples/space.json", "--max-memory", "much").code == 64)
  }
}
