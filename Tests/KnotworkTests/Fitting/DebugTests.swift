import KnotworkGeometry
import Testing
import _KnotworkTestSupport
import Foundation

@testable import Knotwork

@Suite struct DebugTests {
  @Test func debug() throws {
    for (name, noise) in [("clean", 0.05), ("half", 0.5), ("low", 3.0), ("pure", 1e9)] {
    for n in [200, 1000, 3000] {
    for seed in 1...2 {
      var generator = SeededGenerator(seed: UInt64(seed))
      func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &generator) } }
      let t = (0..<6).map { _ in normal() }
      let points = (0..<n).map { _ in SIMD2(normal(), normal()) }
      let targets = points.map { t[4] * max(0, t[0] * $0.x + t[1] * $0.y) + t[5] * max(0, t[2] * $0.x + t[3] * $0.y) + noise * normal() }
      let rows = try WeightedRows(inputs: Matrix(rows: n, columns: 2, elements: points.flatMap { [$0.x, $0.y] }), targets: targets)
      let start = ContinuousClock.now
      let fit = try CertifiedFit.twoUnits(rows)
      let time = ContinuousClock.now - start
      print("TIME", name, n, seed, time, fit.certificate.optimum, fit.certificate.settled, fit.certificate.evaluations, fit.certificate.gap)
    } } }
  }
}
