import Foundation
import Knotwork
import KnotworkAnswers
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Documents in 1, 2, 3 and 6 dimensions, byte for byte but for the last digits of long numbers: kernels for other processors round
/// otherwise. KNOTWORK_RECORD=1 writes them anew, on purpose.
@Suite(.timed) struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test(arguments: [1, 2, 3, 6])
  func dissection(_ inputs: Int) throws {
    let answer = try Samples.dissection(inputs: inputs) { $0.isChecked = inputs < 6 }
    try expect(answer.document().bytes, named: "dissection-\(inputs)d.json")
    try expect(Array(answer.text().utf8), named: "dissection-\(inputs)d.txt")
  }

  @Test(arguments: [1, 2, 3, 6])
  func table(_ inputs: Int) throws {
    let network = try Samples.network(inputs: inputs)
    var table: [UInt8] = []
    try RegionTableRequest(over: Samples.box(network)).write(about: network) { table += $0 }
    try expect(table, named: "regions-\(inputs)d.csv")
  }

  @Test(arguments: [1, 2, 3])
  func simplification(_ inputs: Int) throws {
    let network = try Samples.network(inputs: inputs)
    try expect(SimplifyRequest(over: Samples.box(network)).answer(about: network), named: "simplification-\(inputs)d")
  }

  /// The fewest pieces and digits within an error: all of it is found without rounding.
  @Test func fewestPieces() throws {
    let units = Array(0..<12)
    let network = try Network(layers: [
      Layer(weights: Matrix(units.map { _ in [1] }), bias: units.map { Double(6 - $0) / 8 }, activation: .relu),
      Layer(weights: Matrix([units.map { Double($0 * 5 % 7 - 3) / 4 }]), activation: .linear),
    ])
    var request = SimplifyRequest(over: try Samples.box(network))
    (request.tolerance, request.rounding) = (.share(0.1), .fewestDigits)
    let answer = try request.answer(about: network)
    try expect(answer, named: "simplification-pieces")
    try expect(Array(answer.picture().utf8), named: "simplification-pieces.svg")
  }

  /// A network and itself, and another of its shape.
  @Test(arguments: [2, 3])
  func equality(_ inputs: Int) throws {
    let network = try Samples.network(inputs: inputs)
    for (name, other) in [("same", network), ("other", try Samples.network(inputs: inputs, seed: 5))] {
      let answer = try EqualityRequest(over: Samples.box(network), within: name == "same" ? 0 : 0.25)
        .answer(about: network, and: other)
      try expect(answer, named: "equality-\(inputs)d-\(name)")
    }
  }

  private func expect(_ answer: some Answer, named name: String) throws {
    try expect(answer.document().bytes, named: "\(name).json")
    try expect(Array(answer.text().utf8), named: "\(name).txt")
  }

  private func expect(_ bytes: [UInt8], named name: String) throws {
    let file = GoldenTests.folder.appending(path: name)
    if Recording.isOn {
      try FileManager.default.createDirectory(at: GoldenTests.folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
    let found = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(found.count == golden.count, "\(name)")
    let difference = zip(found, golden).enumerated().first { !GoldenTests.agree($0.element.0, $0.element.1) }
    #expect(difference == nil, "\(name)")
  }

  /// Whether two lines are the same but for rounding in numbers of at least 15 digits; coordinates go from −1 to 1.
  private static func agree(_ line: Substring, _ golden: Substring) -> Bool {
    if line == golden { return true }
    let (parts, others) = (words(line), words(golden))
    return parts.count == others.count
      && zip(parts, others).allSatisfy { part, other in
        guard part != other else { return true }
        guard min(part.count, other.count) >= 15, let a = Double(part), let b = Double(other) else { return false }
        return (a - b).magnitude <= 8 * max(1, a.magnitude, b.magnitude).ulp
      }
  }

  private static func words(_ line: Substring) -> [Substring] {
    line.split(omittingEmptySubsequences: false) { " ,:[]{}\"".contains($0) }
  }

  @Test(arguments: [
    ("\"mean\": 0.22417689104989588,", "\"mean\": 0.2241768910498959,", true), ("[1, 2]", "[1, 2]", true),
    ("[1, 2]", "[1, 3]", false), ("[1, 2]", "[1, 2, 3]", false), ("\"a\": 0.125", "\"b\": 0.125", false),
    ("\"mean\": 0.22417689104989588", "\"mean\": 0.2241768910498", false),
    ("0.22417689104989588", "0.22417689104980", false),
  ])
  func onlyLastDigitsMayDiffer(_ line: String, _ golden: String, _ agrees: Bool) {
    #expect(GoldenTests.agree(line[...], golden[...]) == agrees)
  }
}
