import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Shapley values of one output of a network beside a background, all of which is used.
public struct ShapleyExplainer: Sendable {
  private let evaluator: RowEvaluator
  /// Sums over coalitions by addition of the first layer; nil where that layer is a small part of the work, so that tables save less than
  /// it takes to read them.
  private let coalitions: CoalitionSums?
  /// One column for each input.
  private let background: [[Double]]
  private let rowCount: Int
  private let base: Double
  private let groups: [[Int]]
  private let threads: Int

  /// Rows that are evaluated at a time; enough for all threads.
  private var block: Int { 4096 * max(1, threads) }

  /// An explainer.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - background: the rows that the output is compared with, a column for each input, all of the same length.
  ///   - threads: how many threads share the work; the values do not depend on it.
  /// - Requires: the background has a row.
  public init(_ network: Network, output: Int = 0, background: [[Double]], threads: Int = 1) {
    precondition(background.count == network.inputCount && background[0].count > 0, "a background of rows expected")
    let single = network.restricted(to: output)
    evaluator = single.evaluator
    let sizes = single.layers.map { $0.inputCount * $0.unitCount }
    coalitions =
      sizes.count > 1 && 2 * sizes[0] >= sizes.dropFirst().reduce(0, +)
      ? CoalitionSums(single, threads: threads) : nil
    self.background = background
    rowCount = background[0].count
    self.threads = threads
    groups = network.separateInputs
    base =
      evaluator(columns: background.flatMap(\.self), rows: rowCount).reduce(into: CompensatedSum()) { $0.add($1) }
      .value / Double(rowCount)
  }

  /// The most inputs of which all coalitions are looked at for a row: those of the largest group in which a background row differs from it.
  ///
  /// Coordinates that are equal are no players, whatever is done with them; those that are merely close are.
  public func playerCount(at row: [Double]) -> Int {
    games(row).map { $0.players.map(\.count).max() ?? 0 }.max() ?? 0
  }

  /// The Shapley values, from all coalitions.
  ///
  /// - Requires: fewer than 32 players (``playerCount(at:)``).
  /// - Complexity: 2^players evaluations for each background row.
  public func exact(at row: [Double]) -> ShapleyValues {
    guard let values = exact(at: row, while: { true }) else { preconditionFailure("work that nobody ends has an end") }
    return values
  }

  /// The same as long as it is wanted.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - isWanted: asked now and then.
  /// - Returns: nil where it was not wanted to the end.
  public func exact(at row: [Double], while isWanted: () -> Bool) -> ShapleyValues? {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: row.count)
    for game in games(row) {
      for players in game.players where !players.isEmpty {
        guard let values = coalitionSums(row, players: players, rows: game.rows, while: isWanted) else { return nil }
        let weights = ShapleyExplainer.weights(players.count)
        for (bit, player) in players.enumerated() {
          for coalition in values.indices where coalition >> bit & 1 == 0 {
            sums[player].add(
              weights[coalition.nonzeroBitCount] * (values[coalition | 1 << bit] - values[coalition]))
          }
        }
      }
    }
    return ShapleyValues(
      value: evaluator(rows: row)[0], base: base, attributions: sums.map { $0.value / Double(rowCount) }, errors: nil)
  }

  /// Estimates from random orders of the inputs, each with its reverse. Each pair's marginal contributions sum to the difference from the
  /// background's mean, and so do the estimates.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - pairs: how many orders with their reverses; from 20 on the intervals of Student's t cover what they say.
  ///   - seed: chooses the orders.
  /// - Requires: at least two pairs.
  /// - Complexity: 2 · inputs evaluations for each pair and background row.
  public func estimate(at row: [Double], pairs: Int, seed: UInt64 = 0) -> ShapleyValues {
    guard let values = estimate(at: row, pairs: pairs, seed: seed, while: { true }) else {
      preconditionFailure("work that nobody ends has an end")
    }
    return values
  }

  /// The same as long as it is wanted.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - pairs: how many orders with their reverses.
  ///   - seed: chooses the orders.
  ///   - isWanted: asked before each pair.
  /// - Returns: nil where it was not wanted to the end.
  /// - Requires: at least two pairs.
  public func estimate(
    at row: [Double], pairs: Int, seed: UInt64, while isWanted: () -> Bool
  ) -> ShapleyValues? {
    precondition(pairs > 1, "ShapleyExplainer: \(pairs) pairs of orders; expected at least two")
    var generator = SplitMix64(state: seed)
    let players = row.indices.filter { input in background[input].contains { $0 != row[input] } }
    let value = evaluator(rows: row)[0]
    var (sums, squares) = (row.map { _ in CompensatedSum() }, row.map { _ in 0.0 })
    var samples: [[Double]] = []
    for _ in 0..<pairs {
      guard isWanted() else { return nil }
      let order = players.shuffled(using: &generator)
      var gains = [Double](repeating: 0, count: row.count)
      for order in [order, order.reversed()] {
        var before = base
        for (place, mean) in prefixMeans(row, order, value).enumerated() {
          gains[order[place]] += (mean - before) / 2
          before = mean
        }
      }
      for input in row.indices { sums[input].add(gains[input]) }
      samples.append(gains)
    }
    let means = sums.map { $0.value / Double(pairs) }
    for gains in samples {
      for input in row.indices { squares[input] += (gains[input] - means[input]) * (gains[input] - means[input]) }
    }
    let t = StudentT(degreesOfFreedom: Double(pairs - 1)).twoSidedQuantile(0.05)
    return ShapleyValues(
      value: value, base: base, attributions: means,
      errors: squares.map { t * ($0 / Double(pairs - 1) / Double(pairs)).squareRoot() })
  }

  /// For each prefix of an order, the mean output where its inputs take the row's values.
  private func prefixMeans(_ row: [Double], _ order: [Int], _ value: Double) -> [Double] {
    guard !order.isEmpty else { return [] }
    let prefixes = (1..<max(1, order.count)).map { Array(order.prefix($0)) }
    return sums(row, prefixes, rows: Array(0..<rowCount)).map { $0 / Double(rowCount) } + [value]
  }

  /// Background rows that differ from the row in the same inputs, and these by groups that do not interact.
  private func games(_ row: [Double]) -> [(players: [[Int]], rows: [Int])] {
    var order: [[Int]] = []
    var rows: [[Int]: [Int]] = [:]
    for index in 0..<rowCount {
      let differing = row.indices.filter { background[$0][index] != row[$0] }
      if rows[differing] == nil { order.append(differing) }
      rows[differing, default: []].append(index)
    }
    return order.map { differing in
      let players = Set(differing)
      return (groups.map { $0.filter(players.contains) }, rows[differing] ?? [])
    }
  }

  /// For each coalition of some players, as a number whose bits are they, the sum of the outputs over some background rows.
  private func coalitionSums(
    _ row: [Double], players: [Int], rows: [Int], while isWanted: () -> Bool
  ) -> [Double]? {
    precondition(players.count < 32, "ShapleyExplainer: all coalitions of \(players.count) inputs are too many")
    if let coalitions {
      return coalitions(
        row, players: players, background: background.map { column in rows.map { column[$0] } }, while: isWanted)
    }
    let count = 1 << players.count
    let step = max(1, block / rows.count)
    var result: [Double] = []
    result.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: step) {
      guard isWanted() else { return nil }
      let coalitions = (first..<min(count, first + step)).map { coalition in
        players.indices.filter { coalition >> $0 & 1 == 1 }.map { players[$0] }
      }
      result += sums(row, coalitions, rows: rows)
    }
    return result
  }

  /// For each of some sets of inputs that take the row's values, the sum of the outputs over some background rows.
  private func sums(_ row: [Double], _ sets: [[Int]], rows: [Int]) -> [Double] {
    let total = sets.count * rows.count
    var columns: [Double] = []
    columns.reserveCapacity(total * row.count)
    for input in row.indices {
      let own = rows.map { background[input][$0] }
      let given = [Double](repeating: row[input], count: rows.count)
      for set in sets { columns += set.contains(input) ? given : own }
    }
    let values = evaluator(columns: columns, rows: total, threads: threads)
    return sets.indices.map { set in
      var sum = 0.0
      for index in set * rows.count..<(set + 1) * rows.count { sum += values[index] }
      return sum
    }
  }

  /// s! (p − 1 − s)! / p! for coalitions of s among p players.
  private static func weights(_ players: Int) -> [Double] {
    var (weights, binomial) = ([Double](), 1.0)
    for size in 0..<players {
      weights.append(1 / (Double(players) * binomial))
      binomial *= Double(players - 1 - size) / Double(size + 1)
    }
    return weights
  }
}
