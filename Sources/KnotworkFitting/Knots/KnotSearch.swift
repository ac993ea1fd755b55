import KnotworkGeometry

/// The heuristic search for the best knots, for each number of them or for one.
struct KnotSearch {
  private let rows: LineRows
  private let deadline: Deadline
  /// Entry k holds k knots and their cost.
  private(set) var best: [(knots: [Double], cost: Double)]

  /// Grid and insertion from few knots to many, then removal from many to few: each number learns from its neighbours.
  ///
  /// - Parameters:
  ///   - only: the number of knots that is wanted; the others are then settled only roughly.
  ///   - deadline: what was found by then is kept, for fewer knots perhaps.
  init(_ rows: LineRows, upTo largest: Int, only: Int? = nil, until deadline: Deadline = .none) {
    self.rows = rows
    self.deadline = deadline
    best = [([], rows.cost([]) ?? 0)]
    guard largest > 0 else { return }
    // One more than asked for, so that the last also has a neighbour above.
    let most = min(largest + 1, rows.mostKnots)
    guard most > 0 else { return }
    let starts = KnotGridSearch(rows).best(upTo: most)
    for count in 1...most {
      if deadline.hasPassed { break }
      let fewer = best[count - 1]
      best.append(fewer)
      let grid = count <= starts.count ? starts[count - 1] : []
      let isWanted = only.map { $0 == count } ?? true
      let candidates =
        (isWanted ? grid + jumps(count) : Array(grid.prefix(1))) + insertions(into: fewer.knots)
      take(candidates, count, .single, keeping: isWanted ? 3 : 0)
    }
    guard best.count == most + 1 else { return }
    for count in (1..<most).reversed() where only.map({ $0 == count }) ?? true {
      if deadline.hasPassed { return }
      takeRemovals(from: best[count + 1].knots, count)
      polish(count, .pairs)
    }
    if most == largest, only.map({ $0 == largest }) ?? true { polish(largest, .pairs) }
    for count in 1..<max(1, most + 1) where count >= 4 && count <= largest && (only.map { $0 == count } ?? true) {
      hop(count, KnotSearch.hops(count, isOnly: only != nil))
    }
  }

  /// Takes one or two knots out at random, puts others in at good places, and settles them: where knots follow noise there
  /// are more local optima than exchanges of the best find (basin hopping; Wales and Doye 1997). Seeded, so always the same.
  private mutating func hop(_ count: Int, _ times: Int) {
    var generator = SplitMix64(state: UInt64(count))
    var current = best[count]
    guard current.knots.count == count else { return }
    for _ in 0..<times {
      if deadline.hasPassed { break }
      var knots = current.knots
      knots.remove(at: Int.random(in: 0..<knots.count, using: &generator))
      let isPair = Bool.random(using: &generator)
      if isPair { knots.remove(at: Int.random(in: 0..<knots.count, using: &generator)) }
      guard let rest = KnotPolish(rows, knots: knots) else { continue }
      if isPair, Bool.random(using: &generator) {
        guard let jump = rest.jumps(into: knots).prefix(4).randomElement(using: &generator) else { continue }
        knots = jump.knots
      } else {
        for _ in 0..<(isPair ? 2 : 1) {
          let places = rest.insertions(into: knots).sorted { $0.cost < $1.cost }.prefix(4)
          guard let place = places.randomElement(using: &generator) else { break }
          knots = (knots + [place.position]).sorted()
        }
      }
      guard knots.count == count, var other = KnotPolish(rows, knots: knots) else { continue }
      other.settle(rounds: 2)
      guard other.cost < current.cost * 1.003 else { continue }
      other.settle(rounds: 6)
      if other.cost < current.cost { current = (other.knots, other.cost) }
      if current.cost < best[count].cost { best[count] = current }
    }
    polish(count, .single)
  }

  /// More knots have more local optima; where they are asked for, more time is due to them.
  private static func hops(_ count: Int, isOnly: Bool) -> Int { count * (isOnly && count > 6 ? 150 : 8) }

  /// As many knots as given for rows like those that they were found for: by descent from them, and from a coarse grid.
  static func refitted(_ rows: LineRows, near knots: [Double], _ model: KnotModel = KnotModel()) -> [Double] {
    guard !knots.isEmpty else { return [] }
    if !model.isFree {
      let search = ModelSearch(rows, model)
      return search.cost(knots).map { search.settled((knots, $0), rounds: 4).knots } ?? []
    }
    let grid = KnotGridSearch(rows, gridSize: 40).best(upTo: knots.count)
    let starts = [knots] + (grid.count == knots.count ? Array(grid[knots.count - 1].prefix(3)) : [])
    var best: KnotPolish?
    for start in starts {
      guard var polish = KnotPolish(rows, knots: start) else { continue }
      polish.settle(rounds: 6)
      if polish.cost < best?.cost ?? .infinity { best = polish }
    }
    return best?.knots ?? []
  }

  /// The knots with one more where it helps most.
  private func insertions(into knots: [Double]) -> [[Double]] {
    guard let polish = KnotPolish(rows, knots: knots) else { return [] }
    return polish.insertions(into: knots).sorted { $0.cost < $1.cost }.prefix(2)
      .map { (knots + [$0.position]).sorted() }
  }

  /// A jump put into the best with two knots less, and in place of one knot of the best with one knot less.
  private func jumps(_ count: Int) -> [[Double]] {
    guard count > 1, let polish = KnotPolish(rows, knots: best[count - 2].knots) else { return [] }
    let fewer = best[count - 1].knots
    let rests =
      fewer.count > 10
      ? [] : fewer.indices.map { index in fewer.enumerated().filter { $0.offset != index }.map(\.element) }
    let added = polish.jumps(into: best[count - 2].knots).prefix(2)
    let replaced = rests.flatMap { polish.jumps(into: $0).prefix(1) }.sorted { $0.cost < $1.cost }.prefix(4)
    return (added + replaced).map(\.knots)
  }

  private mutating func takeRemovals(from knots: [Double], _ count: Int) {
    guard knots.count == count + 1 else { return }
    let candidates = knots.indices.compactMap { index -> (knots: [Double], cost: Double)? in
      var rest = knots
      rest.remove(at: index)
      return rows.cost(rest).map { (rest, $0) }
    }
    take(candidates.sorted { $0.cost < $1.cost }.prefix(4).map(\.knots), count, .single, keeping: 2)
  }

  /// Settles candidates roughly, improves on the best of them, and keeps the best of all.
  private mutating func take(
    _ candidates: [[Double]], _ count: Int, _ effort: KnotPolish.Effort, keeping kept: Int
  ) {
    var rough = candidates.compactMap { candidate -> KnotPolish? in
      var polish = KnotPolish(rows, knots: candidate)
      polish?.settle(rounds: 2)
      return polish
    }
    rough.sort { $0.cost < $1.cost }
    for var polish in rough.prefix(max(1, kept)) {
      if kept > 0, !deadline.hasPassed { polish.run(effort) }
      if best[count].knots.count < count || polish.cost < best[count].cost { best[count] = (polish.knots, polish.cost) }
    }
  }

  private mutating func polish(_ count: Int, _ effort: KnotPolish.Effort) {
    guard !deadline.hasPassed, var polish = KnotPolish(rows, knots: best[count].knots) else { return }
    polish.run(effort)
    if polish.cost < best[count].cost { best[count] = (polish.knots, polish.cost) }
  }
}
