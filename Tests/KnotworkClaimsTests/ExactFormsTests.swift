import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkClaims

@Suite struct ExactFormsTests {
  /// Forms that are kept from one part of a box to the next are those that are found anew.
  @Test(arguments: [false, true]) func keptFormsAreThoseFoundAnew(_ isLeaky: Bool) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 4, hidden: [6, 5, 4], outputs: 2, weights: .he, hasBias: true, leaky: isLeaky, using: &generator)
    let flat = FlatNetwork([network])
    let kept = ExactForms(flat)
    var phases: [Int8] = flat.slopes.map { _ in 1 }
    for round in 0..<60 {
      // One unit of any layer, as between neighbours, and now and then many.
      for _ in 0..<(round % 7 == 6 ? 8 : 1) {
        phases[Int.random(in: phases.indices, using: &generator)] =
          [-2, -1, 1, 2].randomElement(using: &generator) ?? 1
      }
      let free = round % 10 < 7 ? [0, 1, 2, 3] : [0, 2, 3]
      let lower = [-1, round % 20 < 10 ? 0.25 : 0.5, -1, -1]
      let (found, anew) = (
        kept.forms(phases, lower: lower, free: free), ExactForms(flat).forms(phases, lower: lower, free: free)
      )
      #expect(found.outputs == anew.outputs && found.held == anew.held, "round \(round)")
    }
  }
}
