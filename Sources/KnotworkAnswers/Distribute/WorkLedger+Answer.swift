import Knotwork
import KnotworkClaims
import KnotworkFormats

/// What complete work comes to.
extension WorkLedger {
  /// The answer, which has passed its gate.
  ///
  /// - Requires: the work is complete.
  func answer(regions: Int) throws -> any Answer {
    let work = plan.work
    switch work.question {
    case .count, .regions, .certificate: return count(regions)
    case .pieces:
      var answer = count(regions)
      answer.pieces = try pieces(regions: regions)
      return answer
    case .range: return try range()
    case .moments: return try moments(regions: regions)
    case .claim: return try verdict()
    }
  }

  private func count(_ regions: Int) -> CountAnswer {
    var answer = CountAnswer(place: plan.work.place, bound: plan.work.network.regionBound)
    answer.regionCount = regions
    return answer
  }

  /// The linear pieces, by joining regions across facets where nothing bends, and how many maps there are.
  ///
  /// The gate: both regions of a joint name it.
  private func pieces(regions: Int) throws -> (linear: Int, affineMaps: Int) {
    var maps: [String] = []
    var joints: Set<CellPieces.Joint> = []
    for case .pieces(let found) in try findings() {
      maps += found.maps
      for joint in found.joints {
        guard joints.insert(joint).inserted else {
          throw InvalidData("two cells have the region \(joint.here); a receipt is wrong")
        }
      }
    }
    if let alone = joints.first(where: { !joints.contains($0.reversed) }) {
      throw FailedGate("the region \(alone.here) is joined to \(alone.there), and that one not to it")
    }
    var numbers: [String: Int] = [:]
    for joint in joints { numbers[joint.here] = numbers[joint.here] ?? numbers.count }
    var sets = DisjointSets(count: numbers.count)
    for joint in joints {
      if let here = numbers[joint.here], let there = numbers[joint.there] { sets.join(here, there) }
    }
    let roots = (0..<numbers.count).count { sets.root(of: $0) == $0 }
    guard numbers.count <= regions else { throw FailedGate("more regions are joined than there are") }
    maps.sort()
    let distinct = maps.indices.count { $0 == 0 || maps[$0] != maps[$0 - 1] }
    let pieces = regions - numbers.count + roots
    guard distinct <= pieces else { throw FailedGate("\(distinct) maps on \(pieces) linear pieces") }
    return (pieces, distinct)
  }

  /// The ranges of all outputs; each end is found anew from the hyperplanes that meet there.
  private func range() throws -> RangeAnswer {
    let (network, place) = (plan.work.network, plan.work.place)
    let judge = try WitnessJudge(network, over: place.domain)
    let found = try findings().compactMap { finding in
      if case .range(let extremes) = finding { extremes } else { nil }
    }
    guard !found.isEmpty, found.allSatisfy({ $0.count == network.outputCount }) else {
      throw InvalidData("a receipt tells the ends of another number of outputs; do its unit again")
    }
    let ranges = try network.outputNames.enumerated().map { output, name in
      do {
        let low = try judge.best(of: found.map { $0[output].least }, output: output, isGreatest: false)
        let high = try judge.best(of: found.map { $0[output].greatest }, output: output, isGreatest: true)
        return RangeAnswer.Range(name: name, method: .regions, range: OutputRange(least: low, greatest: high))
      } catch let error as InvalidWitness {
        throw InvalidData("an end of the range of \(name), as a receipt tells it, is none: \(error)")
      }
    }
    return RangeAnswer(place: place, inputs: network.inputNames, ranges: ranges, gap: 0, notes: [])
  }

  /// The means of all outputs; the gate is the domain's volume.
  private func moments(regions: Int) throws -> MomentsAnswer {
    let (network, place) = (plan.work.network, plan.work.place)
    let sums = try findings().reduce(SharedMoments(outputs: network.outputCount)) { sums, finding in
      guard case .moments(let found) = finding, found.integrals.count == network.outputCount else {
        throw InvalidData("a receipt tells the integrals of another number of outputs; do its unit again")
      }
      return sums + found
    }
    guard try sums.fills(place.domain, inputs: network.inputCount) else {
      throw FailedGate("the volumes of the regions add up to \(sums.volume.value), which is not that of the domain")
    }
    return MomentsAnswer(place: place, outputs: network.outputNames, regionCount: regions, sums: sums)
  }

  /// The verdict of complete work that has met no counterexample.
  private func verdict() throws -> VerifyAnswer {
    let network = plan.work.network
    guard let stated = plan.work.claim else { preconditionFailure("a claim is a part of the question") }
    let trees = try findings().compactMap { finding in
      if case .claim(let proof) = finding { proof.tree } else { nil }
    }
    guard let tree = SharedProof.spliced(trees) else {
      throw InvalidData("the parts of the proof leave other cells than their receipts say")
    }
    let open = SharedProof.openCount(of: tree)
    guard open == 0 else {
      return VerifyAnswer(
        results: [
          try VerifyAnswer.Result(
            stated, .undecided(OpenClaim(reason: .precision, provedShare: 0, openParts: open)), nil, [network],
            isCertified: true)
        ], networks: [network], map: nil)
    }
    guard let certificate = stated.claim.certificate(for: network, tree: tree) else {
      throw FailedGate("the claim was shared out, and yet cannot be")
    }
    let proof = ClaimProof(method: .bounds, parts: regionCount)
    return VerifyAnswer(
      results: [try VerifyAnswer.Result(stated, .holds(proof), certificate, [network], isCertified: true)],
      networks: [network], map: nil)
  }

  /// The verdict where inputs are told at which the claim fails, which are evaluated again without rounding.
  func refutation(at inputs: [Double]) throws -> VerifyAnswer {
    let network = plan.work.network
    guard let stated = plan.work.claim else { preconditionFailure("a claim is a part of the question") }
    guard inputs.count == network.inputCount,
      let found = stated.claim.counterexample(at: inputs, by: [network]), found.isExact
    else { throw FailedGate("the claim does not fail where a receipt says so") }
    return VerifyAnswer(
      results: [try VerifyAnswer.Result(stated, .fails(found), nil, [network], isCertified: true)], networks: [network],
      map: nil)
  }
}

extension OutputRange {
  /// A range of exact ends: their values are rounded to nearest, so that the next doubles are beyond the ends.
  init(least: Extreme, greatest: Extreme) {
    func end(_ extreme: Extreme, _ bound: Double) -> End {
      End(point: extreme.point, value: extreme.value, bound: bound, isExact: true)
    }
    self.init(
      minimum: end(least, least.value.nextDown), maximum: end(greatest, greatest.value.nextUp), cause: nil)
  }
}
