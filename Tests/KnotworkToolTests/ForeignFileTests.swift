import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Files of other programs through the tool: options on how to read them, notes on what was assumed, claims.
@Suite(.timed) struct ForeignFileTests {
  /// A safetensors file of 2 × 2 matrices in doubles, with the names of their layers.
  private func safetensors(_ layers: [(name: String, weights: [Double])]) -> Data {
    let entries = layers.enumerated().map { index, layer in
      "\"\(layer.name).weight\": {\"dtype\": \"F64\", \"shape\": [2, 2], \"data_offsets\": [\(32 * index), \(32 * index + 32)]}"
    }
    let header = Array("{\(entries.joined(separator: ", "))}".utf8)
    func bytes(_ bits: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) } }
    return Data(bytes(UInt64(header.count)) + header + layers.flatMap { $0.weights.flatMap { bytes($0.bitPattern) } })
  }

  @Test func everyVerbTakesTheOrderOfLayers() throws {
    try Tool.withFolder { folder in
      try safetensors([("body", [1, 2, 3, 4]), ("head", [1, 0, 1, 1])])
        .write(to: folder.appending(path: "net.safetensors"))
      for verb in [
        "inspect FILE", "dissect FILE --summary", "count FILE", "linear FILE", "locate FILE --at 1,1",
        "walk FILE --from 1,1",
        "profile FILE --from=0,0 --to=1,1", "convert FILE --to json", "cases FILE",
      ] {
        let command = "knotwork \(verb.replacing("FILE", with: "net.safetensors"))"
        let refused = try Tool.shell(command, in: folder)
        #expect(refused.code == 65 && refused.output.isEmpty, "\(verb)")
        #expect(
          refused.errors.contains("body and head both take 2 inputs; name those of one network"), "\(refused.errors)")
        let read = try Tool.shell("\(command) --layers body,head", in: folder)
        #expect(read.code == (verb.hasPrefix("linear") ? 1 : 0), "\(verb): \(read.errors)")
      }
      func outputs(_ options: String) throws -> String {
        try Tool.shell("printf '1,1\\n' | knotwork eval net.safetensors - \(options)", in: folder).output
      }
      // W @ x: (3, 7), then (3, 10); the other order (1, 2), then (5, 11); x @ W: (4, 6), then (10, 6).
      #expect(try outputs("--layers body,head") == "y1,y2\n3.0,10.0\n")
      #expect(try outputs("--layers head,body") == "y1,y2\n5.0,11.0\n")
      #expect(try outputs("--layers body,head --transposed") == "y1,y2\n10.0,6.0\n")
      #expect(try outputs("--layers body") == "y1,y2\n3.0,7.0\n")
      let note = try Tool.shell("knotwork count net.safetensors --layers head", in: folder)
      #expect(note.errors.contains("note: left out, as --layers says: body.weight"))
    }
  }

  @Test(
    arguments: [
      ("net.safetensors --layers body,tail", 64, "there is no layer \"tail\"; the file has body, head"),
      ("net.safetensors --layers body,body", 64, "\"body\" is named twice"),
      ("net.safetensors --layers body,,head", 64, "has an empty name"),
      ("net.json --layers body", 64, "error: --layers: net.json: is for files of arrays (NumPy, safetensors)"),
      ("net.json --no-transposed", 64, "error: --transposed: net.json: is for files of arrays (NumPy, safetensors)"),
    ] as [(String, Int32, String)])
  func optionsThatDoNotFit(_ arguments: String, _ code: Int32, _ message: String) throws {
    try Tool.withFolder { folder in
      try safetensors([("body", [1, 2, 3, 4]), ("head", [1, 0, 1, 1])])
        .write(to: folder.appending(path: "net.safetensors"))
      try Data(contentsOf: Tool.root.appending(path: "Examples/question.json")).write(
        to: folder.appending(path: "net.json"))
      let result = try Tool.shell("knotwork inspect \(arguments)", in: folder)
      #expect(result.code == code && result.errors.contains(message) && result.output.isEmpty, "\(result.errors)")
    }
  }

  @Test func assumptionsAreToldOnStandardErrorAndByInspect() throws {
    try Tool.withFolder { folder in
      let text = "// reduced\n1\n1,1\n0\n0\n0\n0\n0\n3.0,\n1.0,\n"
      try Data(text.utf8).write(to: folder.appending(path: "net.nnet"))
      let note = "note: the header is a reduced one"
      let read = try Tool.shell("printf '2\\n' | knotwork eval net.nnet -", in: folder)
      #expect(read.output == "y\n7.0\n" && read.errors.hasPrefix(note))
      #expect(try Tool.shell("knotwork inspect net.nnet", in: folder).output.contains(note))
      let document = try JSONValue(
        parsing: Array(Tool.shell("knotwork inspect net.nnet --json", in: folder).output.utf8))
      #expect(document["notes"]?.elements?.count == 1)
    }
  }

  @Test func inspectShowsClaims() throws {
    try Tool.withFolder { folder in
      let text = """
        (vnnlib-version <2.0>)
        (declare-network f (declare-input X Real [1]) (declare-output Y Real [1]))
        (declare-network g (isomorphic-to f) (declare-input U Real [1]) (declare-output V Real [1]))
        (assert (and (<= 0 X[0] 1) (== X[0] U[0])))
        (assert (or (> (- Y[0] V[0]) 0.5) (and (<= Y[0] 0) (>= V[0] 1))))
        """
      try Data(text.utf8).write(to: folder.appending(path: "two.vnnlib"))
      let shown = try Tool.shell("knotwork inspect two.vnnlib", in: folder)
      let lines = [
        "VNN-LIB: a claim about 2 networks", "  f: 1 input, 1 output",
        "  g: 1 input, 1 output, of the same layers as f",
        "it fails where all of this occurs; 2 of 2 inputs vary", "", "  0 ≤ X[0] ≤ 1", "  0 ≤ U[0] ≤ 1",
        "  X[0] - U[0] ≤ 0",
        "  X[0] - U[0] ≥ 0", "  any of", "    Y[0] - V[0] ≥ 0.5", "    all of", "      Y[0] ≤ 0", "      V[0] ≥ 1", "",
        "note: the strict inequality at line 5 is read as <= or >=: a violation that only touches the boundary counts",
        "",
      ]
      #expect(shown.code == 0 && shown.output == lines.joined(separator: "\n"), "\(shown.output)")
      let json = try JSONValue(parsing: Array(Tool.shell("knotwork inspect two.vnnlib --json", in: folder).output.utf8))
      #expect(json["schema"]?.string == "knotwork.claim" && json["networks"]?.elements?.count == 2)
      let alternatives = json["violation"]?["all"]?.elements?.last?["any"]?.elements
      #expect(alternatives?.first?["terms"]?.elements?.last?["variable"]?.string == "V[0]")
      #expect(alternatives?.last?["all"]?.elements?.count == 2)
    }
  }
}
