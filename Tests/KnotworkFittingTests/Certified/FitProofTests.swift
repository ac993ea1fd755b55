import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Proofs about fits: what holds is accepted, and whatever is taken away or changed is missed.
@Suite(.timed) struct FitProofTests {
  private func holds(_ proof: FitProof, _ rows: WeightedRows, bound: Dyadic? = nil, _ steps: [FitProofStep]? = nil)
    -> Bool
  {
    var header = proof.header
    if let bound { header.bound = bound }
    do {
      var checker = try FitProofChecker(header, for: rows)
      for step in steps ?? proof.steps { try checker.check(step) }
      try checker.finish()
      return true
    } catch {
      return false
    }
  }

  private func proofs() throws -> [(rows: WeightedRows, fit: CertifiedFit, proof: FitProof)] {
    var generator = SeededGenerator(seed: Seed.current)
    var found: [(WeightedRows, CertifiedFit, FitProof)] = []
    for kind in [HardTable.noise, .tied, .units] {
      let rows = try kind.rows(6, inputs: 2, isExact: false, using: &generator)
      for fit in [
        try CertifiedFit.oneUnit(rows, hasBias: true), try CertifiedFit.oneUnit(rows, hasBias: false),
        try CertifiedFit.twoUnits(rows, isProved: true),
      ] { found.append((rows, fit, try #require(fit.proof))) }
    }
    return found
  }

  @Test func changedProofsDoNotHold() throws {
    for (rows, fit, proof) in try proofs() where !proof.steps.isEmpty {
      #expect(holds(proof, rows))
      // A bound above what the network reaches cannot be proved by anything.
      #expect(!holds(proof, rows, bound: Dyadic((fit.certificate.optimum + fit.certificate.slack).nextUp)))
      #expect(!holds(proof, rows, Array(proof.steps.dropLast())))
      #expect(!holds(proof, rows, proof.steps + [proof.steps[proof.steps.count - 1]]))
      for place in proof.steps.indices {
        var without = proof.steps
        without.remove(at: place)
        #expect(!holds(proof, rows, without), "without step \(place)")
      }
    }
  }

  /// Directions that are left out are missed.
  @Test func axesSpanEverything() throws {
    for (rows, _, proof) in try proofs() where !proof.header.axes.isEmpty && !proof.steps.isEmpty {
      var header = proof.header
      header.axes[0] = header.axes[header.axes.count - 1]
      if header.axes.count > 1 { #expect(throws: FitProofFlaw.self) { try FitProofChecker(header, for: rows) } }
      header = proof.header
      let last = header.kept.removeLast()
      header.axes = header.kept.indices.map { k in header.kept.indices.map { $0 == k ? .one : .zero } }
      #expect(throws: FitProofFlaw.self, "coordinate \(last)") { try FitProofChecker(header, for: rows) }
    }
  }

  /// The halves of a cell are decided like the whole, and every direction of it lies in one of them.
  @Test func halvesAreTheWhole() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try HardTable.noise.rows(8, inputs: 3, isExact: false, using: &generator)
    let scaled = ScaledRows(rows, hasBias: true)
    var cells = ProofRoots.all(units: 1, axes: ProofBasis.axes(scaled.rows), scaled.rows).map(\.cell)
    for _ in 0..<100 {
      let cell = try #require(cells.randomElement(using: &generator))
      let (first, second) = (Int.random(in: 0..<3, using: &generator), 3)
      let row = cell.open.first { row in
        cell.cones[0].generators[first].signs[row] * cell.cones[0].generators[second].signs[row] < 0
      }
      let cut = row.map { FitProofStep.Cut.row($0) } ?? .weights(Dyadic(3), Dyadic(1))
      let middle = try #require(cell.generator(unit: 0, first, second, at: cut))
      if let row { #expect(middle.signs[row] == 0) }
      // A positive combination of the two ends: all 3 × 3 minors with the others vanish.
      let (a, b) = (cell.cones[0].generators[first].vector, cell.cones[0].generators[second].vector)
      for columns in [[0, 1, 2], [0, 1, 3], [1, 2, 3]] {
        let minor = [a, b, middle.vector].map { vector in columns.map { vector[$0] } }
        #expect(ExactNonNegativeProblem.determinant(minor).isZero)
      }
      let halves = cell.halves(unit: 0, first, second, middle)
      #expect(Set(halves.0.open).isSubset(of: cell.open) && Set(halves.1.open).isSubset(of: cell.open))
      cells += [halves.0, halves.1]
    }
  }

  /// The gate: a certificate that contradicts something else is refused.
  @Test func contradictionsAreCaught() throws {
    let rows = try WeightedRows(inputs: Matrix([[0], [1], [2], [3]]), targets: [1, 0, 1, 4])
    let fit = try CertifiedFit.oneUnit(rows, hasBias: true)
    let certificate = fit.certificate
    try certificate.requireConsistent(with: certificate.optimum, "the same")
    #expect(throws: FailedGate.self) { try certificate.requireConsistent(with: certificate.optimum / 2, "another") }
    let wrong = OptimumCertificate(
      optimum: certificate.optimum * 2, lowerBound: certificate.optimum * 2, slack: 0, caseName: "", cases: 1,
      settled: [:],
      evaluations: 1)
    #expect(throws: FailedGate.self) {
      try FitGate.check(
        CertifiedFit(network: fit.network, certificate: wrong, proof: nil), rows, hasBias: true, units: 1)
    }
    let mean = try CertifiedFit.oneUnit(
      WeightedRows(inputs: rows.inputs, targets: [1.5, 1.5, 1.5, 1.5]), hasBias: true
    ).network
    let sum = rows.residualSum(of: mean)
    let flat = OptimumCertificate(
      optimum: sum, lowerBound: sum, slack: 0, caseName: "", cases: 1, settled: [:], evaluations: 1)
    // The mean is not better than linear regression.
    #expect(throws: FailedGate.self) {
      try FitGate.check(CertifiedFit(network: mean, certificate: flat, proof: nil), rows, hasBias: true, units: 1)
    }
  }
}
