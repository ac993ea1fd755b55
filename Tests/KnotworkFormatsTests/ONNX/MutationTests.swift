import Foundation
import Knotwork
import SwiftProtobuf
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Mutated models: each is read or refused with a sentence, in little memory, and what is read can be written and read
/// again.
///
/// The seeds are the files of the folder Corpus (small models of the real tools, and files that once did harm) and the
/// models of the operator tests. scripts/soak takes more cases.
@Suite(.timed) struct MutationTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

  static let corpus: [(name: String, bytes: [UInt8])] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".onnx") }.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appending(path: name))).map { (name, [UInt8]($0)) }
    }
  }()

  private static let count = Seed.cases(20_000, soak: 1_000_000)

  private static func seeds() throws -> [[UInt8]] {
    try corpus.map(\.bytes) + OperatorCases.all.map { try $0.model().bytes() }
  }

  /// True when the file was read.
  private static func survives(_ bytes: [UInt8], _ place: String) -> Bool {
    do {
      let model = try ONNX.decode(bytes, options: ONNXOptions(cutsFinalActivation: true, maximumWeights: 1 << 16))
      let written = try ONNX.encode(model.network, precision: .double)
      let again = try ONNX.decode(written).network
      if again.inputNames != model.network.inputNames || again.outputNames != model.network.outputNames {
        Issue.record("\(place): names changed by writing")
      }
      return true
    } catch let error as FormatError {
      if error.description.isEmpty { Issue.record("\(place): an error without a sentence") }
    } catch {
      Issue.record("\(place): an error of another kind: \(error)")
    }
    return false
  }

  @Test func corpusIsReadOrRefused() throws {
    #expect(MutationTests.corpus.count >= 10)
    for (name, bytes) in MutationTests.corpus {
      #expect(MutationTests.survives(bytes, name) == !name.hasPrefix("refused-"), "\(name)")
    }
  }

  @Test func survivesMutatedBytes() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let seeds = try MutationTests.seeds()
    let extremes: [[UInt8]] = [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x10], [0], [0x7F],
      [0x0A, 0x00],
    ]
    var accepted = 0
    for number in 0..<MutationTests.count {
      var bytes = seeds[number % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &generator)))
        case 3: bytes.insert(contentsOf: extremes.randomElement(using: &generator)!, at: place)
        case 4: bytes.insert(contentsOf: bytes[..<place].suffix(24), at: place)
        default: bytes = Array(bytes[..<place])
        }
      }
      if MutationTests.survives(bytes, "seed \(Seed.current), bytes \(number)") { accepted += 1 }
    }
    // Both ways must be taken for the test to mean anything.
    let count = MutationTests.count
    #expect(accepted > count / 200 && accepted < count, "\(accepted) of \(count) accepted")
  }

  /// Well-formed files that say something else: other sizes, numbers, names and operators.
  @Test func survivesMutatedModels() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let seeds = try MutationTests.seeds().map { try ProtoModel(serializedBytes: $0) }
    var accepted = 0
    for number in 0..<MutationTests.count {
      var model = seeds[number % seeds.count]
      for _ in 0..<Int.random(in: 1...3, using: &generator) { MutationTests.mutate(&model, &generator) }
      if MutationTests.survives(try model.serializedBytes(), "seed \(Seed.current), model \(number)") { accepted += 1 }
    }
    let count = MutationTests.count
    #expect(accepted > count / 50 && accepted < count, "\(accepted) of \(count) accepted")
  }

  private static func size(_ g: inout SeededGenerator) -> Int64 {
    [0, 1, 2, 3, 5, -1, -2, 7, 1 << 16, 1 << 31, 1 << 62, .max, .min].randomElement(using: &g)!
  }

  private static func mutate(_ model: inout ProtoModel, _ g: inout SeededGenerator) {
    func index(_ count: Int) -> Int? { count == 0 ? nil : Int.random(in: 0..<count, using: &g) }
    let node = index(model.graph.node.count)
    switch Int.random(in: 0..<9, using: &g) {
    case 0:
      guard let i = index(model.graph.initializer.count), let d = index(model.graph.initializer[i].dims.count) else {
        return
      }
      model.graph.initializer[i].dims[d] = size(&g)
    case 1:
      guard let i = index(model.graph.initializer.count) else { return }
      if let d = index(model.graph.initializer[i].int64Data.count) {
        model.graph.initializer[i].int64Data[d] = size(&g)
      }
      if let d = index(model.graph.initializer[i].floatData.count) {
        model.graph.initializer[i].floatData[d] = [0, -1, 1e38, -1e-38, .infinity, .nan].randomElement(using: &g)!
      }
    case 2:
      guard let n = node, let a = index(model.graph.node[n].attribute.count) else { return }
      if let i = index(model.graph.node[n].attribute[a].ints.count) {
        model.graph.node[n].attribute[a].ints[i] = size(&g)
      } else {
        model.graph.node[n].attribute[a].i = size(&g)
      }
    case 3:
      guard let n = node, let i = index(model.graph.node[n].input.count) else { return }
      let names = ["", "x"] + model.graph.node.flatMap(\.output) + model.graph.initializer.map(\.name)
      model.graph.node[n].input[i] = names.randomElement(using: &g)!
    case 4:
      guard let n = node else { return }
      model.graph.node[n].opType = Operators.names.sorted().randomElement(using: &g)!
    case 5:
      guard let n = node else { return }
      if model.graph.node[n].input.isEmpty { return }
      model.graph.node[n].input.removeLast()
    case 6:
      guard let i = index(model.graph.input.count) else { return }
      guard let d = index(model.graph.input[i].type.tensorType.shape.dim.count) else { return }
      model.graph.input[i].type.tensorType.shape.dim[d].dimValue = size(&g)
    case 7: model.opsetImport[0].version = Int64.random(in: 6...29, using: &g)
    default:
      guard let n = node, let other = index(model.graph.node.count) else { return }
      model.graph.node[n].attribute += model.graph.node[other].attribute
    }
  }
}
