import Knotwork
import KnotworkClaims
import Testing

@Suite("Verdicts")
struct VerdictTests {
  @Test("An open claim says how far the work came")
  func open() {
    let open = OpenClaim(reason: .limit(.cancelled), provedShare: 0.5, openParts: 3)
    #expect(Verdict.undecided(open) != .undecided(OpenClaim(reason: .precision, provedShare: 0.5, openParts: 3)))
  }
}
