import Foundation
import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkAnswers

/// Ranges, means, pieces and claims that are shared out: the same bytes as a single run's, and what receipts tell wrongly is refused.
@Suite(.timed) struct SharedQuestionsTests {
  private func complete(_ ledger: WorkLedger) throws -> any Answer {
    guard case .complete(let answer) = try GatherRequest().answer(ledger) else { throw Incomplete() }
    return answer
  }

  private struct Incomplete: Error {}

  /// Small networks whose weights are small fractions, so that hyperplanes coincide and units are dead; and a domain of each kind.
  private func cases() throws -> [(network: Network, place: Place)] {
    var cases: [(Network, Place)] = []
    for (inputs, seed) in [(1, 7), (2, 7), (2, 8), (3, 7), (3, 9), (6, 7)] as [(Int, UInt64)] {
      let network = try Samples.network(inputs: inputs, seed: seed)
      cases.append((network, try Samples.box(network)))
    }
    let network = try Samples.network(inputs: 2, seed: 11)
    let half = HalfSpace(normal: [1, 1], offset: 0.5)
    cases.append((network, Place(.polytope(try Polytope(Box(-1...1, dimension: 2), halfSpaces: [half])), of: network)))
    let triangle = try ConvexPolygon([SIMD2(-1, -1), SIMD2(2, -1), SIMD2(0, 1.5)])
    cases.append((network, Place(.polygon(triangle), of: network)))
    return cases
  }

  @Test(arguments: [1, 3, 8])
  func rangesAreThoseOfASingleRun(_ ways: Int) throws {
    let run = try SharedRun(.range, hidden: [12, 10])
    let (network, place) = (run.plan.work.network, run.plan.work.place)
    var units = 0
    let answer = try complete(run.finished(ways: ways) { _, _, _ in units += 1 })
    #expect(units > 1)
    var request = RangeRequest(over: place)
    request.gap = 0
    #expect(try answer.document().bytes == request.answer(about: network).document().bytes)
  }

  @Test func rangesMeansAndPiecesOfEveryDomain() throws {
    for (network, place) in try cases() {
      let dissection = try Dissection(of: network, over: place.domain, keeping: [.extremes, .means])
      let ranges = try #require(try complete(SharedRun(.range, about: network, over: place).finished()) as? RangeAnswer)
      let means = try #require(
        try complete(SharedRun(.moments, about: network, over: place).finished()) as? MomentsAnswer)
      for output in 0..<network.outputCount {
        let (least, greatest) = try dissection.extremes(of: output)
        #expect(ranges.ranges[output].range == OutputRange(least: least, greatest: greatest), "\(place.description)")
        let mean = try dissection.mean(of: output)
        #expect(
          (means.sums.mean(of: output) - mean).magnitude <= means.sums.meanError(of: output) + mean.magnitude * 0x1p-24)
      }
      let pieces = try complete(SharedRun(.pieces, about: network, over: place).finished())
      let single = try CountRequest(over: place, by: .pieces).answer(about: network)
      #expect(try pieces.document().bytes == single.document().bytes, "\(place.description)")
    }
  }

  /// Units that are copies of others, multiples of them, and sums that cancel behind them.
  @Test func piecesWhereHyperplanesCoincide() throws {
    let first = Layer(
      weights: Matrix([[1, 0.5], [2, 1], [-1, -0.5], [0.25, -1], [0, 0]]), bias: [0.25, 0.5, -0.25, 0, 1],
      activation: .relu)
    let cancelling = Layer(
      weights: Matrix([[1, -0.5, 0, 0.5, 0], [1, 0, -1, 0, 0], [2, -1, 0, 0, 1], [0, 0, 0, 0, -1]]),
      bias: [0, 0.125, -0.5, 0.5], activation: .relu)
    for output in [[1, 1, 1, 1], [1, 0, 0, 0], [0, 1, -1, 0], [0, 0, 0, 0]] as [[Double]] {
      let network = try Network(layers: [first, cancelling, Layer(weights: Matrix([output]), activation: .linear)])
      let place = try Samples.box(network)
      let single = try CountRequest(over: place, by: .pieces).answer(about: network)
      let shared = try complete(SharedRun(.pieces, about: network, over: place).finished())
      #expect(try shared.document().bytes == single.document().bytes, "\(output)")
    }
  }

  @Test(arguments: [DistributedWork.Question.moments, .pieces])
  func theAnswerIsTheSameForAnyUnits(_ question: DistributedWork.Question) throws {
    let run = try SharedRun(question, hidden: [16, 12])
    let network = run.plan.work.network
    let once = try complete(run.finished(steps: 1 << 40, ways: 1)).document().bytes
    for (ways, factor) in [(1, 1), (3, 2), (20, 8)] {
      #expect(try complete(run.finished(steps: run.plan.steps * factor, ways: ways)).document().bytes == once)
    }
    if question == .moments {
      let document = try JSONValue(parsing: once)
      let dissection = try Dissection(of: network, over: run.plan.work.place.domain)
      let mean = document["outputs"]?.elements?[0]["mean"]?.number
      #expect(try mean == dissection.mean())
    } else {
      let single = try CountRequest(over: run.plan.work.place, by: .pieces).answer(about: network)
      #expect(try single.document().bytes == once)
    }
  }

  @Test(arguments: [1, 3])
  func claimsThatHoldAreProvedAsByASingleRun(_ ways: Int) throws {
    let run = try SharedRun(.claim, ways: ways)
    let (network, claim) = (run.plan.work.network, try #require(run.plan.work.claim))
    var units = 0
    let answer = try #require(try complete(run.finished { _, _, _ in units += 1 }) as? VerifyAnswer)
    #expect(units > 3)
    let single = try VerifyRequest([claim], isCertified: true).answer(about: [network])
    #expect(try answer.document().bytes == single.document().bytes)
    let certificate = try #require(answer.results[0].certificate)
    #expect(certificate == single.results[0].certificate)
    #expect(try certificate.check(against: network) > 10)
  }

  @Test func claimsThatFailEndTheRun() throws {
    let honest = try SharedRun(.claim, hidden: [12, 10])
    let (network, place) = (honest.plan.work.network, honest.plan.work.place)
    let claim = try SharedRun.claim(about: network, over: place, above: -0.125)
    let ledger = try SharedRun(.claim, about: network, over: place, claim: claim).finished()
    let answer = try #require(try complete(ledger) as? VerifyAnswer)
    guard case .fails(let found) = answer.results[0].verdict else {
      Issue.record("\(claim) fails")
      return
    }
    #expect(found.isExact)
    guard case .fails = answer.ending.outcome else {
      Issue.record("the outcome is a failure")
      return
    }
  }

  /// y = −|3 x − 1| takes its bound 0 at a third, which no box of dyadic sides meets: bounds never show that it stays below.
  @Test func whatIsTooCloseIsLeftOpen() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[3], [-3]]), bias: [-1, 1], activation: .relu),
      Layer(weights: Matrix([[-1, -1]]), activation: .linear),
    ])
    let place = Place(.box(try Box(lower: [-1], upper: [0.75])), of: network)
    let run = try SharedRun(
      .claim, about: network, over: place, steps: 100_000, claim: "\(network.outputNames[0]) <= 0")
    let answer = try #require(try complete(run.finished()) as? VerifyAnswer)
    guard case .undecided(let open) = answer.results[0].verdict else {
      Issue.record("\(answer.results[0].verdict)")
      return
    }
    #expect(open.reason == .precision && open.openParts > 0)
  }

  @Test func claimsThatCannotBeSharedOut() throws {
    let network = try Samples.network(inputs: 2)
    let place = try Samples.box(network)
    for claim in [nil, "2 > 1", "nothing"] {
      #expect(throws: (any Error).self, "\(claim ?? "")") {
        try DistributedWork(.claim, about: network, over: place, claim: claim)
      }
    }
    #expect(throws: InvalidRequest.self) { try DistributedWork(.count, about: network, over: place, claim: "y1 <= 1") }
    #expect(throws: InvalidRequest.self) {
      try DistributedWork(.claim, about: network, over: Place(.wholeSpace, of: network), claim: "y1 <= 1")
    }
  }

  /// Receipts are read as they are written, findings and all.
  @Test(arguments: DistributedWork.Question.allCases)
  func receiptsAreReadAsTheyAreWritten(_ question: DistributedWork.Question) throws {
    let run = try SharedRun(question, hidden: [8, 6])
    _ = try run.finished { unit, receipt, _ in
      #expect(try WorkReceipt(JSONValue(parsing: receipt.bytes)) == receipt)
      #expect(try unit.receipt().bytes == receipt.bytes)
      let again = try WorkUnit(JSONValue(parsing: unit.bytes), about: run.plan.work.network)
      #expect(again.id == unit.id)
    }
  }

  /// The work of a run with one finding changed.
  private func changed(
    _ run: SharedRun, _ change: (CellFinding) -> CellFinding?
  ) throws -> WorkLedger {
    var ledger = try WorkLedger(run.plan)
    var isChanged = false
    _ = try run.finished { unit, receipt, _ in
      try ledger.add(unit)
      let findings = receipt.findings.map { finding -> CellFinding? in
        guard !isChanged, let finding, let other = change(finding) else { return finding }
        isChanged = true
        return other
      }
      try ledger.add(WorkReceipt(of: unit, cells: receipt.cells, findings: findings))
    }
    #expect(isChanged)
    return ledger
  }

  @Test func endsThatAreNoneAreRefused() throws {
    let run = try SharedRun(.range, hidden: [8, 6])
    for change in 0..<3 {
      let ledger = try changed(run) { finding in
        guard case .range(var found) = finding, let first = found.first else { return nil }
        let witness = first.greatest
        let other =
          switch change {
          // A value that is not taken; hyperplanes that do not meet in a point; a point outside.
          case 0: VertexWitness(value: 1000, facets: witness.facets, pattern: witness.pattern)
          case 1: VertexWitness(value: 1000, facets: [witness.facets[0]], pattern: witness.pattern)
          default: VertexWitness(value: 1000, facets: [-1, -2, -3, 1_000_000], pattern: witness.pattern)
          }
        found[0] = SharedExtremes(least: first.least, greatest: other)
        return .range(found)
      }
      #expect(throws: InvalidData.self) { try GatherRequest().answer(ledger) }
    }
  }

  @Test func volumesThatDoNotFillTheDomainAreRefused() throws {
    let run = try SharedRun(.moments, hidden: [8, 6])
    let ledger = try changed(run) { finding in
      guard case .moments(let sums) = finding, sums.volume.value > 0 else { return nil }
      let more = SharedMoments.Sum(of: sums.volume.terms + [1e-6])
      return .moments(
        SharedMoments(volume: more, volumeError: sums.volumeError, integrals: sums.integrals, errors: sums.errors))
    }
    #expect(throws: FailedGate.self) { try GatherRequest().answer(ledger) }
  }

  @Test func joinsOfOneSideAreRefused() throws {
    let network = try Samples.network(inputs: 3)
    let run = try SharedRun(.pieces, about: network, over: Samples.box(network))
    let ledger = try changed(run) { finding in
      guard case .pieces(let found) = finding, !found.joints.isEmpty else { return nil }
      return .pieces(CellPieces(maps: found.maps, joints: Array(found.joints.dropFirst())))
    }
    #expect(throws: FailedGate.self) { try GatherRequest().answer(ledger) }
  }

  @Test func counterexamplesThatAreNoneAreRefused() throws {
    let run = try SharedRun(.claim)
    let ledger = try changed(run) { finding in
      guard case .claim(let proof) = finding else { return nil }
      return .claim(SharedProof(tree: proof.tree, counterexample: [0, 0, 0]))
    }
    #expect(throws: FailedGate.self) { try GatherRequest().answer(ledger) }
    let other = try changed(run) { finding in
      guard case .claim(let proof) = finding, proof.tree.contains("?") else { return nil }
      return .claim(SharedProof(tree: proof.tree.replacing("?", with: "."), counterexample: nil))
    }
    #expect(throws: InvalidData.self) { try GatherRequest().answer(other) }
  }

  @Test func sumsAreTheSameHoweverTheyAreMade() {
    let sum = SharedMoments.Sum(of: [0.1, 1e300, -1e300, 0.2, 1e-300])
    #expect(sum.terms.count > 1 && sum == SharedMoments.Sum(of: [1e-300]) + SharedMoments.Sum(of: [0.2, 0.1]))
    #expect(SharedMoments.Sum(of: [1, -1]).terms.isEmpty)
  }
}
