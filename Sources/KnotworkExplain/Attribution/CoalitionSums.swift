import Dispatch
import Knotwork
import Synchronization

/// Sums of an output over background rows, for all coalitions of inputs that take a row's values.
///
/// Of a row between two others every pre-activation of the first layer is a sum of products of which each is one of two: they are computed once,
/// and added. Sums over the first few players stand in a table; those over the others change by one term from one coalition to
/// the next.
struct CoalitionSums: Sendable {
  private let evaluator: RowEvaluator
  private let first: Layer
  private let threads: Int

  /// So many numbers at most in a table, which stays in a processor's own memory.
  private static let tableSize = 1 << 16
  /// So many bits of a coalition are one piece of work.
  private static let workBits = 8

  /// - Requires: a network of two layers or more, and one output.
  init(_ network: Network, threads: Int) {
    precondition(network.layers.count > 1 && network.outputCount == 1, "CoalitionSums: one hidden layer expected")
    (evaluator, first) = (network.evaluator, network.layers[0])
    self.threads = max(1, threads)
  }

  /// For each coalition, as a number whose bits are the players in their order, the sum of the outputs; nil where it was not wanted to the
  /// end.
  ///
  /// - Parameters:
  ///   - row: the row that a coalition's inputs take their values from.
  ///   - players: the numbers of the inputs that coalitions are made of.
  ///   - background: what all others take, a column for each input.
  ///   - isWanted: asked now and then.
  func callAsFunction(
    _ row: [Double], players: [Int], background: [[Double]], while isWanted: () -> Bool
  ) -> [Double]? {
    let work = CoalitionWork(
      evaluator: evaluator, first: first, row: row, players: players, background: background,
      tableSize: Self.tableSize, workBits: Self.workBits)
    var sums = [Double](repeating: 0, count: 1 << players.count)
    for start in stride(from: 0, to: work.pieces, by: threads) {
      guard isWanted() else { return nil }
      let count = min(threads, work.pieces - start)
      if count == 1 {
        work.sums(ofPiece: start, into: &sums)
        continue
      }
      let parts = Mutex([[Double]](repeating: [], count: count))
      DispatchQueue.concurrentPerform(iterations: count) { number in
        let part = work.sums(ofPiece: start + number)
        parts.withLock { $0[number] = part }
      }
      let found = parts.withLock { $0 }
      for (number, part) in found.enumerated() {
        sums.replaceSubrange((start + number) * part.count..<(start + number + 1) * part.count, with: part)
      }
    }
    return sums
  }
}

/// The coalitions of one row.
private struct CoalitionWork: Sendable {
  private let evaluator: RowEvaluator
  /// How many background rows there are, and units in the first layer.
  private let (rows, units): (Int, Int)
  /// For each unit and each coalition of the first players the sums of their products and of what all others give.
  private let table: [Double]
  private let tableBits: Int
  /// For each other player what it gives from the row, and from the background; for each unit all rows, and the first ones again, so that 16
  /// follow each other everywhere.
  private let own: [[Double]]
  private let others: [[Double]]
  private let workBits: Int

  init(
    evaluator: RowEvaluator, first: Layer, row: [Double], players: [Int], background: [[Double]], tableSize: Int,
    workBits: Int
  ) {
    let rows = background[0].count
    let units = first.unitCount
    var bits = 0
    while bits < min(6, players.count), (rows * units) << (bits + 1) <= tableSize { bits += 1 }
    (self.evaluator, self.rows, self.units, tableBits) = (evaluator, rows, units, bits)
    let fixed = row.indices.filter { !players.contains($0) }
    var table: [Double] = []
    table.reserveCapacity((units * rows) << bits)
    for unit in 0..<units {
      let weights = first.weights[row: unit]
      let start = weights.startIndex
      var sums = [Double](repeating: first.bias[unit], count: rows)
      for input in fixed {
        let weight = weights[start + input]
        if weight != 0 { for index in 0..<rows { sums[index] += weight * background[input][index] } }
      }
      for player in players[..<bits] {
        let weight = weights[start + player]
        let (own, column) = (weight * row[player], background[player])
        let count = sums.count
        sums += sums
        for start in stride(from: 0, to: count, by: rows) {
          for index in 0..<rows { sums[start + index] += weight * column[index] }
        }
        for index in count..<2 * count { sums[index] += own }
      }
      table += sums
    }
    self.table = table
    let rest = players[bits...]
    own = rest.map { player in
      (0..<units).flatMap { [Double](repeating: first.weights[$0, player] * row[player], count: rows + 15) }
    }
    others = rest.map { player in
      let column = (0..<rows + 15).map { background[player][$0 % rows] }
      return (0..<units).flatMap { unit in
        let weight = first.weights[unit, player]
        return column.map { weight * $0 }
      }
    }
    self.workBits = min(workBits, rest.count)
  }

  /// How many pieces of work there are.
  var pieces: Int { 1 << (own.count - workBits) }

  /// The sums of one piece: all coalitions that have the same players beyond the table's and the piece's own.
  func sums(ofPiece number: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: 1 << (tableBits + workBits))
    find(number) { sums[$0] = $1 }
    return sums
  }

  /// The same, where they belong among those of all pieces.
  func sums(ofPiece number: Int, into sums: inout [Double]) {
    let start = number << (tableBits + workBits)
    find(number) { sums[start + $0] = $1 }
  }

  private func find(_ number: Int, _ receive: (Int, Double) -> Void) {
    // What the players give that the piece is about, then one more player at each level, the last one's changes most often.
    var levels = [[Double]](repeating: [Double](repeating: 0, count: units * (rows + 15)), count: workBits + 1)
    for player in workBits..<own.count {
      add(number >> (player - workBits) & 1 == 1 ? own[player] : others[player], to: &levels[0])
    }
    for coalition in 0..<1 << workBits {
      let changed = coalition == 0 ? workBits : coalition.trailingZeroBitCount + 1
      for player in (0..<changed).reversed() {
        let level = workBits - player
        let term = coalition >> player & 1 == 1 ? own[player] : others[player]
        set(&levels[level], to: levels[level - 1], plus: term)
      }
      let values = evaluator(firstLayer: table, plus: levels[workBits], period: rows, rows: rows << tableBits)
      for part in 0..<1 << tableBits {
        var sum = 0.0
        for index in part * rows..<(part + 1) * rows { sum += values[index] }
        receive(coalition << tableBits | part, sum)
      }
    }
  }

  private func add(_ term: [Double], to sums: inout [Double]) {
    for index in sums.indices { sums[index] += term[index] }
  }

  private func set(_ sums: inout [Double], to before: [Double], plus term: [Double]) {
    for index in sums.indices { sums[index] = before[index] + term[index] }
  }
}
