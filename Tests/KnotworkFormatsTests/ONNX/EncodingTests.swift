import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// What is written reads back as the same network.
@Suite(.timed) struct EncodingTests {
  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<100 {
      let network = try RandomNetworks.network(
        inputs: 1 + number % 4, hidden: [[4], [5, 3], [2, 2, 2]][number % 3], outputs: 1 + number % 3,
        weights: RandomNetworks.Weights.allCases[number % 4], hasBias: number % 2 == 0, leaky: number % 5 > 2,
        using: &generator)
      let bytes = try ONNX.encode(network, precision: .double)
      let read = try ONNX.decode(bytes).network
      #expect(read.inputNames == network.inputNames && read.outputNames == network.outputNames)
      for point in Agreement.points(20, dimension: network.inputCount, using: &generator) {
        let (a, b) = (network(point), read(point))
        #expect(Agreement.largestDifference([(a, b)]) < 1e-12, "seed \(Seed.current), \(number)")
      }
      #expect(try ONNX.encode(network, precision: .double) == bytes)
    }
  }

  /// A network of units that bend and whose weights are dense comes back as it was.
  @Test func layersComeBackAsTheyWere() throws {
    let network = try Network(
      layers: [
        Layer(weights: Matrix([[0.1, -1e-300], [3, 1e300], [1.0 / 3, 2]]), bias: [1, 0.7, -2], activation: .relu),
        Layer(
          weights: Matrix([[1, 2, 3], [4, 5, 6]]), activations: [.leakyReLU(slope: 0.1), .leakyReLU(slope: -2)]),
        Layer(weights: Matrix([[0.5, -0.25]]), bias: [1e-17], activation: .linear),
      ], inputNames: ["length", "width"], outputNames: ["price"])
    let model = try ONNX.decode(ONNX.encode(network))
    #expect(model.network == network)
    #expect(model.producer == "knotwork")
    #expect(model.inputs.map(\.name) == ["input"] && model.outputs.map(\.name) == ["price"])
    let ending = try Network(layers: Array(network.layers.prefix(2)), inputNames: ["x1", "x2"])
    #expect(try ONNX.decode(ONNX.encode(ending)).network == ending)
  }

  /// The smallest type that keeps every weight.
  @Test func precision() throws {
    let halves = try Network(layers: [Layer(weights: Matrix([[0.5, 3]]), activation: .relu)])
    let tenths = try Network(layers: [Layer(weights: Matrix([[0.1, 3]]), activation: .relu)])
    #expect(try ONNX.encode(halves) == ONNX.encode(halves, precision: .float))
    #expect(try ONNX.encode(tenths) == ONNX.encode(tenths, precision: .double))
    let rounded = try ONNX.decode(ONNX.encode(tenths, precision: .float)).network
    #expect(rounded.layers[0].weights.elements == [Double(Float(0.1)), 3])
    let large = try Network(layers: [Layer(weights: Matrix([[1e39]]), activation: .relu)])
    #expect(throws: FormatError("layer 1: 1e+39 is too large for a float; write doubles")) {
      try ONNX.encode(large, precision: .float)
    }
  }

  @Test func namesAreKept() throws {
    let weights = Matrix([[1, 2], [3, 4]])
    for (inputs, outputs) in [
      (["x1", "x2"], ["y1", "y2"]), (["a", "b"], ["y1", "y2"]), (["v7_1", "v7_2"], ["layer1.z1", "layer1.z2"]),
      (["x1", "x2"], ["x1", "x2"]), (["1", "2"], ["ü \"", "\n"]),
    ] {
      let network = try Network(
        layers: [Layer(weights: weights, activation: .relu)], inputNames: inputs, outputNames: outputs)
      let read = try ONNX.decode(ONNX.encode(network)).network
      #expect(read == network, "\(inputs) \(outputs)")
    }
    let single = try Network(
      layers: [Layer(weights: Matrix([[2]]), activation: .relu)], inputNames: ["layer1.weight"],
      outputNames: ["layer1.z"])
    #expect(try ONNX.decode(ONNX.encode(single)).network == single)
  }
}
