import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct RowEvaluatorTests {
  private func network(_ widths: [Int], _ slope: Double, _ generator: inout SplitMix64) throws -> Network {
    try Network(
      layers: (1..<widths.count).map { layer in
        let weights = (0..<widths[layer]).map { _ in
          (0..<widths[layer - 1]).map { _ in Double.random(in: -1...1, using: &generator) }
        }
        return Layer(
          weights: Matrix(weights), bias: (0..<widths[layer]).map { _ in Double.random(in: -1...1, using: &generator) },
          activation: layer + 1 == widths.count ? .linear : .leakyReLU(slope: slope))
      })
  }

  /// A row has the same bits whatever rows stand beside it, however many, and on any number of threads.
  @Test(arguments: [[1, 1], [2, 5, 3], [8, 64, 64, 1], [3, 17, 33, 2]], [0, 0.01, -0.5])
  func bitsOfARowAreItsOwn(_ widths: [Int], _ slope: Double) throws {
    var generator = SplitMix64(state: Seed.current)
    let network = try network(widths, slope, &generator)
    let (n, m, count) = (widths[0], widths[widths.count - 1], 2100)
    let rows = (0..<count * n).map { _ in Double.random(in: -2...2, using: &generator) }
    let all = network.evaluator(rows: rows)
    #expect(network.evaluator(rows: rows, threads: 3) == all)
    #expect(network(batch: Matrix(rows: count, columns: n, elements: rows)).elements == all)
    for size in [1, 2, 15, 16, 17, 31, 100] {
      for first in stride(from: 0, to: 300, by: size) {
        let part = network.evaluator(rows: Array(rows[first * n..<(first + size) * n]))
        #expect(part == Array(all[first * m..<(first + size) * m]))
      }
    }
    let columns = (0..<n).flatMap { input in (0..<count).map { rows[$0 * n + input] } }
    let transposed = network.evaluator(columns: columns, rows: count, threads: 2)
    for row in stride(from: 0, to: count, by: 97) {
      for output in 0..<m { #expect(transposed[output * count + row] == all[row * m + output]) }
      let exact = network.exactly(rows[row * n..<(row + 1) * n].map { Dyadic($0) }).map(\.nearest)
      for output in 0..<m { #expect((all[row * m + output] - exact[output]).magnitude < 1e-11 * Double(widths.max()!)) }
    }
    #expect(network.evaluator(rows: []).isEmpty)
  }
}
