import Knotwork
import KnotworkGeometry

/// Decisions on the shape of an output, from the jumps of its slope over the facets of a dissection.
///
/// Let a dissection of a convex domain have regions with maps y = U x + c. A generic segment meets facets one at a time, and continuity does
/// the rest: the output is convex where every jump U_B − U_A over a facet from A to B points from A to B, and so on. Facets are looked at,
/// never creases or units: units may cancel, and several may share a hyperplane.
extension Dissection {
  /// The shape of an output; exact.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - budget: limits of the dissections that decide symmetries; what reaches one is open.
  /// - Requires: the dissection kept vertices and volumes where it could.
  /// - Complexity: O(creases + regions), exact arithmetic where rounding hides a sign, and for symmetries that random points do not refute
  ///   a dissection of twice the units.
  public func shape(of output: Int = 0, within budget: Budget = Budget()) -> OutputShape {
    let bends = BendPlaces(self, output: output)
    let search = WitnessSearch(self, output: output)
    func bendVerdict(_ sign: Int) -> ShapeVerdict {
      guard let worst = bends.crossings[-sign] else { return .holds }
      return .fails(search.crossing(worst.crease, in: self, sign: sign))
    }
    let (convex, concave) = (bendVerdict(1), bendVerdict(-1))
    let linear: ShapeVerdict =
      switch (convex, concave) {
      case (.fails(let witness?), _), (_, .fails(let witness?)): .fails(witness)
      case (.holds, .holds): .holds
      default: .fails(nil)
      }
    let pairs = interactingPairs(of: output, search)
    return OutputShape(
      regionCount: regions.count, linear: linear, convex: convex, concave: concave,
      coordinates: slopes(of: output, search), pairs: pairs,
      groups: OutputShape.groups(of: dimension, joinedBy: pairs),
      homogeneous: homogeneity(of: output, search),
      odd: symmetry(of: output, .odd, within: budget), even: symmetry(of: output, .even, within: budget),
      exchangeable: (0..<dimension).flatMap { second in
        (0..<second).map { first in
          (first, second, symmetry(of: output, .exchange(first, second), within: budget))
        }
      }, bends: bends)
  }

  /// What the output does along each coordinate.
  private func slopes(of output: Int, _ search: WitnessSearch) -> [OutputShape.Coordinate] {
    let errors = coefficientErrors(of: output)
    let exact = exactMaps
    var (least, greatest) = (
      [Double](repeating: .infinity, count: dimension), [Double](repeating: -.infinity, count: dimension)
    )
    var (lowest, highest) = ([Int](repeating: 0, count: dimension), [Int](repeating: 0, count: dimension))
    var signs = [Set<Int>](repeating: [], count: dimension)
    var shares = [(rising: Double, falling: Double)](repeating: (0, 0), count: dimension)
    var (total, hasVolumes) = (0.0, true)
    for region in regions {
      let slope = Array(region.map.slope[row: output])
      let volume = region.volume
      if let volume { total += volume } else { hasVolumes = false }
      for (axis, value) in slope.enumerated() {
        let sign =
          value.magnitude > errors[axis]
          ? (value > 0 ? 1 : -1) : exact.coefficients(of: region.index, output: output)[axis].signum
        signs[axis].insert(sign)
        let shown = sign == 0 ? 0 : value
        if shown < least[axis] { (least[axis], lowest[axis]) = (shown, region.index) }
        if shown > greatest[axis] { (greatest[axis], highest[axis]) = (shown, region.index) }
        if sign > 0 { shares[axis].rising += volume ?? 0 }
        if sign < 0 { shares[axis].falling += volume ?? 0 }
      }
    }
    return (0..<dimension).map { axis in
      func verdict(_ sign: Int, _ region: Int) -> ShapeVerdict {
        guard signs[axis].contains(sign) else { return .holds }
        return .fails(search.slope(around: regions[region].interiorPoint, input: axis, sign: sign))
      }
      let (rising, falling) = (verdict(-1, lowest[axis]), verdict(1, highest[axis]))
      return OutputShape.Coordinate(
        rising: rising, falling: falling,
        constant: rising == .holds && falling == .holds ? .holds : .fails((rising.witness ?? falling.witness)),
        slopes: least[axis]...greatest[axis], bounds: least[axis]...greatest[axis],
        shares: hasVolumes && total > 0
          ? (shares[axis].rising / total, shares[axis].falling / total) : nil)
    }
  }

  /// The pairs of coordinates of which the jump of the slope over some facet has both; exact.
  private func interactingPairs(of output: Int, _ search: WitnessSearch) -> [OutputShape.Pair] {
    let errors = coefficientErrors(of: output)
    let exact = exactMaps
    var open = Set((0..<dimension).flatMap { second in (0..<second).map { [$0, second] } })
    var pairs: [OutputShape.Pair] = []
    for crease in creases where !open.isEmpty {
      let (here, there) = crease.regions
      let (first, second) = (regions[here].map.slope, regions[there].map.slope)
      var jumps: [Bool?] = (0..<dimension).map { axis in
        (second[output, axis] - first[output, axis]).magnitude * (1 - 0x1p-50) > 2 * errors[axis] ? true : nil
      }
      for pair in open.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        if jumps[pair[0]] == nil || jumps[pair[1]] == nil {
          let (p, q) = (
            exact.coefficients(of: here, output: output), exact.coefficients(of: there, output: output)
          )
          jumps = (0..<dimension).map { p[$0] != q[$0] }
        }
        guard jumps[pair[0]] == true, jumps[pair[1]] == true else { continue }
        open.remove(pair)
        let center = crease.vertices?.center ?? crossing(of: crease)
        pairs.append(
          OutputShape.Pair(
            first: pair[0], second: pair[1], witness: search.rectangle(around: center, pair[0], pair[1])))
      }
    }
    return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Whether the map of every region is linear: by Euler's relation, f(t x) = t f(x) holds just then.
  private func homogeneity(of output: Int, _ search: WitnessSearch) -> ShapeVerdict {
    guard domainContains([Double](repeating: 0, count: dimension)) else {
      return .open("the domain does not contain the origin")
    }
    let error = coefficientErrors(of: output)[dimension]
    let exact = exactMaps
    let offending = regions.lazy.filter { region in
      let constant = region.map.intercept[output]
      return constant.magnitude > error
        || !exact.coefficients(of: region.index, output: output)[dimension].isZero
    }
    guard offending.first != nil else { return .holds }
    var best: ShapeWitness?
    for region in offending.prefix(32) {
      guard let found = search.half(of: region.interiorPoint) else { continue }
      if found.gap.magnitude > best?.gap.magnitude ?? 0 { best = found }
    }
    return .fails(best)
  }

  /// Where the way between the points inside a crease's two regions meets its hyperplane.
  func crossing(of crease: Crease) -> [Double] {
    let (here, there) = (regions[crease.regions.active].interiorPoint, regions[crease.regions.inactive].interiorPoint)
    let normal = crease.halfSpace.normal
    let (a, b) = (
      zip(normal, here).reduce(0) { $0 + $1.0 * $1.1 }, zip(normal, there).reduce(0) { $0 + $1.0 * $1.1 }
    )
    let share = a == b ? 0.5 : min(1, max(0, (crease.halfSpace.offset - a) / (b - a)))
    return zip(here, there).map { $0 + share * ($1 - $0) }
  }
}

extension WitnessSearch {
  /// A witness for the bend of a crease: across the middle of its facet, or on the way from one side to the other.
  func crossing(_ crease: Crease, in dissection: Dissection, sign: Int) -> ShapeWitness? {
    let normal = crease.halfSpace.normal
    if let center = crease.vertices?.center, let found = bend(at: center, along: normal, sign: sign) { return found }
    if let found = bend(at: dissection.crossing(of: crease), along: normal, sign: sign) { return found }
    let (here, there) = crease.regions
    return midpoint(
      dissection.regions[here].interiorPoint, dissection.regions[there].interiorPoint, sign: sign)
  }
}

extension OutputShape {
  /// The components of the graph of interacting pairs.
  static func groups(of dimension: Int, joinedBy pairs: [Pair]) -> [[Int]] {
    var group = Array(0..<dimension)
    for pair in pairs {
      let (kept, gone) = (min(group[pair.first], group[pair.second]), max(group[pair.first], group[pair.second]))
      for index in group.indices where group[index] == gone { group[index] = kept }
    }
    return Dictionary(grouping: 0..<dimension) { group[$0] }.sorted { $0.key < $1.key }.map { $0.value.sorted() }
  }
}
