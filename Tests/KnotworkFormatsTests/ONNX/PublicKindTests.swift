import Foundation
import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Small files of the kinds that are found in public, with what onnxruntime 1.32 says of them without its
/// optimisations, which round the activations before integer weights.
@Suite(.timed) struct PublicKindTests {
  static let points: [[Double]] = [
    [0.516497, 0.0842797], [1.08154, -0.180244], [-0.249152, -0.302666], [-1.77593, 0.939084],
  ]

  static let outputs: [(name: String, values: [Double])] = [
    ("thresholded-relu-0", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("soft-shrink", [1.2673544, 2.5946746, -0.10081553, -3.0659013]),
    ("where-relu", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("mask-times", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("int8-weights", [8.844826, 8.676077, 9.791002, 9.651868]),
    ("opset-24", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("local-function", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("fused-gemm", [-0.82062459, -0.76921892, -1.6249812, -4.6247797]),
    ("einsum", [1.5496372, 1.5470543, -0.24882436, -10.098991]),
    ("reduce-l1", [-11.929876, -16.23811, -9.6555681, -24.559299]),
  ]

  @Test(arguments: outputs)
  func agreesWithTheRuntime(_ name: String, _ values: [Double]) throws {
    let file = MutationTests.corpus.first { $0.name == "\(name).onnx" }
    let network = try ONNX.decode(try #require(file).bytes).network
    for (point, value) in zip(Self.points, values) {
      #expect((network(point)[0] - value).magnitude < 1e-5 * max(1, value.magnitude), "\(point)")
    }
  }
}
