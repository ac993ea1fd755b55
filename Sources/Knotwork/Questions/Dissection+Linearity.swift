import KnotworkGeometry

/// Whether an output is one affine function over a domain, with the evidence.
public enum Linearity: Sendable {
  /// It is: no crease bends it, so that all regions share this map (U has one row).
  case linear(AffineMap)
  /// It is not. The witness is nil only where the domain's corners and points inside regions whose coordinates are doubles
  /// tell nothing: where what bends is thinner than the distance between doubles, and inside the domain.
  case notLinear(BendWitness?)

  /// The verdict without its evidence.
  public var isLinear: Bool {
    if case .linear = self { return true }
    return false
  }
}

/// Two points that prove that a function is not affine: its value at their midpoint is not the mean of its values.
public struct BendWitness: Equatable, Sendable {
  /// One point, in the coordinates of the domain.
  public let p: [Double]
  /// The other point.
  public let q: [Double]
  /// The output at p, at q, and at (p + q) / 2, each rounded from its exact value.
  public let values: (p: Double, q: Double, midpoint: Double)
  /// f((p + q) / 2) − (f(p) + f(q)) / 2, rounded from its exact value, which is not 0.
  public let gap: Double

  /// Whether points and values are equal.
  public static func == (left: BendWitness, right: BendWitness) -> Bool {
    left.p == right.p && left.q == right.q && left.values == right.values && left.gap == right.gap
  }
}

extension Dissection {
  /// Decides whether an output is one affine function over the domain; exact either way.
  ///
  /// The domain is convex, so it is linear exactly if no crease bends it. Otherwise two points witness it, of which the network
  /// itself confirms in exact arithmetic that its value at their midpoint is not the mean of its values: those with the largest
  /// gap among pairs of the domain's corners and of points inside regions, and on both sides of bent creases.
  /// - Requires: `output` is the number of an output.
  /// - Complexity: O(creases · log creases), and exact arithmetic on creases where rounding hides a bend and for the witness.
  public func linearity(of output: Int = 0) -> Linearity {
    requireOutput(output)
    let table = record.table
    var exact: ExactMaps?
    let bent = record.creaseFacets.filter {
      table.isBent(
        between: record.region(ofFacet: Int($0)), and: record.neighbour(ofFacet: Int($0)), output: output, &exact)
    }
    guard !bent.isEmpty else {
      let map = regions[0].map
      return .linear(
        AffineMap(slope: Matrix([Array(map.slope[row: output])]), intercept: [map.intercept[output]]))
    }
    return .notLinear(witness(among: bent.map(Int.init), output: output))
  }

  /// The pair with the largest gap, confirmed; coordinates are as short as they can be for half of the gap to be left.
  private func witness(among facets: [Int], output: Int) -> BendWitness? {
    let crossings = facets.map { facet in
      let crossing = CreaseCrossing(record, facet, output: output)
      return (crossing: crossing, expectedGap: crossing.expectedGap)
    }.sorted { $0.expectedGap > $1.expectedGap }.map(\.crossing)
    var search = WitnessSearch(self, output: output)
    for crossing in crossings.prefix(WitnessSearch.crossingLimit) { search.add(crossing.inside, crossing.behind) }
    for corner in coordinates?.corners ?? [] { search.add(corner) }
    let step = max(1, regions.count / WitnessSearch.regionLimit)
    for region in stride(from: 0, to: regions.count, by: step) { search.add(record.interiorPoint(of: region)) }
    for crossing in crossings.prefix(WitnessSearch.crossingLimit) { search.tryPair(crossing.ends.0, crossing.ends.1) }
    search.tryAllPairs()
    if let found = search.best.compactMap({ confirm($0.p, $0.q, output: output) }).max(by: {
      $0.gap.magnitude < $1.gap.magnitude
    }) {
      return shortened(found, output)
    }
    // What floating point does not see.
    for crossing in crossings {
      let (p, q) = crossing.ends
      if let found = confirm(p, q, output: output) ?? confirm(crossing.inside, crossing.behind, output: output) {
        return shortened(found, output)
      }
    }
    return search.pairs.lazy.compactMap { confirm($0.0, $0.1, output: output) }.first.map { shortened($0, output) }
  }

  private func shortened(_ full: BendWitness, _ output: Int) -> BendWitness {
    for digits in 1...17 {
      if let found = confirm(full.p.rounded(toDigits: digits), full.q.rounded(toDigits: digits), output: output),
        found.gap.magnitude >= full.gap.magnitude / 2
      {
        return found
      }
    }
    return full
  }

  /// The witness of two points, if they lie in the domain and exact arithmetic confirms them.
  private func confirm(_ p: [Double], _ q: [Double], output: Int) -> BendWitness? {
    guard (p + q).allSatisfy(\.isFinite) else { return nil }
    if let coordinates, !coordinates.contains(p) || !coordinates.contains(q) { return nil }
    let half = Dyadic(0.5)
    let (first, second) = (p.map { Dyadic($0) }, q.map { Dyadic($0) })
    func value(_ point: [Dyadic]) -> Dyadic {
      network.exactly(coordinates?.exactPoint(at: point) ?? point)[output]
    }
    let (a, b, middle) = (value(first), value(second), value(zip(first, second).map { ($0 + $1) * half }))
    let gap = middle - (a + b) * half
    guard !gap.isZero else { return nil }
    return BendWitness(p: p, q: q, values: (a.nearest, b.nearest, middle.nearest), gap: gap.nearest)
  }
}

/// Looks in floating point for two points with a large gap.
private struct WitnessSearch {
  static var crossingLimit: Int { 12 }
  static var regionLimit: Int { 24 }

  private let dissection: Dissection
  private let output: Int
  private var points: [(point: [Double], value: Double)] = []
  /// Pairs with the largest gaps, largest first.
  private(set) var best: [(p: [Double], q: [Double], gap: Double)] = []

  init(_ dissection: Dissection, output: Int) {
    self.dissection = dissection
    self.output = output
  }

  mutating func add(_ candidates: [Double]...) {
    for point in candidates where point.allSatisfy(\.isFinite) && !points.contains(where: { $0.point == point }) {
      points.append((point, value(at: point)))
    }
  }

  private func value(at point: [Double]) -> Double {
    dissection.network(dissection.coordinates?.point(at: point) ?? point)[output]
  }

  mutating func tryPair(_ p: [Double], _ q: [Double]) { tryPair((p, value(at: p)), (q, value(at: q))) }

  private mutating func tryPair(_ p: (point: [Double], value: Double), _ q: (point: [Double], value: Double)) {
    let middle = value(at: zip(p.point, q.point).map { $0 / 2 + $1 / 2 })
    let gap = (middle - (p.value / 2 + q.value / 2)).magnitude
    guard gap > 0, gap.isFinite, best.count < 8 || gap > best[best.count - 1].gap else { return }
    best.insert((p.point, q.point, gap), at: best.firstIndex { $0.gap < gap } ?? best.count)
    if best.count > 8 { best.removeLast() }
  }

  mutating func tryAllPairs() {
    for first in points.indices { for second in 0..<first { tryPair(points[first], points[second]) } }
  }

  /// All pairs of points.
  var pairs: [([Double], [Double])] {
    points.indices.flatMap { first in (0..<first).map { (points[first].point, points[$0].point) } }
  }
}

/// The way through a bent crease from the point inside one region to that inside the other.
private struct CreaseCrossing {
  let inside: [Double]
  let behind: [Double]
  /// Where on the way the crease lies, from 0 to 1.
  private let share: Double
  /// The jump of the output's slope along the way.
  private let jump: Double

  init(_ record: any RegionRecord, _ facet: Int, output: Int) {
    let (here, there) = (record.region(ofFacet: facet), record.neighbour(ofFacet: facet))
    inside = record.interiorPoint(of: here)
    behind = record.interiorPoint(of: there)
    let table = record.table
    let (p, q) = (table.mapStart(here, output), table.mapStart(there, output))
    let dimension = record.dimension
    // Both maps agree on the crease, so their difference tells where it lies.
    func difference(_ point: [Double]) -> Double {
      (0..<dimension).reduce(table.maps[q + dimension] - table.maps[p + dimension]) {
        $0 + (table.maps[q + $1] - table.maps[p + $1]) * point[$1]
      }
    }
    let (first, second) = (difference(inside), difference(behind))
    jump = second - first
    let share = first / (first - second)
    self.share = share > 0 && share < 1 ? share : 0.5
  }

  /// About the gap of the points at the same distance from the crease on both sides.
  var expectedGap: Double { jump.magnitude * min(share, 1 - share) }

  /// Two points at the same distance from the crease, the farther one as far as its region's point inside.
  var ends: ([Double], [Double]) {
    let reach = min(share, 1 - share)
    func point(_ place: Double) -> [Double] { zip(inside, behind).map { $0 + place * ($1 - $0) } }
    return (point(share - reach), point(share + reach))
  }
}

extension [Double] {
  /// All coordinates rounded to this many decimal digits, counted from the leading digit of the largest one.
  fileprivate func rounded(toDigits digits: Int) -> [Double] {
    let size = reduce(0) { Swift.max($0, $1.magnitude) }
    guard size > 0x1p-300, size < 0x1p300 else { return self }
    var unit = 1.0
    while unit * 10 <= size { unit *= 10 }
    while unit > size { unit /= 10 }
    // Dividing by a power of ten, not multiplying by its inverse, gives the double nearest to the decimal number.
    var scale = 1.0
    for _ in 1..<digits { scale *= 10 }
    return map { value in
      unit >= 1 ? (value / unit * scale).rounded() / scale * unit : (value * (scale / unit)).rounded() / (scale / unit)
    }
  }
}
