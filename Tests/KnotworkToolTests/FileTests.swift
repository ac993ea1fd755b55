import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Files of all formats through the tool: read by every verb, converted, verified, inspected.
@Suite(.timed) struct FileTests {
  private static let python = ProcessInfo.processInfo.environment["KNOTWORK_PYTHON"]

  private func inFolder(_ body: (URL) throws -> Void) throws {
    try Tool.withFolder { folder in
      let examples = Tool.root.appending(path: "Examples")
      try FileManager.default.copyItem(at: examples, to: folder.appending(path: "Examples"))
      try body(folder)
    }
  }

  @Test(arguments: ["json", "onnx", "nnet", "npz"])
  func everyVerbReadsEveryFormat(_ format: String) throws {
    try inFolder { folder in
      let written = try Tool.shell("knotwork convert Examples/ripple.json -o net.\(format)", in: folder)
      #expect(written.code == 0 && written.output.hasPrefix("net.\(format): "), "\(written.errors)")
      let expected = try Tool.shell("knotwork dissect Examples/ripple.json --summary --json", in: folder).output
      for command in [
        "knotwork dissect net.\(format) --summary --json", "cat net.\(format) | knotwork dissect - --summary --json",
      ] {
        let result = try Tool.shell(command, in: folder)
        #expect(result.output == expected && result.code == 0, "\(result.errors)")
      }
      let back = try Tool.shell("knotwork convert net.\(format) --to json", in: folder)
      let names = "\"inputs\": [\"x1\", \"x2\"]"
      #expect(back.code == 0 && back.output.contains(names))
    }
  }

  @Test func equalInputGivesEqualBytes() throws {
    for format in ["json", "onnx", "nnet", "npz", "c", "python", "sql", "excel", "lp", "mps", "vnnlib"] {
      let command = "knotwork convert Examples/question.json --to \(format) --box=-1:1"
      let (first, second) = (try Tool.shell("\(command) | cksum"), try Tool.shell("\(command) | cksum"))
      #expect(first.output == second.output && first.code == 0 && !first.output.hasPrefix("4294967295 0"), "\(format)")
    }
  }

  @Test func verifiesWhatItWrites() throws {
    try inFolder { folder in
      for format in ["json", "nnet", "npz"] {
        let result = try Tool.shell("knotwork convert Examples/ripple.json -o net.\(format) --verify", in: folder)
        #expect(
          result.code == 0 && result.output.contains("read again: equal bit for bit at 1,000 points"),
          "\(result.errors)")
      }
      let report = try Tool.shell("knotwork convert Examples/ripple.json -o copy.npz --verify --json", in: folder)
      let document = try JSONValue(parsing: Array(report.output.utf8))
      #expect(document["schema"]?.string == "knotwork.convert" && document["to"]?.string == "npz")
      let checks = document["verification"]?.elements ?? []
      #expect(checks.count == 1 && checks[0]["passes"] == .boolean(true) && checks[0]["points"]?.number == 1000)
      let none = try Tool.shell("knotwork convert Examples/question.json -o net.txt --verify", in: folder)
      #expect(none.code == 2 && none.errors.contains("error: nothing could be compared"))
      // What is written stays, whatever the comparison says.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).contains("net.txt"))
    }
  }

  @Test(.enabled(if: (try? Tool.shell("cc --version").code) == 0))
  func verifiesCompiledCode() throws {
    try inFolder { folder in
      let result = try Tool.shell("knotwork convert Examples/ripple.json -o net.c --name ripple --verify", in: folder)
      #expect(
        result.code == 0 && result.output.contains("compiled: equal bit for bit at 1,000 points"), "\(result.errors)")
      let single = try Tool.shell(
        "knotwork convert Examples/ripple.json -o net.c --precision float --verify", in: folder)
      #expect(single.code == 0 && single.output.contains("within rounding"))
    }
  }

  @Test(.enabled(if: python != nil))
  func verifiesWithPython() throws {
    try inFolder { folder in
      for (name, words) in [
        ("net.py", "run with NumPy"), ("net.sql", "run with SQLite"), ("net.onnx", "run with onnxruntime"),
        ("net.lp", "solved by HiGHS"), ("net.mps", "solved by HiGHS"),
      ] {
        let result = try Tool.shell("knotwork convert Examples/ripple.json -o \(name) --box=-1:1 --verify", in: folder)
        guard !result.output.contains("lacks one of") else {
          print("skipped: \(result.output)")
          continue
        }
        #expect(result.code == 0 && result.output.contains(words), "\(result.output) \(result.errors)")
      }
      let read = try Tool.shell("knotwork inspect net.onnx --verify", in: folder)
      #expect(read.code == 0 || read.output.contains("lacks one of"), "\(read.output)")
    }
  }

  @Test func verificationFindsADifference() throws {
    // A reader of its own, in the place of Python, that says something else.
    try inFolder { folder in
      let script =
        "#!/bin/sh\ncase \"$2\" in 'import numpy') ;; *) cat >/dev/null; printf '['; i=1; while [ $i -lt 1000 ]; do printf '[7],'; i=$((i+1)); done; printf '[7]]';; esac\n"
      try Data(script.utf8).write(to: folder.appending(path: "python"))
      let result = try Tool.shell(
        "chmod +x python; KNOTWORK_PYTHON=./python knotwork convert Examples/question.json -o net.py --verify",
        in: folder)
      #expect(result.code == 1 && result.output.contains("BEYOND rounding"), "\(result.output) \(result.errors)")
    }
  }

  @Test func inspectShowsNetworksAndClaims() throws {
    try inFolder { folder in
      try Data(
        """
        // Scaled
        1,2,1,2,
        2,1,
        0,
        -1.0,-2.0,
        1.0,2.0,
        10.0,-3.0,7.5,
        4.0,0.5,2.0,
        1.0,-1.0,
        0.25,
        """.utf8
      ).write(to: folder.appending(path: "scaled.nnet"))
      let text = try Tool.shell("knotwork inspect scaled.nnet --verify", in: folder)
      #expect(text.code == 0, "\(text.errors)")
      for part in [
        "NNet (ACAS Xu), 0 hidden layers, 0 hidden units, 3 parameters", "folded scaling", "x1        -1         1",
        "x2        -2         2",
        "note: means and ranges",
      ] {
        #expect(text.output.contains(part), "\(part)")
      }
      let document = try JSONValue(
        parsing: Array(Tool.shell("knotwork inspect scaled.nnet --json", in: folder).output.utf8))
      #expect(document["normalisation"]?["input_means"]?.elements == [.number(10), .number(-3)])
      #expect(document["layers"]?.elements?.first?["parameters"]?.number == 3)
      let spec = try Tool.shell(
        "knotwork convert Examples/question.json -o box.vnnlib --box=-1:1,0:2 && knotwork inspect box.vnnlib",
        in: folder)
      #expect(spec.output.contains("0 ≤ X_1 ≤ 2") && spec.output.contains("any outputs"))
      let claim = try Tool.shell("knotwork inspect box.vnnlib --json", in: folder)
      let violation = try JSONValue(parsing: Array(claim.output.utf8))["violation"]
      #expect(violation?["upper"] == .numbers([1, 2]))
    }
  }

  @Test(
    arguments: [
      (
        ["convert", "Examples/question.json"], 64,
        "Error: say in which format: -o FILE with an ending, or --to with one of"
      ),
      (
        ["convert", "Examples/question.json", "-o", "x.docx"], 64,
        "Error: -o: the ending of \"x.docx\" names no format that is written"
      ),
      (
        ["convert", "Examples/question.json", "--to", "pdf"], 64, "Error: --to: \"pdf\" is not one of json, onnx, nnet"
      ),
      (
        ["convert", "Examples/question.json", "--to", "lp"], 64,
        "error: --box: a mixed-integer model needs bounded inputs; expected a box"
      ),
      (
        ["convert", "Examples/ripple.json", "--to", "sql"], 65, "error: SQL for a network of more than one hidden layer"
      ),
      (
        ["convert", "Examples/question.json", "--to", "c", "--name", "int"], 64,
        "Error: --name: \"int\" is no name in C and Python"
      ),
      (
        ["convert", "Examples/question.json", "--to", "lp", "--box=-1:1", "--maximize", "z"], 64,
        "error: --maximize: \"z\" is not one of y"
      ),
      (
        ["convert", "Examples/question.json", "--to", "json", "--json"], 64, "Error: --json reports on standard output"
      ),
      (["convert", "Examples/question.json", "-o", "no/such/x.json"], 73, "error: no/such/x.json: cannot be written"),
      (
        ["inspect", "README.md"], 65,
        "error: README.md: no network begins with \"#\"; expected network JSON, ONNX, NNet, NumPy"
      ),
      (
        ["inspect", "Examples/question.json", "--input-shape", "1,x"], 64,
        "Error: --input-shape: \"x\" in \"1,x\" is not a finite number"
      ),
      (["inspect", "Examples/question.json", "--input-shape", "0,2"], 64, "Error: --input-shape: \"0,2\" is no shape"),
      (["inspect", "nowhere.onnx"], 66, "error: nowhere.onnx: no such file"),
      (["inspect", "Examples/question.json", "--verify"], 2, "error: nothing could be compared"),
    ] as [([String], Int32, String)])
  func messages(_ arguments: [String], _ code: Int32, _ message: String) throws {
    let result = try Tool.shell((["knotwork"] + arguments.map { "'\($0)'" }).joined(separator: " "))
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.hasPrefix(message), "\(result.errors)")
    if code > 2 { #expect(result.output.isEmpty) }
  }

  @Test func picklesAreRefusedWithAHint() throws {
    let result = try Tool.shell("printf '\\200\\004\\225' | knotwork eval - Examples/points.csv")
    #expect(result.code == 65 && result.errors.contains("Python/knotwork_export.py"))
  }
}
