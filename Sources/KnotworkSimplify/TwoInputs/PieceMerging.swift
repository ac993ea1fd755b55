import KnotworkFitting

/// Groups of linear pieces on each of which one plane is near the network, few of them: greedy searches, each of which starts from a
/// partition and ends with one. At any time the groups are connected and hold each linear piece once.
struct PieceMerging {
  private let problem: MergingProblem
  /// How far planes may be off.
  private let most: Double
  private let deadline: Deadline
  /// The groups; nil for one that went into another.
  private var groups: [MergedGroup?]
  /// The group of each linear piece.
  private var groupOfPiece: [Int]

  /// Each linear piece is a group.
  init(_ problem: MergingProblem, within most: Double, until deadline: Deadline) {
    (self.problem, self.most, self.deadline) = (problem, most, deadline)
    groups = problem.points.indices.map { MergedGroup($0, of: problem) }
    groupOfPiece = Array(problem.points.indices)
  }

  /// How many groups there are.
  var count: Int { groups.count { $0 != nil } }

  /// The groups, in the order of their first pieces.
  var found: [MergedGroup] {
    groups.compactMap(\.self).sorted { ($0.members.min() ?? 0) < ($1.members.min() ?? 0) }
  }

  /// The groups with as few as the searches find, from two starts.
  ///
  /// - Complexity: O(n²) steps for n linear pieces, and a plane for each pair of neighbours whenever one of them grows.
  static func fewest(_ problem: MergingProblem, within most: Double, until deadline: Deadline) -> PieceMerging {
    var cheapest = PieceMerging(problem, within: most, until: deadline)
    var largest = cheapest
    cheapest.joinCheapest()
    cheapest.improve()
    largest.growFromLargest()
    largest.joinCheapest()
    largest.improve()
    return largest.count < cheapest.count ? largest : cheapest
  }

  /// Dissolves groups and joins others as long as that makes them fewer.
  private mutating func improve() {
    var before = Int.max
    while count < before, !deadline.hasPassed {
      before = count
      dissolveSmallest()
      joinCheapest()
    }
  }

  private func neighbours(of group: MergedGroup) -> Set<Int> {
    guard let own = group.members.first.map({ groupOfPiece[$0] }) else { return [] }
    var found: Set<Int> = []
    for member in group.members {
      for other in problem.neighbours[member] where groupOfPiece[other] != own { found.insert(groupOfPiece[other]) }
    }
    return found
  }

  /// The plane of two groups, found from the larger one; nil where none is near enough.
  private func plane(_ first: Int, _ second: Int) -> MinimaxPlane? {
    guard let a = groups[first], let b = groups[second] else { return nil }
    return a.points.count < b.points.count
      ? b.plane(with: a.points, within: most) : a.plane(with: b.points, within: most)
  }

  private mutating func join(_ first: Int, _ second: Int, _ plane: MinimaxPlane) {
    guard let other = groups[second] else { return }
    for member in other.members { groupOfPiece[member] = first }
    groups[first]?.join(other, plane)
    groups[second] = nil
  }

  /// Joins the two neighbours whose common plane is nearest, as long as there are any.
  private mutating func joinCheapest() {
    var planes = [[Int: MinimaxPlane]](repeating: [:], count: groups.count)
    var cheapest = [(error: Double, other: Int)?](repeating: nil, count: groups.count)
    func best(_ options: [Int: MinimaxPlane]) -> (error: Double, other: Int)? {
      options.map { (error: $0.value.error, other: $0.key) }.min { ($0.error, $0.other) < ($1.error, $1.other) }
    }
    for (index, group) in groups.enumerated() {
      if index % 64 == 0, deadline.hasPassed { return }
      guard let group else { continue }
      for other in neighbours(of: group) where index < other {
        guard let plane = plane(index, other) else { continue }
        planes[index][other] = plane
        planes[other][index] = plane
      }
    }
    for index in groups.indices { cheapest[index] = best(planes[index]) }
    while !deadline.hasPassed {
      var first: Int?
      for index in groups.indices {
        guard let own = cheapest[index] else { continue }
        if let first, let least = cheapest[first], least.error <= own.error { continue }
        first = index
      }
      guard let first, let second = cheapest[first]?.other, let plane = planes[first][second] else { return }
      join(first, second, plane)
      var touched = Set(planes[first].keys).union(planes[second].keys).subtracting([first, second])
      for other in touched {
        planes[other][first] = nil
        planes[other][second] = nil
      }
      (planes[first], planes[second], cheapest[second]) = ([:], [:], nil)
      guard let group = groups[first] else { return }
      for other in neighbours(of: group) {
        guard let next = self.plane(first, other) else { continue }
        planes[first][other] = next
        planes[other][first] = next
        touched.insert(other)
      }
      touched.insert(first)
      for other in touched { cheapest[other] = best(planes[other]) }
    }
  }

  /// Grows one group after the other, from the largest linear piece that is left, by the neighbour that moves its plane least.
  ///
  /// A plane's error only grows with its group, so that what was found for a neighbour before is a bound for it.
  ///
  /// - Requires: each linear piece is a group.
  private mutating func growFromLargest() {
    var isTaken = [Bool](repeating: false, count: groups.count)
    let order = groups.indices.sorted { (problem.shares[$1], $0) < (problem.shares[$0], $1) }
    for seed in order where !isTaken[seed] {
      isTaken[seed] = true
      var bounds: [Int: Double] = [:]
      for other in problem.neighbours[seed] where !isTaken[other] { bounds[other] = 0 }
      while let (next, bound) = bounds.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
        if deadline.hasPassed { return }
        guard let plane = groups[seed]?.plane(with: problem.points[next], within: most) else {
          bounds[next] = nil
          continue
        }
        if plane.error > bound, bounds.contains(where: { $0.key != next && $0.value < plane.error }) {
          bounds[next] = plane.error
          continue
        }
        bounds[next] = nil
        isTaken[next] = true
        join(seed, next, plane)
        for other in problem.neighbours[next] where !isTaken[other] && bounds[other] == nil {
          bounds[other] = groups[seed]?.plane.error ?? 0
        }
      }
    }
  }

  /// Gives the members of small groups to their neighbours, where all of them find a place.
  private mutating func dissolveSmallest() {
    let order = groups.indices.filter { groups[$0] != nil }.sorted {
      (groups[$0]?.members.count ?? 0, $0) < (groups[$1]?.members.count ?? 0, $1)
    }
    for index in order {
      if deadline.hasPassed { return }
      guard let group = groups[index] else { continue }
      var changed: [Int: MergedGroup] = [:]
      var places: [Int: Int] = [:]
      var open = group.members
      while !open.isEmpty {
        let before = open.count
        open.removeAll { member in
          guard let (place, plane) = place(for: member, without: index, places, changed),
            var target = changed[place] ?? groups[place]
          else { return false }
          target.join(MergedGroup(member, of: problem), plane)
          changed[place] = target
          places[member] = place
          return true
        }
        if open.count == before { break }
      }
      guard open.isEmpty else { continue }
      for (place, target) in changed { groups[place] = target }
      for (member, place) in places { groupOfPiece[member] = place }
      groups[index] = nil
    }
  }

  /// The group beside a linear piece whose plane stays nearest when it takes it in.
  private func place(
    for member: Int, without own: Int, _ places: [Int: Int], _ changed: [Int: MergedGroup]
  ) -> (Int, MinimaxPlane)? {
    var best: (place: Int, plane: MinimaxPlane)?
    var seen: Set<Int> = [own]
    for other in problem.neighbours[member] {
      let place = places[other] ?? groupOfPiece[other]
      guard seen.insert(place).inserted, let target = changed[place] ?? groups[place],
        let plane = target.plane(with: problem.points[member], within: most)
      else { continue }
      if let best, best.plane.error <= plane.error { continue }
      best = (place, plane)
    }
    return best
  }
}
