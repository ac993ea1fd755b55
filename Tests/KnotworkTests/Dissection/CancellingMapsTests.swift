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
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [9, 8], weights: .he, hasBias: true, leaky: false, using: &generator)
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
    let single = try FacetRecord(recorder, of: compiled, within: Budget())
    #expect(single.table.regionCount > 64, "too few to be shared")
    let several = try FacetRecord(recorder, of: compiled, within: Budget(threads: 3))
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
    for threads in [1, 2] {
      #expect(throws: LimitReached(cause: .duration(limit: noTime), regionsFound: count)) {
        try FacetRecord(recorder, of: compiled, within: Budget(threads: threads, limits: Limits(duration: noTime)))
      }
      let cancelled = Budget(threads: threads)
      cancelled.progress.cancel()
      #expect(throws: LimitReached(cause: .cancelled, regionsFound: count)) {
        try FacetRecord(recorder, of: compiled, within: cancelled)
      }
    }
  }
}
