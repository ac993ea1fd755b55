import Knotwork
import KnotworkGeometry

/// Applies every law that a dissection obeys, whatever its domain: its own check, and what counts, streams, locations and
/// answers must agree on. Returns what is violated.
///
/// - Parameter isThin: regions may be thinner than doubles can tell, so that points inside them round to their boundary.
public func checkDissection(_ dissection: Dissection, isThin: Bool = false) throws -> [String] {
  var violations = try dissection.check().laws.compactMap { law -> String? in
    // A point inside a region that holds no double is off by a rounding.
    if isThin, law.name.contains("point inside") { return nil }
    if case .violated(let violation) = law.finding { return "\(law.name): \(violation)" }
    return nil
  }
  let (network, domain, regions) = (dissection.network, dissection.domain, dissection.regions)
  func expect(_ holds: Bool, _ law: @autoclosure () -> String) { if !holds { violations.append(law()) } }

  expect(
    try network.regionCount(over: domain, within: Budget(threads: 2)) == regions.count, "a count finds as many regions")
  expect(Set(regions.map(\.pattern)).count == regions.count, "no two regions share a pattern")
  let inner = regions.reduce(0) { $0 + $1.facets.count { $0.unit != nil } }
  expect(inner == 2 * dissection.creases.count, "each crease is a facet of two regions")
  for region in regions {
    for facet in region.facets {
      expect(
        (facet.unit == nil) == (facet.neighbour == nil), "a facet has a unit and a neighbour, or neither: \(facet)")
      guard let neighbour = facet.neighbour, let unit = facet.unit else { continue }
      let behind = regions[neighbour].facets.filter { $0.neighbour == region.index }
      expect(behind.count == 1 && behind[0].unit == unit, "both sides name the same unit: \(facet)")
      guard behind.count == 1, let here = facet.bends, let there = behind[0].bends else { continue }
      expect(
        zip(here, there).allSatisfy { ($0 == 0) == ($1 == 0) && ($0 - $1).magnitude <= 1e-6 * $0.magnitude },
        "both sides tell the same bend: \(here), \(there)")
    }
    if !isThin {
      expect(dissection.region(at: region.interiorPoint)?.index == region.index, "a region holds its point inside")
      if domain.isOfInputSpace {
        expect(network.pattern(at: region.interiorPoint) == region.pattern, "a point inside has the region's pattern")
      }
    }
  }
  if domain != .wholeSpace {
    var index = 0
    try network.forEachRegion(over: domain) { region in
      expect(
        region.index == index && index < regions.count && region.pattern == regions[index].pattern
          && areClose(region.map, regions[index].map) && region.facets.count == regions[index].facets.count,
        "a stream delivers region \(index)")
      index += 1
    }
    expect(index == regions.count, "a stream delivers all regions")
  }
  let pieces = dissection.linearPieces()
  expect(pieces.count >= dissection.affineMapCount(in: pieces), "there are as many pieces as maps at least")
  for output in network.outputNames.indices {
    expect(
      !dissection.linearity(of: output).isLinear || dissection.creases.allSatisfy { $0.bends[output] == 0 },
      "what is linear has no bend")
    guard domain != .wholeSpace, dissection.dimension <= 10 else { continue }
    let (minimum, maximum) = try dissection.extremes(of: output)
    let mean = try dissection.mean(of: output)
    let slack = 1e-9 * max(minimum.value.magnitude, maximum.value.magnitude)
    expect(
      minimum.value - slack <= mean && mean <= maximum.value + slack,
      "the mean \(mean) lies between the extremes \(minimum.value) and \(maximum.value)")
    expect(
      domain == .wholeSpace || dissection.detail.contains(.vertices) == (regions[0].volume != nil),
      "volumes are known where vertices are kept")
  }
  return violations
}

/// Whether two maps are equal but for the order in which they were added up.
private func areClose(_ first: AffineMap, _ second: AffineMap) -> Bool {
  (0..<first.slope.rows).allSatisfy { row in
    let (p, q) = (
      first.slope[row: row] + [first.intercept[row]], second.slope[row: row] + [second.intercept[row]]
    )
    let size = p.reduce(0) { max($0, $1.magnitude) }
    return zip(p, q).allSatisfy { ($0 - $1).magnitude <= 1e-6 * size }
  }
}
