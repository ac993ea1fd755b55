import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Bounds on the rounding of pre-activations.
@Suite(.timed) struct CoefficientBoundTests {
  /// The bounds of a layer as sums over its weights, one by one.
  private func plainBounds(
    _ layer: Layer, after before: Layer, _ inputs: [CoefficientBound]
  ) -> [CoefficientBound] {
    let count = inputs[0].size.count
    let roundoff = Double(2 * layer.inputCount + 16) * 0x1p-53
    return (0..<layer.unitCount).map { unit in
      var (size, error) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      size[count - 1] = layer.bias[unit].magnitude
      var total = size
      for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
        let activation = before.activations[source]
        let slope = activation.inactiveSlope
        let carry = weight.magnitude * max(1, slope.magnitude)
        let sum = weight.magnitude * (activation.bends ? slope.magnitude + (1 - slope).magnitude : 1)
        for index in 0..<count {
          size[index] += carry * inputs[source].size[index]
          error[index] += carry * inputs[source].error[index]
          total[index] += sum * (inputs[source].size[index] + inputs[source].error[index])
        }
      }
      let isBiasOnly = layer.weights[row: unit].allSatisfy { $0 == 0 }
      return CoefficientBound(
        size: size.map { $0 * (1 + 0x1p-20) },
        error: zip(error, total).map { error, total in
          isBiasOnly ? 0 : (error + roundoff * total) * (1 + 0x1p-20) + (total == 0 ? 0 : .smallestError)
        })
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func boundsEqualPlainSums(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 3, hidden: [9, 17, 5], weights: weights, hasBias: true, leaky: true, using: &generator)
    let compiled = try DomainCoordinates(.box(Box(-1...1, dimension: 3)), inputs: 3).compile(network)
    var bounds = compiled.firstForms.map(\.roundingBound)
    for index in compiled.layers.indices.dropFirst() {
      bounds = plainBounds(compiled.layers[index], after: compiled.layers[index - 1], bounds)
      let compiledLayer = compiled.compiledLayers[index]
      for (unit, bound) in bounds.enumerated() {
        let allowed = bound.errorBound(largestCoordinates: compiled.largestCoordinates)
        #expect((compiledLayer.errorConstants[unit] - allowed.constant).magnitude <= 1e-12 * allowed.constant)
        #expect((compiledLayer.errorsPerRadius[unit] - allowed.perRadius).magnitude <= 1e-12 * allowed.perRadius)
        for (row, error) in bound.error.enumerated() {
          #expect((compiledLayer.errors[row * compiledLayer.stride + unit] - error).magnitude <= 1e-12 * error)
        }
      }
    }
  }

  /// (1 − slope) · z overflows: whatever reads it or not, the maps would not be numbers.
  @Test func overflowIsRefused() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1e308, 0], [1, 1]]), activation: .leakyReLU(slope: -1)),
      Layer(weights: Matrix([[0, 1]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    #expect(throws: InvalidNetwork.self) { try Dissection(of: network, over: .box(Box(-1...1, dimension: 2))) }
  }

  /// The product of two weights underflows, and later layers make it visible again.
  @Test func productsThatUnderflowAreNotZero() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0x1p-600, 0]]), activation: .relu),
      Layer(weights: Matrix([[0x1p-600]]), activation: .relu),
      Layer(weights: Matrix([[0x1p600]]), activation: .relu), Layer(weights: Matrix([[0x1p600]]), activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
    #expect(dissection.regions.count == 2)
    for region in dissection.regions {
      #expect(region.pattern == network.pattern(at: region.interiorPoint))
      #expect(region.map.slope[0, 0] == (region.interiorPoint[0] > 0 ? 1 : 0))
    }
  }
}
