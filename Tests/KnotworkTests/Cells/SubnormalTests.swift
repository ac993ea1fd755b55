import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

private let smallest = Double.leastNonzeroMagnitude

/// Weights below the least normal double: reciprocals of pivots overflow, and what is left of a difference underflows.
@Suite(.timed) struct SubnormalTests {
  /// The first and the last unit of the first layer are equal but for the least double there is: between their hyperplanes
  /// lie regions of that width, on both sides of the third one.
  @Test(arguments: [smallest, -smallest, 4096 * smallest, .leastNormalMagnitude, 1e-300])
  func hyperplanesThatHardlyDiffer(_ least: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0, 1, 1], [1, 2, 0], [least, 1, 1]]), bias: [1, 1, 1], activation: .relu),
      Layer(weights: Matrix([[1, 0, 0]]), bias: [-1], activation: .relu),
      Layer(weights: Matrix([[1]]), bias: [0], activation: .linear),
    ])
    let box = Domain.box(try Box(-1...1, dimension: 3))
    for engine in [CellEngine.halfSpaces, .vertices] {
      #expect(try network.regionCount(over: box, by: engine) == 10)
      let found = try Dissection(of: network, over: box, by: engine, keeping: .facets)
      #expect(found.regions.count == 10)
      #expect(try checkDissection(found, isThin: true).isEmpty)
    }
  }

  /// Both networks of a pair side by side, one of whose weights is not 0 but the least double.
  @Test func randomPairs() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(5, soak: 200) {
      let network = try RandomNetworks.network(
        inputs: 3, hidden: [3, 3], outputs: 1, weights: .integers, hasBias: true, leaky: false, using: &generator)
      let (first, second) = (network.layers[0], network.layers[1])
      let none = [Double](repeating: 0, count: 3)
      var twin = (0..<3).map { Array(first.weights[row: $0]) }
      for unit in 0..<3 { for input in 0..<3 where twin[unit][input] == 0 { twin[unit][input] = smallest } }
      let pair = try Network(layers: [
        Layer(
          weights: Matrix((0..<3).map { Array(first.weights[row: $0]) } + twin), bias: first.bias + first.bias,
          activation: .relu),
        Layer(
          weights: Matrix(
            (0..<3).map { Array(second.weights[row: $0]) + none } + (0..<3).map { none + second.weights[row: $0] }),
          bias: second.bias + second.bias, activation: .relu),
        Layer(weights: Matrix([[1, -1, 1, -1, 1, 1]]), activation: .linear),
      ])
      let box = Domain.box(try Box(-1...1, dimension: 3))
      let counts = try [CellEngine.halfSpaces, .vertices].map { try pair.regionCount(over: box, by: $0) }
      #expect(counts[0] == counts[1], "round \(round), seed \(Seed.current)")
      let found = try Dissection(of: pair, over: box)
      #expect(found.regions.count == counts[0], "round \(round), seed \(Seed.current)")
    }
  }
}
