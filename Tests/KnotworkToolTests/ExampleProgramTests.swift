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

  @Test(arguments: ["question", "ripple", "space", "opposite"])
  func saysWhatTheToolSays(_ name: String) throws {
    let file = "Examples/\(name).json"
    let result = try Tool.shell("ExampleRegions \(file)")
    try #require(result.code == 0, "\(result.errors)")
    let said = result.output.split(separator: "\n").map(String.init)
    let tool = try document("dissect", file)
    let linear = try document("linear", file)

    #expect(said[0].hasPrefix("\(try #require(tool["regions"] as? Int)) regions over [-1.0, 1.0] × "))
    let creases = try #require(tool["crease"] as? [[String: Any]])
    let bends = try creases.map { crease in
      let bend = try #require((crease["bends"] as? [Double])?.first)
      let unit = "layer \(try #require(crease["layer"] as? Int)) unit \(try #require(crease["unit"] as? Int))"
      return (bend: bend, text: "largest bend \(bend) by \(unit)")
    }
    let largest = bends.map(\.bend.magnitude).max() ?? 0
    #expect(bends.contains { $0.bend.magnitude == largest && $0.text == said[1] }, "\(said[1])")

    let output = try #require((tool["outputs"] as? [[String: Any]])?.first)
    for (line, key) in zip(said[2...3], ["minimum", "maximum"]) {
      let value = try #require(output[key] as? Double)
      let point = try #require(output["\(key)_at"] as? [Double])
      #expect(line == "\(key) \(value) at \(point)")
    }

    #expect(said.count == 5)
    if try #require(linear["linear"] as? Bool) {
      #expect(said[4].hasPrefix("linear: "))
    } else {
      let witness = try #require(linear["witness"] as? [String: Any])
      let (p, q) = (try #require(witness["p"] as? [Double]), try #require(witness["q"] as? [Double]))
      let gap = try #require(witness["gap"] as? Double)
      #expect(said[4] == "not linear: gap \(gap) between \(p) and \(q)")
    }
  }

  private func document(_ verb: String, _ file: String) throws -> [String: Any] {
    let result = try Tool.run(verb, file, "--json")
    // 1 says that the network is not linear.
    try #require(result.code <= 1, "\(result.errors)")
    return try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }
}
