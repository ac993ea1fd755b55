import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Where two networks cancel, no coefficient of their difference is accurate in floating point, and all maps are computed exactly: on
/// several threads, and not longer than allowed.
@Suite(.timed) struct CancellingMapsTests {
  /// Units of the last layer twice: the first output is 0 everywhere by their difference, and the second is not.
  private func twice() throws -> Network {
    var generator = SeededGenerator(seed: Seed.current)
    // One whose regions are enough to be shared among threads.
    var network: Network
    repeat {
      network = try RandomNetworks.network(
        inputs: 2, hidden: [9, 8], weights: .he, hasBias: true, leaky: false, using: &generator)
    } while try network.regionCount(over: .box(Box(-1...1, dimension: 2))) <= 64
    var layers = network.layers
    let hidden = layers[1]
    let rows = (0..<hidden.unitCount).map { Array(hidden.weights[row: $0]) }
    layers[1] = Layer(weights: Matrix(rows + rows), bias: hidden.bias + hidden.bias, activation: .relu)
    let output = Array(layers[2].weights[row: 0])
    layers[2] = Layer(
      weights: Matrix([output + output.map { -$0 }, output + output.map { _ in 0 }]), bias: [0, 1], activation: .linear)
    return try Network(layers: layers)
  }

  private func cells(_ domain: Domain) throws -> (CompiledNetwork, FacetRecorder) {
    let compiled = try DomainCoordinates(domain, inputs: 2).compile(twice(), boxed: true)
    let run = Budget.Run(Budget())
    let parts = try CellEngine.vertices.run(compiled, within: Budget()) {
      RecordingSink(compiled, [.facets, .vertices], in: run)
    }
    return (compiled, FacetRecorder.joined(parts.map(\.recorder), threads: 1))
  }

  @Test func threadsAgree() throws {
    let domain = Domain.box(try Box(-1...1, dimension: 2))
    let (compiled, recorder) = try cells(domain)
    let single = try FacetRecord(recorder, of: compiled, in: Budget.Run(Budget()), threads: 1)
    #expect(single.table.regionCount > 64, "too few to be shared")
    let several = try FacetRecord(recorder, of: compiled, in: Budget.Run(Budget()), threads: 3)
    #expect(Array(single.table.maps) == Array(several.table.maps))
    let exact = ExactMaps(single.table)
    for region in 0..<single.table.regionCount {
      let map = single.table.map(of: region)
      #expect(map.slope[row: 0].allSatisfy { $0 == 0 } && map.intercept[0] == 0)
      let second = exact.map(of: region, output: 1).rounded
      for axis in 0..<2 {
        #expect((map.slope[1, axis] - second[axis]).magnitude <= 1e-9 * (1 + second[axis].magnitude))
      }
    }
  }

  @Test func limitsEndThem() throws {
    let domain = Domain.box(try Box(-1...1, dimension: 2))
    let (compiled, recorder) = try cells(domain)
    let count = recorder.facetStarts.count
    let noTime = Duration.zero
    let cancelled = Budget()
    cancelled.progress.cancel()
    for threads in [1, 2] {
      #expect(throws: LimitReached(cause: .duration(limit: noTime), regionsFound: count)) {
        let run = Budget.Run(Budget(limits: Limits(duration: noTime)))
        _ = try FacetRecord(recorder, of: compiled, in: run, threads: threads)
      }
      #expect(throws: LimitReached(cause: .cancelled, regionsFound: count)) {
        _ = try FacetRecord(recorder, of: compiled, in: Budget.Run(cancelled), threads: threads)
      }
    }
  }

  /// Of regions that are kept as well: values that rounding cannot tell apart are compared exactly, or not at all.
  @Test func limitsEndExtremesOfWhatIsKept() throws {
    let dissection = try Dissection(of: try twice(), over: .box(Box(-1...1, dimension: 2)))
    #expect(dissection.regions.count > 64)
    let noTime = Duration.zero
    #expect(throws: LimitReached(cause: .duration(limit: noTime), regionsFound: dissection.regions.count)) {
      try dissection.extremes(of: 0, within: Budget(limits: Limits(duration: noTime)))
    }
    let (least, most) = try dissection.extremes(of: 0)
    #expect(least.value == 0 && most.value == 0)
  }

  /// Extremes of a run that keeps nothing are those of a dissection.
  @Test func extremesOfARunAreThoseOfADissection() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let triangle = try ConvexPolygon([SIMD2(-1, -1), SIMD2(1, -0.5), SIMD2(0.25, 1)])
    var cases: [(inputs: Int, domain: Domain)] = [(2, .polygon(triangle))]
    for inputs in 1...3 {
      let box = try Box(-1...1, dimension: inputs)
      let cut = HalfSpace(normal: [Double](repeating: 1, count: inputs), offset: 0.5)
      cases += [(inputs, .box(box)), (inputs, .polytope(try Polytope(box, halfSpaces: [cut])))]
    }
    for (inputs, domain) in cases {
      for weights in [RandomNetworks.Weights.he, .integers] {
        let network = try RandomNetworks.network(
          inputs: inputs, hidden: [6, 5], outputs: 2, weights: weights, hasBias: true, leaky: false, using: &generator)
        let dissection = try Dissection(of: network, over: domain, keeping: .extremes)
        for threads in [1, 3] {
          let found = try network.extremes(over: domain, within: Budget(threads: threads))
          #expect(found.count == 2)
          for (output, extremes) in found.enumerated() {
            let (least, most) = try dissection.extremes(of: output)
            #expect(extremes.minimum.rounded == least && extremes.maximum.rounded == most)
            #expect(try extremes.range == dissection.range(of: output))
            let there = network(most.point)[output]
            #expect((there - most.value).magnitude <= 1e-9 * (1 + most.value.magnitude))
          }
        }
      }
    }
  }
}
