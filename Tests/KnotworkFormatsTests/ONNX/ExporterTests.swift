import Foundation
import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Models that the real tools export load, and agree with what the tools themselves say in double.
@Suite(.timed, .serialized) struct ExporterTests {
  @Test(.enabled(if: PythonTools.has("sklearn", "skl2onnx")))
  func scikitLearn() throws { try check("sklearn", atLeast: 13) }

  @Test(.enabled(if: PythonTools.has("torch", "onnxscript")))
  func pyTorch() throws { try check("torch", atLeast: 14) }

  private func check(_ tool: String, atLeast count: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = try PythonTools.run(script: "export_models.py", [tool, folder.path]).split(whereSeparator: \.isNewline)
    #expect(names.count >= count)
    for line in names {
      let (name, size) = (line.split(separator: " ")[0], Int(line.split(separator: " ")[1]) ?? 0)
      func doubles(_ kind: String) throws -> [Double] {
        try Data(contentsOf: folder.appending(path: "\(name).\(kind)")).withUnsafeBytes {
          Array($0.bindMemory(to: Double.self))
        }
      }
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(name).onnx")))
      let model = try ONNX.decode(bytes, externalData: ExternalDataFolder(path: folder.path).read)
      let (points, results) = (try doubles("points"), try doubles("results"))
      #expect(model.network.inputCount == size, "\(name)")
      let (n, m) = (size, model.network.outputCount)
      let pairs = (0..<points.count / n).map { row in
        (model.network(Array(points[row * n..<(row + 1) * n])), Array(results[row * m..<(row + 1) * m]))
      }
      #expect(results.count == pairs.count * m, "\(name)")
      #expect(Agreement.largestDifference(pairs) < RuntimeTests.tolerance, "\(name)")
    }
  }
}
