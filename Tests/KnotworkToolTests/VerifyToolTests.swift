import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// `knotwork verify` as a user meets it: texts, files, lists, maps, proofs, and what is refused.
@Suite(.timed) struct VerifyToolTests {
  /// The outputs are the inputs.
  private static func identity(_ size: Int) -> String {
    let rows = (0..<size).map { row in "[\((0..<size).map { $0 == row ? "1" : "0" }.joined(separator: ", "))]" }
    return
      "{\"format\": \"knotwork-network\", \"version\": 1, \"layers\": [{\"weights\": [\(rows.joined(separator: ", "))], \"activation\": \"linear\"}]}"
  }

  private static let sum =
    "{\"format\": \"knotwork-network\", \"version\": 1, \"layers\": [{\"weights\": [[1, 1]], \"activation\": \"linear\"}]}"

  private func inFolder(_ files: [(String, String)], _ body: (URL) throws -> Void) throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try body(folder)
  }

  @Test(arguments: [
    ("y <= 3", 0, "holds: y <= 3 over [-1, 1] × [-1, 1]"), ("y <= 2", 1, "fails: y <= 2 over [-1, 1] × [-1, 1]"),
    ("x1 <= 0 => y <= 2", 0, "holds: x1 <= 0 => y <= 2 over [-1, 1] × [-1, 1]"),
  ])
  func exitCodesAreThoseOfVerdicts(_ claim: String, _ code: Int32, _ line: String) throws {
    let result = try Tool.run("verify", "Examples/question.json", "--claim", claim, "--box=-1:1")
    #expect(result.code == code && result.output.hasPrefix(line + "\n"), "\(result.output)\(result.errors)")
  }

  @Test func severalClaimsEndAsTheWorst() throws {
    let mixed = try Tool.run(
      "verify", "Examples/question.json", "--claim", "y <= 3", "--claim", "-y <= 0.5", "--box=-1:1", "--json")
    let document = try JSONValue(parsing: Array(mixed.output.utf8))
    #expect(mixed.code == 1 && document["verdict"]?.string == "fails" && document["claim"]?.string == "-y <= 0.5")
    #expect(document["claims"]?.elements?.map { $0["verdict"]?.string } == ["holds", "fails"])
    let open = try Tool.run(
      "verify", "Examples/ripple.json", "--claim", "y <= -0.2113", "--claim", "1 <= 2", "--time-limit", "0.000001")
    #expect(open.code == 2 && open.errors.contains("undecided; the time limit of"), "\(open.errors)")
  }

  @Test func aBoundThatIsReachedIsSaid() throws {
    try inFolder([("sum.json", VerifyToolTests.sum)]) { folder in
      let result = try Tool.shell("knotwork verify sum.json --claim 'y <= 2' --box=0:1", in: folder)
      #expect(result.code == 1)
      #expect(
        result.output.contains("  at  x1 = 1, x2 = 1\n  is  y = 2\n  so that  y ≥ 2, exactly\n"), "\(result.output)")
      #expect(result.errors.contains("a bound is reached, and not passed"))
      let passed = try Tool.shell("knotwork verify sum.json --claim 'y <= 1.5' --box=0:1", in: folder)
      #expect(passed.code == 1 && passed.errors == "" && passed.output.contains(", by "), "\(passed.output)")
    }
  }

  @Test func mistakesAreShown() throws {
    func expect(_ arguments: [String], _ code: Int32, _ parts: String...) throws {
      let result = try Tool.run(["verify"] + arguments)
      #expect(result.code == code, "\(arguments): \(result.errors)")
      for part in parts { #expect(result.errors.contains(part), "\(arguments): \(result.errors)") }
    }
    let network = "Examples/question.json"
    try expect([network, "--claim", "z <= 3"], 64, "--claim: column 1: the network has no \"z\"", "  z <= 3\n  ^")
    try expect([network], 64, "expected a VNN-LIB file, or --claim \"y <= 5\"")
    try expect([], 64, "expected a network, and a claim")
    try expect([network, "--box=-1:1"], 64, "a domain goes with --claim")
    try expect([network, "--claim", "y <= 1", "--slice", "0,0/1,0/0,1"], 64, "is about inputs in a box")
    try expect(["missing.json", "--claim", "y <= 1"], 66, "no such file")
    try expect(
      [network, "--claim", "y <= 1", "--instances", "list.csv"], 64, "--instances names networks and claims itself")
    try expect([network, "--claim", "y <= 1", "--map-inputs", "x1,x2"], 64, "go with --map")
    try expect(
      [network, "--claim", "y <= 1", "--map", "m.svg", "--map-inputs", "x1,x9"], 64, "\"x9\" is not one of x1, x2")
  }

  /// What is named in a message is an option of the verb.
  @Test(arguments: [
    (["range", "Examples/question.json", "--combination", "y +"], "--combination: column 4: found the end"),
    (["range", "Examples/question.json", "--slice", "0,0/1,0/0,1"], "error: ranges are found over a box"),
    (["monotone", "Examples/question.json", "--slice", "0,0/1,0/0,1"], "Error: slopes are found over a box"),
    (["verify", "Examples/question.json", "--equals", "Examples/space.json"], "--equals: it has 3 inputs"),
    (
      ["verify", "Examples/question.json", "--equals", "Examples/question.json", "--output-name", "z"],
      "--output-name: "
    ),
    (["compare", "Examples/question.json", "Examples/space.json"], "other: it has 3 inputs"),
    (["robust", "Examples/question.json", "--claim", "y <= 1", "--point", "1"], "--point: "),
    (["robust", "Examples/question.json", "--claim", "y <=", "--point", "1,1"], "--claim: column 5: found the end"),
  ])
  func messagesNameOptionsOfTheVerb(_ arguments: [String], _ part: String) throws {
    let result = try Tool.run(arguments)
    #expect(
      result.code == 64 && result.errors.lowercased().contains(part.lowercased()), "\(arguments): \(result.errors)")
    let help = try Tool.run(arguments[0], "--help").output
    for word in result.errors.split(whereSeparator: { " \n,:;()\"=".contains($0) }) where word.hasPrefix("--") {
      #expect(help.contains(word), "\(arguments): \(word)")
    }
  }

  private static let head =
    "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)(declare-const Y_1 Real)\n"
    + "(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 0))(assert (<= X_1 2))\n"

  /// Claims in VNN-LIB of all kinds about networks whose outputs are their inputs, or the sum.
  @Test(arguments: [
    ("strict", 1, head + "(assert (> Y_0 Y_1))"), ("not", 0, head + "(assert (not (<= Y_0 3)))"),
    ("ratio", 1, head + "(assert (>= Y_0 (/ 1 3)))"), ("chain", 1, head + "(assert (<= 0 Y_0 3))"),
    ("inputs and outputs", 1, head + "(assert (<= X_0 Y_0))"),
    ("inputs and outputs, apart", 0, head + "(assert (<= (+ X_0 0.5) Y_0))"),
    (
      "one input", 0,
      "(set-logic QF_LRA)(declare-fun X_0 () Real)(declare-fun Y_0 () Real)(assert (>= X_0 0))(assert (<= X_0 1))(assert (>= Y_0 2))(check-sat)"
    ),
    (
      "version 2", 1,
      "(vnnlib-version <2.0>)(declare-network f (declare-input X Real [2])(declare-output Y Real [1]))(assert (and (>= X[0] 0.0) (<= X[0] 1.0)))(assert (and (>= X[1] 0.0) (<= X[1] 1.0)))(assert (>= Y[0] 2.0))"
    ),
    (
      "a bound is missing", 65, "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 1))(assert (>= Y_0 2))"
    ),
    (
      "another size", 65,
      "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const X_2 Real)(declare-const Y_0 Real)(assert (and (<= 0 X_0 1) (<= 0 X_1 1) (<= 0 X_2 1) (>= Y_0 2)))"
    ),
  ])
  func filesOfClaims(_ name: String, _ code: Int32, _ text: String) throws {
    let network =
      name == "version 2" ? VerifyToolTests.sum : VerifyToolTests.identity(text.contains("X_1") ? 2 : 1)
    try inFolder([("net.json", network), ("claim.vnnlib", text)]) { folder in
      let result = try Tool.shell("knotwork verify net.json claim.vnnlib", in: folder)
      #expect(result.code == code, "\(name): \(result.output)\(result.errors)")
    }
  }

  @Test func listsOfInstances() throws {
    let files = [
      ("net.json", VerifyToolTests.identity(2)),
      ("sat.vnnlib", VerifyToolTests.head + "(assert (>= Y_0 0.5))"),
      ("unsat.vnnlib", VerifyToolTests.head + "(assert (>= Y_0 1.5))"), ("broken.vnnlib", "(assert"),
      (
        "list.csv",
        "onnx,vnnlib,timeout\nnet.json,sat.vnnlib,10\r\nnet.json,unsat.vnnlib,10\nnet.json,broken.vnnlib,10\nnone.onnx,sat.vnnlib,5\n"
      ),
      ("good.csv", "net.json,unsat.vnnlib,10\n"),
      ("bad.csv", "net.json,unsat.vnnlib,soon\nnet.json,unsat.vnnlib,never\n"),
    ]
    try inFolder(files) { folder in
      let result = try Tool.shell("knotwork verify --instances list.csv -o out.csv", in: folder)
      #expect(result.code == 1 && result.errors.contains("4 instances: 1 unsat, 1 sat, 2 error"), "\(result.errors)")
      let rows = try String(contentsOf: folder.appending(path: "out.csv"), encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: ",").map(String.init) }
      #expect(rows.map { $0[2] } == ["sat", "unsat", "error", "error"])
      #expect(
        rows.allSatisfy { $0.count == 4 && Double($0[3]) != nil } && rows[0].prefix(2) == ["net.json", "sat.vnnlib"])
      let good = try Tool.shell("knotwork verify --instances good.csv", in: folder)
      #expect(good.code == 0 && good.output.hasPrefix("net.json,unsat.vnnlib,unsat,"))
      let bad = try Tool.shell("knotwork verify --instances bad.csv", in: folder)
      #expect(bad.code == 65 && bad.errors.contains("line 2: \"never\" is no number of seconds"), "\(bad.errors)")
    }
  }

  @Test func proofsAreCheckedByTwo() throws {
    try inFolder([]) { folder in
      try FileManager.default.copyItem(
        at: Tool.root.appending(path: "Examples/ripple.json"), to: folder.appending(path: "net.json"))
      let made = try Tool.shell("knotwork verify net.json --claim 'y <= -0.1' --box=-1:1 --certify y.proof", in: folder)
      #expect(made.code == 0 && made.errors == "", "\(made.errors)")
      let python = "python3 '\(Tool.root.path)/Python/check_certificate.py' net.json"
      func expect(_ file: String, _ code: Int32, _ part: String) throws {
        let own = try Tool.shell("knotwork check net.json \(file)", in: folder)
        #expect(own.code == code && (own.output + own.errors).contains(part), "\(file): \(own.output)\(own.errors)")
        let other = try Tool.shell("\(python) \(file)", in: folder)
        #expect((other.code == 0) == (code == 0), "\(file): \(other.output)\(other.errors)")
      }
      try expect("y.proof", 0, "The proof holds")
      let good = try String(contentsOf: folder.appending(path: "y.proof"), encoding: .utf8)
      let changes = [
        ("\"scale\": 40", "\"scale\": 3", ""), ("\"at_most\": 1.0", "\"at_most\": 2.2", "is not proved"),
        ("\"tree\": \"", "\"tree\": \".", "is not proved"), ("\"version\": 1", "\"version\": 2", "no proof of a claim"),
        ("\"network\": \"", "\"network\": \"0", "another network"),
        ("\"lower\": [-1.0", "\"lower\": [-4.0", "is not proved"),
        ("\"method\": \"bisect\"", "\"method\": \"trust\"", "method"), ("\"upper\": [", "\"upper\": [1.0, ", ""),
        ("\"outputs\": [[0.0, ", "\"outputs\": [[1.0, ", ""), ("\"scale\": 40", "\"scale\": 4e99", ""),
        ("\"scale\": 40", "\"scale\": 40, \"scale\": 40", ""), (".\"\n", "..\"\n", "the tree goes on after its end"),
        (".\"\n", "\"\n", "the tree ends before its end"),
      ]
      for (index, (old, new, part)) in changes.enumerated() {
        let changed = good.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != good, "\(old) in \(good)")
        try Data(changed.utf8).write(to: folder.appending(path: "\(index).proof"))
        let own = try Tool.shell("knotwork check net.json \(index).proof", in: folder)
        #expect(
          own.code != 0 && (part.isEmpty || (own.output + own.errors).contains(part)),
          "\(new): \(own.output)\(own.errors)")
        let other = try Tool.shell("\(python) \(index).proof", in: folder)
        #expect(
          other.code == 1 && other.errors.contains("The proof does not hold"), "\(new): \(other.output)\(other.errors)")
      }
      let fails = try Tool.shell(
        "knotwork verify net.json --claim 'y <= -0.5' --box=-1:1 --certify no.proof", in: folder)
      #expect(fails.code == 1 && fails.errors.contains("there is no proof to write"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "no.proof").path))
    }
  }

  /// Proofs with cases of units, by both checkers.
  @Test func rangesAreProved() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let network = "\(Tool.root.path)/Examples/space.json"
    let made = try Tool.shell("knotwork range \(network) --output-name y --certify y.proof", in: folder)
    #expect(made.code == 0 && made.errors == "", "\(made.output)\(made.errors)")
    let python = "python3 '\(Tool.root.path)/Python/check_certificate.py' \(network)"
    func expect(_ file: String, holds: Bool) throws {
      for checker in ["knotwork check \(network)", python] {
        let result = try Tool.shell("\(checker) \(file)", in: folder)
        #expect((result.code == 0) == holds, "\(checker) \(file): \(result.output)\(result.errors)")
        #expect(!holds || result.output.contains("The proof holds"), "\(result.output)")
      }
    }
    try expect("y.proof", holds: true)
    let good = try String(contentsOf: folder.appending(path: "y.proof"), encoding: .utf8)
    #expect(good.contains("\"cases\"") && good.contains("\"points\""), "\(good)")
    let changes = [
      ("\"tree\": \"", "\"tree\": \"*"), ("\"cases\": [", "\"cases\": [[],"),
      ("\"method\": \"cases\"", "\"method\": \"bisect\""),
      ("\"lower\": [", "\"lower\": [-9.0,"), ("\"points\": [[", "\"points\": [[90.0, "),
      ("\"at_most\": ", "\"at_most\": 9"), ("[[1.0], ", "[[-1.0], "), ("*\"", ".\""),
    ]
    for (index, (old, new)) in changes.enumerated() {
      let changed = good.replacing(old, with: new, maxReplacements: 1)
      guard changed != good else { continue }
      try Data(changed.utf8).write(to: folder.appending(path: "\(index).proof"))
      try expect("\(index).proof", holds: false)
    }
  }

  @Test func sharesAndRowsAreSaid() throws {
    let rows = "x1,x2\n0,0\n0.25,0.5\n0.75,0.5\n1,1\n0.5,0\n"
    try inFolder([("sum.json", VerifyToolTests.sum), ("rows.csv", rows)]) { folder in
      let result = try Tool.shell(
        "knotwork verify sum.json --claim 'y <= 1' --data rows.csv --share --json", in: folder)
      let document = try JSONValue(parsing: Array(result.output.utf8))
      let claim = document["claims"]?.elements?.first
      func number(_ part: String, _ key: String) -> Double? { claim?[part]?[key]?.number }
      #expect(number("rows", "count") == 5 && number("rows", "violating") == 2 && number("rows", "first") == 2)
      #expect(number("rows", "regions") == 1 && number("rows", "violating_regions") == 1, "\(result.output)")
      let (proved, refuted) = (number("shares", "proved") ?? 0, number("shares", "refuted") ?? 0)
      #expect((0.48...0.5).contains(proved) && (0.48...0.5).contains(refuted), "\(result.output)")
      #expect((number("shares", "open") ?? 0) >= 1 - proved - refuted)
      // The hull of the rows leaves the corner (1, 0) out, at which y − 2 x2 is 1.
      let hull = "knotwork verify sum.json --claim 'y - 2*x2 <= 0.75' --data rows.csv"
      #expect(try Tool.shell(hull, in: folder).code == 1)
      let cut = try Tool.shell("\(hull) --hull-pairs x1:x2", in: folder)
      #expect(cut.code == 0 && cut.output.contains("in the hull of the rows"), "\(cut.output)\(cut.errors)")
      #expect(try Tool.shell("\(hull) --hull-pairs x1:x9", in: folder).code == 64)
    }
  }

  @Test func mapsAreDrawn() throws {
    try inFolder([("sum.json", VerifyToolTests.sum)]) { folder in
      let result = try Tool.shell(
        "knotwork verify sum.json --claim 'y <= 1' --box=0:1 --map map.svg --json", in: folder)
      let document = try JSONValue(parsing: Array(result.output.utf8))
      #expect(
        document["map"]?["refuted_share"]?.number.map { abs($0 - 0.5) < 1e-12 } == true,
        "\(result.output)\(result.errors)")
      let svg = try String(contentsOf: folder.appending(path: "map.svg"), encoding: .utf8)
      #expect(svg.contains("<svg") && svg.contains("refuted"))
    }
  }
}
