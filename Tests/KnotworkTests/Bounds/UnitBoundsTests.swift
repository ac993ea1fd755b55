import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Bounds on pre-activations hold exactly, and are as tight as each method promises.
@Suite(.timed) struct UnitBoundsTests {
  /// Every exact pre-activation at many points lies within, for weights of all kinds.
  @Test func boundsHold() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for index in 0..<60 {
      let kind = RandomNetworks.Weights.allCases[index % 4]
      let inputs = 1 + index % 4
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [5, 6, 4], outputs: 2, weights: kind, hasBias: index % 3 > 0, leaky: index % 2 == 0,
        using: &generator)
      let box = try Box(lower: (0..<inputs).map { Double($0) - 1.5 }, upper: (0..<inputs).map { Double($0) + 0.25 })
      let bounds = UnitBounds(of: network, over: box)
      #expect(bounds.layers.map(\.count) == network.layers.map(\.unitCount))
      for point in box.probes(60, seed: UInt64(index)) {
        for (layer, values) in network.exactPreactivations(point.map(Dyadic.init)).enumerated() {
          for (unit, value) in values.enumerated() {
            let bound = bounds.layers[layer][unit]
            let isInside = Dyadic(bound.lowerBound) <= value && value <= Dyadic(bound.upperBound)
            #expect(isInside, "seed \(Seed.current), network \(index), layer \(layer), unit \(unit)")
          }
        }
      }
    }
  }

  /// In one and two dimensions the bounds are the extremes themselves, but for the last place.
  @Test func boundsAreTightInThePlane() throws {
    var generator = SeededGenerator(seed: 4)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [8, 8], weights: .he, hasBias: true, leaky: false, using: &generator)
    let box = try Box(-1...1, dimension: 2)
    let bounds = UnitBounds(of: network, over: box)
    let extremes = try Dissection(of: network, over: .box(box)).extremes()
    let output = bounds.layers[2][0]
    #expect(output.lowerBound <= extremes.minimum.value && output.upperBound >= extremes.maximum.value)
    #expect((output.lowerBound - extremes.minimum.value).magnitude < 1e-14)
    #expect((output.upperBound - extremes.maximum.value).magnitude < 1e-14)
    // Without a dissection they are wider, and linear forms narrower than intervals alone.
    let loose = UnitBounds(of: network, over: box, limits: Limits(regions: 1))
    #expect(loose.layers[2][0].upperBound > output.upperBound)
  }

  /// Where a sum cancels, linear forms see it and intervals do not.
  @Test func linearFormsSeeCancellation() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0, 0], [1, 0, 0]]), bias: [10, 20], activation: .relu),
      Layer(weights: Matrix([[1, -1]]), activation: .linear),
    ])
    let bounds = UnitBounds(of: network, over: try Box(-1...1, dimension: 3))
    #expect(bounds.layers[0] == [9...11, 19...21])
    #expect(bounds.layers[1][0].lowerBound > -10.001 && bounds.layers[1][0].upperBound < -9.999)
  }

  @Test func overflowIsInfinite() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1e300]]), activation: .relu), Layer(weights: Matrix([[1e300]]), activation: .linear),
    ])
    let bounds = UnitBounds(of: network, over: try Box(-1...1, dimension: 1))
    #expect(bounds.layers[1][0].upperBound >= .greatestFiniteMagnitude)
  }

  @Test func roundingIsOutward() {
    let third = Dyadic.quotient(.one, Dyadic(3))
    let value = Dyadic(third) + Dyadic(0x1p-80)
    #expect(value.roundedDown == third && value.roundedUp == third.nextUp)
    #expect((-value).roundedDown == -third.nextUp && (-value).roundedUp == -third)
    #expect(Dyadic(0.5).roundedDown == 0.5 && Dyadic(0.5).roundedUp == 0.5 && Dyadic.zero.roundedDown == 0)
    let huge = Dyadic(1e300) * Dyadic(1e300)
    #expect(huge.roundedDown == .greatestFiniteMagnitude && huge.roundedUp == .infinity)
    #expect((-huge).roundedDown == -.infinity && (-huge).roundedUp == -.greatestFiniteMagnitude)
    let tiny = Dyadic(1e-300) * Dyadic(1e-300)
    #expect(tiny.roundedDown == 0 && tiny.roundedUp == .leastNonzeroMagnitude)
  }
}
