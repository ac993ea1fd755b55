import Knotwork
import KnotworkClaims
import Testing
import _KnotworkTestSupport

@Suite("Verdicts against exact dissections")
struct ClaimTruthTests {
  @Test("No verdict on a random claim is wrong, and nearly all are decided", arguments: 0..<8)
  func random(part: Int) throws {
    var generator = SeededGenerator(seed: Seed.current &* 31 &+ UInt64(part))
    var (decided, count) = (0, 0)
    for _ in 0..<Seed.cases(40, soak: 2000) {
      guard let random = try RandomClaim(using: &generator) else { continue }
      let budget = Budget(threads: part & 1 + 1, limits: Limits(regions: 300))
      count += 1
      switch try random.claim.verdict(on: [random.network], within: budget) {
      case .holds:
        #expect(random.holds, "proved, but false: \(random)")
        decided += 1
      case .fails(let example):
        #expect(!random.holds, "refuted, but true: \(random)")
        #expect(random.claim.isViolated(at: example.inputs, by: [random.network]))
        decided += 1
      case .undecided: break
      }
    }
    #expect(decided * 10 >= count * 7, "\(decided) of \(count) decided")
  }
}
