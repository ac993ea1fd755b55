import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// `knotwork simplify`, and smaller networks on the pages of `report` and `page`.
@Suite(.timed) struct SimplifyToolTests {
  /// A network of eight inputs whose simplification takes far longer than anybody waits.
  private func large(in folder: URL) throws -> (path: String, network: Network) {
    var generator = SeededGenerator(seed: 3)
    let network = try RandomNetworks.network(
      inputs: 8, hidden: [48, 48], weights: .he, hasBias: true, leaky: false, using: &generator)
    let path = folder.appending(path: "large.json").path
    try Data(NetworkJSON.encode(network)).write(to: URL(filePath: path))
    return (path, network)
  }

  private func document(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: path))))
  }

  private func numbers(_ value: JSONValue?) -> [Double]? { value?.elements?.compactMap(\.number) }

  /// Ctrl-C: the best that was proved is written, with a sentence and 130, whatever was going on.
  @Test(arguments: [("--error 5%", 0.4), ("--error 5%", 4.0), ("--error 5% --round digits", 2.0)])
  func interruptedItWritesTheBestThatWasProved(_ options: String, _ seconds: Double) throws {
    try Tool.withFolder { folder in
      let (path, network) = try large(in: folder)
      let small = folder.appending(path: "small.json").path
      let line =
        "knotwork simplify \(path) --box=-1:1 \(options) --json -o \(small) 2> \(folder.path)/errors "
        + "> \(folder.path)/output & sleep \(seconds); kill -INT $!; wait $!"
      let start = ContinuousClock.now
      let code = try Tool.shell(line).code
      #expect(ContinuousClock.now - start < .seconds(seconds + 15))
      let errors = try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
      #expect(
        code == 130 && errors.contains("interrupted; the network is the best that was proved by then"),
        "\(code) \(errors)")
      let found = try NetworkJSON.decode([UInt8](Data(contentsOf: URL(filePath: small))))
      let answer = try document(folder.appending(path: "output").path)
      let bound = try #require(answer["proved_error"]?.number)
      #expect(bound <= answer["error"]?.number ?? .infinity)
      #expect(numbers(answer["units_after"]) == found.layers.dropLast().map { Double($0.unitCount) })
      var generator = SeededGenerator(seed: Seed.current)
      for _ in 0..<200 {
        let point = (0..<8).map { _ in Dyadic(Double.random(in: -1...1, using: &generator)) }
        #expect((network.exactly(point)[0] - found.exactly(point)[0]).magnitude <= Dyadic(bound))
      }
    }
  }

  /// When time runs out likewise, with 2; the difference of what stays open has bounds.
  @Test func timeLimitsLeaveTheBestThatWasProved() throws {
    try Tool.withFolder { folder in
      let (path, _) = try large(in: folder)
      let small = folder.appending(path: "small.json").path
      let start = ContinuousClock.now
      let result = try Tool.run(
        "simplify", path, "--box=-1:1", "--error", "5%", "--time-limit", "3", "--json", "-o", small)
      #expect(result.code == 2 && ContinuousClock.now - start < .seconds(30), "\(result.errors)")
      #expect(result.errors.contains("the network is the best that was proved"))
      let answer = try Tool.json(result)
      let error = try #require(answer["error"]?.number)
      #expect(try #require(answer["proved_error"]?.number) <= error)
      if let open = answer["open"]?["difference"], let bound = open["bound"]?.number {
        #expect(bound > error && open["found"]?.number ?? .infinity <= error)
      }
      #expect(FileManager.default.fileExists(atPath: small))
    }
  }

  @Test func whatOtherToolsRead() throws {
    let answer = try Tool.json(
      Tool.run("simplify", "Examples/ripple.json", "--box=-2:2", "--error", "5%", "--json"))
    let units = try #require(numbers(answer["units_before"]))
    #expect(!units.isEmpty && units == numbers(answer["original"]?["hidden"]))
    #expect(numbers(answer["units_after"]) == numbers(answer["result"]?["hidden"]))
    #expect(answer["proved_error"] == answer["result"]?["difference"]?["bound"])
    let pieces = try ["pieces_before", "pieces_after"].map { try #require(answer[$0]?.number) }
    #expect(pieces[1] < pieces[0] && pieces[1] >= 1)
    let count = try Tool.json(Tool.run("count", "Examples/ripple.json", "--box=-2:2", "--pieces", "--json"))
    #expect(count["linear_pieces"]?.number == pieces[0])
  }

  /// Reports have the curve, with linear regression as its last line; what it may cost is said.
  @Test func reportsShowTheCurve() throws {
    let arguments = [
      "report", "Examples/hinge.csv", "--hidden", "6", "--folds", "0", "--epochs", "200", "--restarts", "1",
    ]
    let html = try Tool.run(arguments).output
    let parts = html.components(separatedBy: "<h2>How many pieces are worth having?</h2>")
    try #require(parts.count == 2)
    let section = parts[1].components(separatedBy: "<h2>")[0]
    #expect(section.contains("for 4 seconds at most") && !section.contains("time was over"))
    let table = section.components(separatedBy: "</table>")[0]
    #expect(table.contains("<th scope=\"col\">proved error</th>") && table.contains("<th scope=\"col\">RMSE</th>"))
    let rows = table.components(separatedBy: "<tr>").dropFirst(2)
    #expect(rows.count >= 3 && rows.last?.hasPrefix("<td>linear regression</td>") == true)
    #expect(section.components(separatedBy: "<svg").count == 3)
    #expect(section.contains("Proved error against size") && section.contains("Error on the rows against size"))
    #expect(try Tool.run(arguments).output == html)
    // The document stays that of the fit.
    #expect(try Tool.json(Tool.run(arguments + ["--json"]))["schema"]?.string == "knotwork.fit")
  }

  @Test func pagesShowTheCurve() throws {
    let plain = try Tool.run("page", "Examples/ripple.json", "--box=-2:2").output
    #expect(!plain.contains("knotwork-smaller"))
    let html = try Tool.run("page", "Examples/ripple.json", "--box=-2:2", "--error", "5%").output
    #expect(html.contains("<section id=\"knotwork-smaller\"><h2>How small can it be?</h2>"))
    #expect(html.contains("(proved by") && html.contains("Proved error against size"))
    let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
    let wrong = try Tool.run("page", "Examples/ripple.json", "--error", "much")
    #expect(wrong.code == 64 && wrong.errors.contains("--error: \"much\" is no error"), "\(wrong.errors)")
    let plane = try Tool.run("page", "Examples/space.json", "--through", "0,0,0/1,0,0/0,1,0", "--error", "5%")
    #expect(plane.code == 64 && plane.errors.contains("over a box or a polygon"), "\(plane.errors)")
  }
}
