import Knotwork
import KnotworkGeometry

extension Network {
  /// Where the slopes of an output along inputs lie over a domain, by all of its regions: exact, for few dimensions.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the inputs.
  ///   - domain: where inputs lie.
  ///   - budget: what it may cost.
  /// - Returns: a range for each of `inputs`, whose ends are slopes of regions, rounded, and whose bounds are these rounded outward.
  /// - Requires: numbers that the network has, and a domain with as many coordinates as there are inputs.
  /// - Throws: `LimitReached` when a limit was reached; `InvalidGeometry` where numbers are too large.
  public func slopesThroughRegions(
    ofOutput output: Int = 0, along inputs: [Int], over domain: Polytope, within budget: Budget = Budget()
  ) throws -> [SlopeRange] {
    precondition((0..<outputCount).contains(output), "Network: no output number \(output)")
    let place: Domain = domain.halfSpaces.isEmpty ? .box(domain.box) : .polytope(domain)
    let dissection = try Dissection(of: self, over: place, keeping: .facets, within: budget)
    var forms = RegionForms(self)
    var ends = [(least: (slope: Dyadic, point: [Double]), greatest: (slope: Dyadic, point: [Double]))?](
      repeating: nil, count: inputs.count)
    for region in dissection.regions {
      let form = forms.forms(on: region).outputs[output]
      for (place, input) in inputs.enumerated() {
        let end = (slope: form[input], point: region.interiorPoint)
        guard let known = ends[place] else {
          ends[place] = (end, end)
          continue
        }
        if end.slope < known.least.slope { ends[place]?.least = end }
        if known.greatest.slope < end.slope { ends[place]?.greatest = end }
      }
    }
    let probes = SlopeProbe.pair(for: self, output, over: domain)
    return zip(inputs, ends).compactMap { input, end in
      guard let end else { return nil }
      let greatest = probes.opposite.end(-end.greatest.slope, along: input, near: end.greatest.point).reversed
      return SlopeRange(
        least: probes.own.end(end.least.slope, along: input, near: end.least.point), greatest: greatest, cause: nil)
    }
  }
}

extension SlopeProbe {
  /// The least slope with two points that show it, near a point of its region.
  fileprivate func end(_ slope: Dyadic, along input: Int, near point: [Double]) -> SlopeRange.End {
    let direction = point.indices.map { $0 == input ? 1.0 : 0 }
    let exact = ExactQuotient(slope, over: .one)
    var best: (slope: ExactQuotient, pair: SlopePair)?
    for exponent in [20, 30, 12, 40, 48] where best.map({ $0.slope > exact }) ?? true {
      guard let found = pair(near: point, along: direction, exponent: exponent) else { continue }
      if best.map({ found.slope < $0.slope }) ?? true { best = found }
    }
    return SlopeRange.End(slope: slope.nearest, bound: exact.roundedDown, pair: best?.pair)
  }
}
