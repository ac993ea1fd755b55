import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Which pairs of inputs are searched for hinges where there are very many.
@Suite(.timed) struct PairScreenTests {
  /// The sum of squares that four means explain beyond those of two factors, over all cuts, by least squares.
  private func byRegression(_ columns: [[Double]], _ target: [Double], _ weights: [Double]) -> Double {
    let n = target.count
    let cuts = columns.map { column in (1..<8).map { column.sorted()[$0 * n / 8] } }
    var best = 0.0
    for first in cuts[0] {
      for second in cuts[1] {
        let (a, b) = (columns[0].map { $0 >= first ? 1.0 : 0 }, columns[1].map { $0 >= second ? 1.0 : 0 })
        let both = zip(a, b).map { $0 * $1 }
        // With an empty quarter there is nothing to compare.
        guard [both, zip(a, b).map { $0 * (1 - $1) }, zip(a, b).map { (1 - $0) * $1 }].allSatisfy({ $0.contains(1) }),
          zip(a, b).contains(where: { $0 == 0 && $1 == 0 })
        else { continue }
        func rest(_ columns: [[Double]]) -> Double {
          LinearRegression(
            DataTable(
              inputNames: columns.indices.map { "x\($0)" }, columns: columns, targetName: "y", target: target,
              weights: weights)
          ).sumOfSquares
        }
        best = max(best, rest([a, b]) - rest([a, b, both]))
      }
    }
    return best
  }

  @Test func theInteractionIsThatOfTheBestCuts() {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(6, soak: 200) {
      let n = [30, 61, 200][round % 3]
      func column() -> [Double] { (0..<n).map { _ in Double.random(in: -1...1, using: &generator) } }
      // One of them has few values.
      let columns = [column(), column().map { round % 2 == 0 ? $0 : ($0 * 3).rounded() }]
      let noise = column()
      let target = noise.indices.map { (columns[0][$0] + columns[1][$0]).magnitude + noise[$0] }
      let weights = column().map { round % 3 == 0 ? 1 : 1.5 + $0 }
      let screen = PairScreen(
        columns, factors: weights.map { $0.squareRoot() }, residual: zip(target, weights).map { $0 * $1 })
      let expected = byRegression(columns, target, weights)
      let found = screen.interaction(0, 1)
      #expect((found - expected).magnitude <= 1e-9 * expected, "round \(round)")
      #expect((screen.interaction(1, 0) - expected).magnitude <= 1e-9 * expected)
    }
  }

  @Test func constantColumnsHaveNone() {
    let screen = PairScreen(
      [[1, 2, 3, 4], [5, 5, 5, 5]], factors: [1, 1, 1, 1], residual: [1, -1, 1, -1])
    #expect(screen.interaction(0, 1) == 0 && screen.interaction(1, 1) == 0)
  }

  /// 780 pairs of 40 inputs, of which one matters, without a part of its own in either input.
  @Test func thePairAmongVeryManyIsFound() throws {
    var generator = SeededGenerator(seed: Seed.current)
    func column() -> [Double] { (0..<400).map { _ in Double.random(in: -1...1, using: &generator) } }
    let columns = (0..<40).map { _ in column() }
    let noise = column()
    let target = noise.indices.map { 2 * (columns[7][$0] - columns[23][$0]).magnitude + 0.2 * noise[$0] }
    let table = DataTable(
      inputNames: columns.indices.map { "x\($0)" }, columns: columns, targetName: "y", target: target)
    var options = AdditiveOptions()
    (options.pairs, options.criterion) = (1, .bic)
    #expect(try AdditiveFit(table, options).pairs.map(\.inputs) == [[7, 23]])
  }
}
