/// The greatest or smallest elements along an axis, in order.
extension Operators {
  /// The values are piecewise linear: a network of comparisons sorts them. Their places jump, and are not given.
  static func topK(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard input.shape.count >= 1 else { throw node.error("needs an axis, found a single number") }
    let axis = try node.axis(node.int("axis", default: -1), rank: input.shape.count)
    let size = input.shape[axis]
    let given = try node.opset < 10 ? node.attribute("k").map { [Int($0.i)] } : node.integers(1, "k")
    guard let given, given.count == 1, given[0] >= 0, given[0] <= size else {
      throw node.error("k is \(given.map { "\($0)" } ?? "missing"); expected a number up to \(size), the axis's size")
    }
    if node.usedOutputs.count > 1, node.usedOutputs[1] {
      throw node.error(
        "its second output, the places of the values, jumps, so the network is not continuous; only the values can be "
          + "read")
    }
    if case .constant(let tensor) = input { try node.requireFinite(tensor, "the input") }
    let isLargest = node.opset < 10 || node.flag("largest", default: true)
    var shape = input.shape
    shape[axis] = given[0]
    _ = try lowering.claim(shape, at: node)
    let inner = input.shape.dropFirst(axis + 1).reduce(1, *)
    let outer = input.shape.prefix(axis).reduce(1, *)
    // Which form stands at each place of each line; a comparison makes two new ones.
    var lines: [[Int]] = []
    for block in 0..<outer {
      for offset in 0..<inner { lines.append((0..<size).map { (block * size + $0) * inner + offset }) }
    }
    let sorted = try sorted(lines, of: input.rows, count: given[0], isDescending: isLargest, node, &lowering)
    var indices: [Int] = []
    for block in 0..<outer {
      for place in 0..<given[0] {
        for offset in 0..<inner { indices.append(sorted.lines[block * inner + offset][place]) }
      }
    }
    let pool = Value.forms(shape: [sorted.pool.count], sorted.pool)
    return [try lowering.select(pool, indices, shape: shape, at: node)]
  }

  /// Lines of forms in order, by Batcher's merge-exchange (Knuth, volume 3, algorithm 5.2.2M): ⌈log₂ n⌉ (⌈log₂ n⌉ + 1) / 2
  /// rounds. Comparisons that the first `count` places do not depend on are left out.
  private static func sorted(
    _ given: [[Int]], of rows: AffineForms, count: Int, isDescending: Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> (pool: AffineForms, lines: [[Int]]) {
    var (pool, lines) = (rows, given)
    let rounds = try rounds(given.first?.count ?? 0, lines: given.count, node, lowering.maximumTerms)
    for round in needed(rounds, for: count) where !round.isEmpty {
      let pairs = lines.flatMap { line in round.map { (line[$0.0], line[$0.1]) } }
      try lowering.spend(2 * pool.sizeOfSelecting(pairs.flatMap { [$0.0, $0.1] }) + pool.size, at: node)
      let (a, b) = (pool.selecting(pairs.map(\.0)), pool.selecting(pairs.map(\.1)))
      let (greater, smaller) = lowering.circuit.ordered(a, b)
      let first = pool.count
      pool = .concatenating([pool] + (isDescending ? [greater, smaller] : [smaller, greater]))
      for line in lines.indices {
        for (number, pair) in round.enumerated() {
          let place = line * round.count + number
          lines[line][pair.0] = first + place
          lines[line][pair.1] = first + pairs.count + place
        }
      }
      guard pool.size <= lowering.maximumTerms else {
        throw node.error("sorting needs more than \(lowering.maximumTerms) numbers, the limit")
      }
    }
    return (pool, lines)
  }

  /// Pairs of places that are put in order, round by round.
  private static func rounds(
    _ n: Int, lines: Int, _ node: Node, _ maximumTerms: Int
  ) throws(FormatError) -> [[(Int, Int)]] {
    guard n > 1 else { return [] }
    // About n/4 · log² n comparisons, each of which makes a unit and two forms.
    let depth = Int.bitWidth - (n - 1).leadingZeroBitCount
    guard Shape.count([max(1, lines), n, depth * (depth + 1) / 2], limit: maximumTerms / 8) != nil else {
      throw node.error("sorts \(lines) lists of \(n) values, which takes more units than the limit allows")
    }
    var rounds: [[(Int, Int)]] = []
    var top = 1
    while top * 2 < n { top *= 2 }
    var p = top
    while p > 0 {
      var (q, r, d) = (top, 0, p)
      while true {
        rounds.append((0..<max(0, n - d)).filter { $0 & p == r }.map { ($0, $0 + d) })
        if q == p { break }
        (d, q, r) = (q - p, q / 2, p)
      }
      p /= 2
    }
    return rounds
  }

  /// The comparisons that the first `count` places depend on.
  private static func needed(_ rounds: [[(Int, Int)]], for count: Int) -> [[(Int, Int)]] {
    var places = Set(0..<count)
    var kept: [[(Int, Int)]] = []
    for round in rounds.reversed() {
      let read = round.filter { places.contains($0.0) || places.contains($0.1) }
      for (a, b) in read { places.formUnion([a, b]) }
      kept.append(read)
    }
    return kept.reversed()
  }
}
