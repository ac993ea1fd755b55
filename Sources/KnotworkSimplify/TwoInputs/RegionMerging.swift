import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// The regions of a network of two inputs and one output, made ready to be merged for several errors.
public struct RegionMerging: Sendable {
  /// The regions.
  public let dissection: Dissection
  private let regions: ExactRegions
  private let problem: MergingProblem

  /// With more regions nothing is merged.
  public static let mostRegions = 20_000
  /// By this part less than the error planes may be off in floating point: the first with which the proof holds.
  private static let margins = [0, 0x1p-40, 0x1p-20, 0x1p-8]

  /// Takes a network apart.
  ///
  /// - Parameters:
  ///   - network: two inputs, one output.
  ///   - domain: a box, a polytope or a polygon.
  ///   - budget: what it may cost.
  /// - Returns: nil for other networks and domains.
  /// - Throws: `LimitReached` for more than 20,000 regions, when the time is over and when the work is cancelled; otherwise as a
  ///   dissection does.
  /// - Complexity: that of a dissection, with exact maps and vertices of all regions.
  public init?(_ network: Network, over domain: Domain, within budget: Budget = Budget()) throws {
    guard network.inputCount == 2, network.outputCount == 1 else { return nil }
    switch domain {
    case .box, .polytope, .polygon: break
    default: return nil
    }
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    var limited = budget
    limited.limits.regions = min(budget.limits.regions ?? .max, RegionMerging.mostRegions)
    dissection = try Dissection(of: network, over: domain, within: limited)
    guard let regions = ExactRegions(dissection, until: deadline) else {
      throw LimitReached(
        cause: budget.progress.isCancelled ? .cancelled : .duration(limit: budget.limits.duration ?? .zero),
        regionsFound: dissection.regions.count)
    }
    self.regions = regions
    problem = MergingProblem(dissection, regions)
  }

  /// Merges regions into few pieces.
  ///
  /// Greedy: from each linear piece by itself, the two neighbours whose common best function is nearest are joined first, or pieces grow
  /// one by one from the largest; then small ones are given to their neighbours. The search is in floating point. The error of what it
  /// finds is computed anew without rounding, from the coefficients as doubles, at all vertices: the difference is affine on each
  /// region. Coefficients of a single linear piece are those of the network, rounded; where that alone changes more than the error,
  /// ``MergedPieces/error`` says so.
  ///
  /// - Parameters:
  ///   - error: how far the functions may be from the network; with 0 linear pieces are what is left.
  ///   - countsLeast: whether it is asked how many pieces are needed at least.
  ///   - budget: how long it may take; when the time is over, what was found by then is completed and proved.
  /// - Requires: `error` is finite and not negative.
  /// - Throws: `LimitReached` when the work is cancelled, `FailedGate` for a fault of the program.
  /// - Complexity: O(n²) steps for n linear pieces, and for each pair of neighbours that is tried O(vertices); the proof is linear.
  public func pieces(
    within error: Double, countsLeast: Bool = true, budget: Budget = Budget()
  ) throws -> MergedPieces {
    precondition(error >= 0 && error.isFinite, "merged pieces within \(error), expected a number of 0 or more")
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    let scaled = problem.scaled(error: error)
    var found: [MergedPieces.Piece]?
    if error > 0 {
      for margin in RegionMerging.margins where found == nil && !deadline.hasPassed {
        let groups = PieceMerging.fewest(problem, within: scaled * (1 - margin), until: deadline).found
        let pieces = pieces(groups.map(\.members), groups.map(\.plane))
        if pieces.allSatisfy({ $0.error <= error || $0.linearPieces == 1 }) { found = pieces }
      }
    }
    let pieces = found ?? self.pieces(problem.points.indices.map { [$0] }, [])
    let isComplete = !deadline.hasPassed
    var atLeast: Int?
    if countsLeast, error > 0 {
      atLeast = leastCount(within: error, scaled: scaled, most: pieces.count + 1, until: deadline)
    }
    if budget.progress.isCancelled {
      throw LimitReached(cause: .cancelled, regionsFound: dissection.regions.count)
    }
    var pieceOfRegion = [Int](repeating: 0, count: regions.corners.count)
    for (number, piece) in pieces.enumerated() { for region in piece.regions { pieceOfRegion[region] = number } }
    let merged = MergedPieces(
      dissection: dissection, pieces: pieces, pieceOfRegion: pieceOfRegion, jump: jump(pieces, pieceOfRegion),
      atLeast: atLeast, isComplete: isComplete)
    try merged.check(within: error)
    return merged
  }

  /// The pieces that some linear pieces make, with proved errors, the largest first.
  ///
  /// - Parameter planes: those of the groups of more than one.
  private func pieces(_ groups: [[Int]], _ planes: [MinimaxPlane]) -> [MergedPieces.Piece] {
    var regionsOfPiece = [[Int]](repeating: [], count: problem.points.count)
    for (region, piece) in problem.pieceOfRegion.enumerated() { regionsOfPiece[piece].append(region) }
    let pieces = groups.enumerated().map { index, members in
      let regions = members.flatMap { regionsOfPiece[$0] }.sorted()
      let map = members.count == 1 ? self.regions.maps[regions[0]].map(\.nearest.finite) : problem.slopes(planes[index])
      let (least, greatest) = rest(map, of: regions)
      let constant = members.count == 1 ? map[2] : ExactQuotient.middle(least, greatest)
      return MergedPieces.Piece(
        regions: regions, linearPieces: members.count, share: members.reduce(0) { $0 + problem.shares[$1] },
        map: AffineMap(slope: Matrix([[map[0] + 0, map[1] + 0]]), intercept: [constant + 0]),
        error: max(greatest.distance(to: constant), least.distance(to: constant)))
    }
    return pieces.sorted { ($1.share, $0.regions[0]) < ($0.share, $1.regions[0]) }
  }

  /// The least and the greatest of what the output less a slope times the place is on some regions; exact.
  private func rest(_ slope: [Double], of numbers: [Int]) -> (least: ExactQuotient, greatest: ExactQuotient) {
    let exact = slope.prefix(2).map { Dyadic($0) }
    var ends: (least: ExactQuotient, greatest: ExactQuotient)?
    for corner in numbers.lazy.flatMap({ regions.corners[$0] }) {
      let rest = corner.rest(exact)
      guard let known = ends else {
        ends = (rest, rest)
        continue
      }
      if rest < known.least { ends?.least = rest }
      if known.greatest < rest { ends?.greatest = rest }
    }
    guard let ends else { preconditionFailure("a piece has regions, and these have vertices") }
    return ends
  }

  /// How many regions were found of which no two can share a piece, up to some number.
  private func leastCount(within error: Double, scaled: Double, most: Int, until deadline: Deadline) -> Int {
    let points = regions.corners.indices.map { region in
      regions.corners[region].map { problem.scaled($0) }
    }
    let areas = dissection.regions.map { $0.volume ?? 0 }
    let order = areas.indices.sorted { (areas[$1], $0) < (areas[$0], $1) }
    return max(
      1,
      SeparateRegions(
        regions, points, order: order, most: most, within: error, scaled: scaled, until: deadline
      ).count)
  }

  /// The largest difference of the functions of two pieces on the facets that they share; they are affine there.
  private func jump(_ pieces: [MergedPieces.Piece], _ pieceOfRegion: [Int]) -> Double {
    let maps = pieces.map { ($0.map.slope[row: 0] + $0.map.intercept).map { Dyadic($0) } }
    var largest = ExactQuotient(.zero, over: .one)
    for (region, neighbours) in regions.neighbours.enumerated() {
      for case (let index, let other?) in neighbours.enumerated() where region < other {
        let (own, behind) = (pieceOfRegion[region], pieceOfRegion[other])
        guard own != behind else { continue }
        let corners = regions.corners[region]
        let difference = zip(maps[own], maps[behind]).map { $0 - $1 }
        for corner in [corners[index], corners[(index + 1) % corners.count]] {
          let value = difference[0] * corner.x + difference[1] * corner.y + difference[2] * corner.denominator
          let jump = ExactQuotient(value.magnitude, over: corner.denominator)
          if largest < jump { largest = jump }
        }
      }
    }
    return largest.roundedUp
  }
}

extension ExactQuotient {
  /// A double near the middle of two numbers.
  fileprivate static func middle(_ first: ExactQuotient, _ second: ExactQuotient) -> Double {
    let sum = first.dividend * second.divisor + second.dividend * first.divisor
    return Dyadic.quotient(sum.half, first.divisor * second.divisor).finite
  }

  /// The distance to a double, rounded up.
  fileprivate func distance(to value: Double) -> Double {
    return ExactQuotient((dividend - Dyadic(value) * divisor).magnitude, over: divisor).roundedUp
  }
}
