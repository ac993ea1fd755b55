import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Systems of strict inequalities: points solve them, and contradictions are minimal.
@Suite(.timed) struct StrictSystemTests {
  private func inequality(_ normal: [Double], _ constant: Double) -> StrictSystem.Inequality {
    StrictSystem.Inequality(normal: normal.map(Dyadic.init), constant: Dyadic(constant))
  }

  @Test func handSolved() throws {
    let system = StrictSystem(within: try Box(-1...1, dimension: 2))
    #expect(system.solve([inequality([1, 0], 0), inequality([-1, 0], 0)]) == .contradiction([0, 1]))
    #expect(system.solve([inequality([1, 1], -2)]) == .contradiction([0]))
    #expect(system.solve([inequality([0, 1], 0.5), inequality([0, 0], 0)]) == .contradiction([1]))
    #expect(
      system.solve([inequality([1, 0], 0), inequality([0, 1], 0), inequality([-1, -1], 0)])
        == .contradiction([0, 1, 2]))
    guard case .point(let point) = system.solve([inequality([1, 1], -2 + 0x1p-40)]) else {
      Issue.record("a thin corner of the box was missed")
      return
    }
    #expect((point[0] + point[1]) > Dyadic(2 - 0x1p-40))
  }

  /// Small integers make many systems contradictory; a contradiction is proved by its own minimality and by a second
  /// method: no vertex of the arrangement nor mean of vertices solves the system.
  @Test func randomSystems() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var contradictions = 0
    for number in 0..<300 {
      let n = 1 + number % 3
      let box = try Box(-2...2, dimension: n)
      let system = StrictSystem(within: box)
      let rows = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        inequality(
          (0..<n).map { _ in Double(Int.random(in: -2...2, using: &generator)) },
          Double(Int.random(in: -2...2, using: &generator)))
      }
      switch system.solve(rows) {
      case .point(let point):
        #expect(rows.allSatisfy { $0.value(at: point).signum > 0 }, "seed \(Seed.current), \(number)")
        #expect(point.allSatisfy { Dyadic(-2) < $0 && $0 < Dyadic(2) })
      case .contradiction(let numbers):
        contradictions += 1
        #expect(grid(n).allSatisfy { point in rows.contains { $0.value(at: point).signum <= 0 } })
        for left in numbers {
          let others = numbers.filter { $0 != left }.map { rows[$0] }
          guard case .point(let point) = system.solve(others) else {
            Issue.record("seed \(Seed.current), \(number): \(numbers) is contradictory without \(left)")
            continue
          }
          #expect(others.allSatisfy { $0.value(at: point).signum > 0 })
        }
      }
    }
    #expect(contradictions > 30 && contradictions < 290)
  }

  /// Points a quarter apart.
  private func grid(_ n: Int) -> [[Dyadic]] {
    (0..<n).reduce([[]]) { points, _ in
      points.flatMap { point in (-7...7).map { point + [Dyadic(Double($0) / 4)] } }
    }
  }
}
