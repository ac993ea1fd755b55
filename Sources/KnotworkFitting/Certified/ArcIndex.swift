import KnotworkGeometry

/// The directions u of the plane by which rows x have u · x > 0: closed arcs between the events u · xᵢ = 0.
///
/// Rows of one direction form a group; groups stand in the order of their angles, so that the rows active on an arc are a
/// range of that cycle. All order is decided exactly: an event is the row turned by a quarter, which no rounding touches.
struct ArcIndex<Vector: PlanarDirection> {
  /// Row numbers by group, groups by angle.
  let groups: [[Int]]
  /// The event at which each arc starts; arc k ends where arc k + 1 starts, less than half a turn later.
  let events: [Vector]
  /// The active groups of arc k are those from first[k] up to, not including, end[k], modulo the number of groups.
  let first: [Int]
  let end: [Int]

  var arcCount: Int { events.count }

  /// The arcs of some rows; rows that are zero take no part.
  ///
  /// - Complexity: O(n log n) exact comparisons.
  init(_ points: [Vector]) {
    let sorted = points.indices.filter { !points[$0].isZero }
      .sorted { left, right in
        let order = points[left].compareAngle(to: points[right])
        return order == 0 ? left < right : order < 0
      }
    var groups: [[Int]] = []
    for row in sorted {
      if let last = groups.last, points[last[0]].compareAngle(to: points[row]) == 0 {
        groups[groups.count - 1].append(row)
      } else {
        groups.append([row])
      }
    }
    self.groups = groups
    let directions = groups.map { points[$0[0]] }
    events = ArcIndex.events(of: directions)
    (first, end) = ArcIndex.ranges(directions, events)
  }

  private static func events(of directions: [Vector]) -> [Vector] {
    var events: [Vector] = []
    let all = directions.flatMap { [$0.left, $0.right] }.sorted { $0.compareAngle(to: $1) < 0 }
    for event in all where events.last.map({ $0.compareAngle(to: event) != 0 }) ?? true { events.append(event) }
    // All rows on one line: two half-planes, which are cut so that every cone is pointed.
    if events.count == 2 { events = [events[0], events[0].left, events[1], events[1].left] }
    return events
  }

  /// Sweeps the events: a group is entered a quarter before its angle and left a quarter after it.
  private static func ranges(_ directions: [Vector], _ events: [Vector]) -> ([Int], [Int]) {
    guard !events.isEmpty else { return ([], []) }
    let count = directions.count
    var entering = [Int?](repeating: nil, count: events.count)
    var leaving = [Int?](repeating: nil, count: events.count)
    for (group, direction) in directions.enumerated() {
      entering[position(of: direction.right, in: events)] = group
      leaving[position(of: direction.left, in: events)] = group
    }
    // The groups that are active just after the first event.
    let isActive = directions.map { direction -> Bool in
      let side = events[0].signOfProduct(with: direction)
      return side > 0 || (side == 0 && events[0].turn(to: direction) > 0)
    }
    var start = 0
    if let opening = (0..<count).first(where: { isActive[$0] && !isActive[($0 + count - 1) % count] }) {
      start = opening
    } else {
      // All or none: the next that leaves, or enters, begins the range.
      let next = isActive.contains(true) ? leaving : entering
      start = (next.dropFirst() + next.prefix(1)).lazy.compactMap { $0 }.first ?? 0
    }
    var first = [start]
    var end = [start + isActive.count { $0 }]
    for event in 1..<events.count {
      first.append(first[event - 1] + (leaving[event] == nil ? 0 : 1))
      end.append(end[event - 1] + (entering[event] == nil ? 0 : 1))
    }
    return (first, end)
  }

  private static func position(of event: Vector, in events: [Vector]) -> Int {
    var (low, high) = (0, events.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if events[middle].compareAngle(to: event) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
