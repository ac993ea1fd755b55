import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// What onnxruntime says about the same files, where a Python with it is at hand.
@Suite(.timed, .enabled(if: PythonTools.executable != nil), .serialized) struct RuntimeTests {
  /// The precision of floats, relative to the largest output.
  static let tolerance = 1e-5

  @Test func operators() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var run = try RuntimeRun()
    var expected: [(name: String, outputs: [[Double]])] = []
    for operatorCase in OperatorCases.all {
      let builder = operatorCase.model()
      let network = try ONNX.decode(builder.bytes()).network
      let points = Agreement.points(40, dimension: network.inputCount, using: &generator)
      try run.add(model: builder.bytes(), points: points)
      expected.append((operatorCase.testDescription, points.map { network($0) }))
    }
    for (given, results) in zip(expected, try run.results()) {
      let difference = Agreement.largestDifference(Array(zip(given.outputs, results)))
      #expect(difference < RuntimeTests.tolerance, "\(given.name), seed \(Seed.current)")
    }
  }

  private static let benchmarks = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/vnncomp").standardized

  static let files: [URL] = {
    let found =
      FileManager.default.enumerator(at: benchmarks, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "onnx" }.sorted { $0.path < $1.path } ?? []
    if found.isEmpty { print("skipped: no ONNX files in \(benchmarks.path)") }
    return found
  }()

  /// A thousand points of [−1, 1]ⁿ, corners among them, in the type of the file; and where onnxruntime has double
  /// kernels, points of a larger box to the precision of doubles. The first points are always the same: on others
  /// onnxruntime's own rounding, which grows with the width of a network, may come near the tolerance.
  @Test(.enabled(if: !files.isEmpty))
  func verificationBenchmarks() throws {
    var fixed = SeededGenerator(seed: 1)
    var generator = SeededGenerator(seed: Seed.current)
    var run = try RuntimeRun()
    var expected: [(name: String, outputs: [[Double]])] = []
    for file in RuntimeTests.files {
      let network = try ONNX.decode([UInt8](Data(contentsOf: file))).network
      let twin = SparseTwin(network)
      let points = Agreement.points(1000, dimension: network.inputCount, radius: 1, using: &fixed)
      #expect(twin(points[0]) == network(points[0]))
      try run.add(modelFile: file, points: points)
      expected.append((file.lastPathComponent, points.map { twin($0) }))
      let more = Agreement.points(200, dimension: network.inputCount, using: &generator)
      try run.add(modelFile: file, points: more, inDouble: true)
      expected.append(("\(file.lastPathComponent) in double", more.map { twin($0) }))
    }
    var widened = 0
    for (given, results) in zip(expected, try run.results()) {
      let isDouble = given.name.hasSuffix("double")
      if isDouble, results.isEmpty { continue }
      widened += isDouble ? 1 : 0
      let difference = Agreement.largestDifference(Array(zip(given.outputs, results)))
      #expect(difference < (isDouble ? 1e-12 : RuntimeTests.tolerance), "\(given.name), seed \(Seed.current)")
    }
    #expect(widened > RuntimeTests.files.count / 2)
  }

  /// Random networks, written, checked by ONNX's own checker, and evaluated.
  @Test(arguments: [ONNX.Precision.float, .double])
  func writtenNetworks(_ precision: ONNX.Precision) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var run = try RuntimeRun()
    var expected: [[[Double]]] = []
    for number in 0..<24 {
      let network = try RandomNetworks.network(
        inputs: 1 + number % 4, hidden: [[5], [6, 4], [3, 3, 3]][number % 3], outputs: 1 + number % 2,
        weights: [.he, .integers, .sparse][number / 3 % 3], hasBias: number % 2 == 0, leaky: number % 4 > 1,
        using: &generator)
      let points = Agreement.points(50, dimension: network.inputCount, using: &generator)
      try run.add(model: ONNX.encode(network, precision: precision), points: points, checks: true)
      expected.append(points.map { network($0) })
    }
    for (number, (outputs, results)) in zip(expected, try run.results()).enumerated() {
      let difference = Agreement.largestDifference(Array(zip(outputs, results)))
      #expect(
        difference < (precision == .double ? 1e-13 : RuntimeTests.tolerance), "network \(number), seed \(Seed.current)")
    }
  }
}
