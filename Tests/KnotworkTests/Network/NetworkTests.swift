import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// The network as a function.
@Suite(.timed) struct NetworkTests {
  private func question() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
  }

  @Test func evaluatesPointsAndBatches() throws {
    let network = try question()
    #expect(network([1, 0])[0] == 1.25 * 1.5 - 0.6 * 0.4)
    #expect(network([-1, 0]) == [0])
    let batch = network(batch: Matrix([[1, 0], [-1, 0], [0.5, 0.25]]))
    #expect(batch.rows == 3 && batch.columns == 1)
    #expect(batch.elements == [network([1, 0])[0], 0, network([0.5, 0.25])[0]])
  }

  @Test func patternsAreExactOnCreases() throws {
    // 0.1 + 0.2 is not 0.3: the pre-activation at (1, 1) is 0.1 + 0.2 − 0.3 in exact arithmetic, which is not 0.
    let sum = Rational(0.1) + Rational(0.2) - Rational(0.3)
    let network = try Network(layers: [
      Layer(weights: Matrix([[0.1, 0.2], [0.5, -0.5]]), bias: [-0.3, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    #expect(network.pattern(at: [1, 1]).layers == [[sum.signum > 0, false]])
    #expect(network.pattern(at: [1, 1 - 0x1p-53]).layers[0][1])
    #expect(network.pattern(at: [1, 1]).description == (sum.signum > 0 ? "10" : "00"))
  }

  @Test func localMapEqualsTheNetwork() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<200 {
      let network = try RandomNetworks.network(
        inputs: 1 + number % 4, hidden: [5, 4, 3], outputs: 2, weights: .he, hasBias: true, leaky: number % 2 == 0,
        using: &generator)
      let point = (0..<network.inputCount).map { _ in Double.random(in: -1...1, using: &generator) }
      for (a, b) in zip(network.localMap(at: point)(point), network(point)) {
        #expect((a - b).magnitude < 1e-12 * max(1, b.magnitude))
      }
      for (exact, rounded) in zip(network.exactly(point.map(Dyadic.init)), network(point)) {
        #expect((exact.nearest - rounded).magnitude < 1e-12 * max(1, rounded.magnitude))
      }
    }
  }

  @Test func badNetworksNameThePlace() {
    func layer(_ rows: Int, _ columns: Int, _ value: Double = 1, bias: [Double]? = nil) -> Layer {
      Layer(
        weights: Matrix(rows: rows, columns: columns, elements: [Double](repeating: value, count: rows * columns)),
        bias: bias, activation: .relu)
    }
    func message(_ layers: [Layer], inputs: [String]? = nil) -> String? {
      do {
        _ = try Network(layers: layers, inputNames: inputs)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(message([]) == "no layers; expected at least one")
    #expect(
      message([layer(2, 2), layer(1, 3)])
        == "layer 2, row 1: 3 weights, expected 2, one for each unit of layer 1")
    #expect(message([layer(2, 2, bias: [1])]) == "layer 1: 1 bias, expected 2, one for each unit")
    #expect(message([layer(1, 2, .nan)]) == "layer 1, row 1, weight 1: nan is not a finite number")
    #expect(message([layer(1, 1, bias: [.infinity])]) == "layer 1, bias 1: inf is not a finite number")
    #expect(message([layer(1, 2)], inputs: ["a"]) == "1 input name, expected 2")
    #expect(message([layer(1, 2)], inputs: ["a", "a"]) == "input name 2, \"a\", occurs twice")
    #expect(message([layer(1, 2)], inputs: ["a", ""]) == "input name 2 is empty")
    #expect(message([layer(0, 2)]) == "layer 1: 0 × 2 weights; expected at least 1 × 1")
  }
}
