import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// The number of parts of a cell by values at its vertices, against exact linear programs for every combination of signs.
@Suite(.timed) struct PartsKernelTests {
  private let variants = (0...Kernels.best.level).map { Kernels(level: $0) }

  /// d coefficients and a constant.
  private typealias Row = [Double]

  /// The combinations of signs that rows take strictly in the box [−1, 1]^d.
  private func expected(_ rows: [Row], dimension: Int) throws -> Int {
    let system = StrictSystem(within: try Box(-1...1, dimension: dimension))
    return (0..<1 << rows.count).count { signs in
      let inequalities = rows.enumerated().map { index, row in
        let inequality = StrictSystem.Inequality(
          normal: row.dropLast().map { Dyadic($0) }, constant: Dyadic(row[dimension]))
        return signs >> index & 1 == 1 ? inequality : inequality.reversed
      }
      if case .point = system.solve(inequalities) { return true }
      return false
    }
  }

  /// The kernel's count for the corners of the box, the last corner repeated so that numbers of points of all kinds occur.
  private func found(_ rows: [Row], dimension: Int, extra: Int, fixed: Double, _ kernels: Kernels) -> Int? {
    var points = Stack<Double>()
    for corner in 0..<1 << dimension {
      for axis in 0..<dimension { points.append(corner >> axis & 1 == 1 ? 1 : -1) }
      points.append(0)
    }
    var indices = Stack<Int32>()
    for index in 0..<(1 << dimension) + extra { indices.append(Int32(min(index, (1 << dimension) - 1))) }
    var numbers = Stack<Double>()
    for row in rows { for number in row + [fixed, 0] { numbers.append(number) } }
    let scratch = numbers.extend(by: 18 * (indices.count + 8) + 64)
    return kernels.parts(
      dimension: dimension, points: points.buffer(from: 0), indices: indices.buffer(from: 0), count: indices.count,
      units: rows.count, rows: numbers.buffer(from: 0), scratch: numbers.buffer(from: scratch))
  }

  @Test(arguments: 1...7)
  func countsThePartsOfABox(dimension: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (open, counts) = (0, Set<Int>())
    for number in 0..<300 {
      let rows = (0..<2 + number % 2).map { _ -> Row in
        (0...dimension).map { index in
          Double.random(in: -1...1, using: &generator) * (index < dimension ? 1 : 0.5 * Double(dimension))
        }
      }
      let expected = try expected(rows, dimension: dimension)
      for kernels in variants {
        let found = found(rows, dimension: dimension, extra: number % 9, fixed: 0x1p-45, kernels)
        #expect(found == nil || found == expected, "\(rows), variant \(kernels.level), seed \(Seed.current)")
        if found == nil { open += 1 }
      }
      counts.insert(expected)
    }
    #expect(open <= 3, "rounding hides next to nothing")
    #expect(counts.count >= 3 && counts.max() == [4, 7, 8][min(dimension, 3) - 1])
  }

  /// Hyperplanes that coincide, are parallel, touch the box in a corner, or meet in one line: the right number or none.
  @Test(arguments: 2...4)
  func saysNothingWrongOfDegenerateOnes(dimension: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var answers = 0
    for number in 0..<400 {
      let rows = (0..<2 + number % 2).map { _ -> Row in
        (0...dimension).map { _ in Double(Int.random(in: -2...2, using: &generator)) }
      }
      let expected = try expected(rows, dimension: dimension)
      for kernels in variants {
        guard let found = found(rows, dimension: dimension, extra: 0, fixed: 0x1p-45, kernels) else { continue }
        #expect(found == expected, "\(rows), variant \(kernels.level), seed \(Seed.current)")
        answers += 1
      }
    }
    #expect(answers > 0)
  }

  @Test func saysNothingOfWhatErrorsHide() {
    let rows = [[1.0, 0, 0.25], [0, 1, 0.25]]
    for kernels in variants {
      #expect(found(rows, dimension: 2, extra: 0, fixed: 0, kernels) == 4)
      #expect(found(rows, dimension: 2, extra: 0, fixed: 0.8, kernels) == nil)
      #expect(found([[1, 0, 1e308], [1e308, 1e308, 0]], dimension: 2, extra: 0, fixed: 0, kernels) == nil)
      // The first one overflows at a corner where it is negative.
      #expect(
        found(
          [[1e308, -1e308, -1e308, -1e308, 1e308], [1, 0, 0, 0, 0.25]], dimension: 4, extra: 0, fixed: 0, kernels)
          == nil)
      #expect(found([[.nan, 0, 1], [0, 1, 0.25]], dimension: 2, extra: 0, fixed: 0, kernels) == nil)
      #expect(found(rows + [[1, 1, .infinity]], dimension: 2, extra: 0, fixed: 0, kernels) == nil)
    }
  }
}
