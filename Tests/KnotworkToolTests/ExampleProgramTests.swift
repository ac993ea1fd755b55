import Foundation
import Testing
import _KnotworkTestSupport

/// The program that the README shows, built with the tests, against the tool.
@Suite(.timed) struct ExampleProgramTests {
  @Test func readmeShowsTheProgram() throws {
    let readme = try String(contentsOf: Tool.root.appending(path: "README.md"), encoding: .utf8)
    let program = try String(contentsOf: Tool.root.appending(path: "Examples/Regions/main.swift"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(blocks == [program])
    #expect(program.split(separator: "\n", omittingEmptySubsequences: false).count <= 26, "25 lines at most")
  }

  /// What the tool says of a network; `JSONSerialization` would round its numbers once more.
  private struct Dissected: Decodable {
    struct Crease: Decodable {
      let layer: Int
      let unit: Int
      let bends: [Double]
    }
    struct Output: Decodable {
      let minimum: Double
      let minimumAt: [Double]
      let maximum: Double
      let maximumAt: [Double]
    }
    let regions: Int
    let outputs: [Output]
    let crease: [Crease]
  }

  private struct Linear: Decodable {
    struct Witness: Decodable {
      let p: [Double]
      let q: [Double]
      let gap: Double
    }
    let linear: Bool
    let witness: Witness?
  }

  @Test(arguments: ["question", "ripple", "space", "opposite"])
  func saysWhatTheToolSays(_ name: String) throws {
    let file = "Examples/\(name).json"
    let result = try Tool.shell("ExampleRegions \(file)")
    try #require(result.code == 0, "\(result.errors)")
    let said = result.output.split(separator: "\n").map(String.init)
    try #require(said.count == 5, "\(result.output)")
    let tool = try document(Dissected.self, "dissect", file)

    #expect(said[0].hasPrefix("\(tool.regions) regions over [-1.0, 1.0] × "))
    let largest = tool.crease.map(\.bends[0].magnitude).max()
    let lines = tool.crease.filter { $0.bends[0].magnitude == largest }
      .map { "largest bend \($0.bends[0]) by layer \($0.layer) unit \($0.unit)" }
    #expect(lines.contains(said[1]))
    let output = tool.outputs[0]
    #expect(said[2] == "minimum \(output.minimum) at \(output.minimumAt)")
    #expect(said[3] == "maximum \(output.maximum) at \(output.maximumAt)")

    let linear = try document(Linear.self, "linear", file)
    #expect(linear.linear == (name == "opposite"))
    if let witness = linear.witness {
      #expect(said[4] == "not linear: gap \(witness.gap) between \(witness.p) and \(witness.q)")
    } else {
      #expect(said[4].hasPrefix("linear: "))
    }
  }

  private func document<Document: Decodable>(_ type: Document.Type, _ verb: String, _ file: String) throws -> Document {
    let result = try Tool.run(verb, file, "--json")
    // 1 says that the network is not linear.
    try #require(result.code <= 1, "\(result.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(result.output.utf8))
  }
}
