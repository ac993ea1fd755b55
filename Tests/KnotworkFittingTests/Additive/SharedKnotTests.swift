import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Sums of broken lines that bend at the same places in all groups, against truths and least squares over all rows.
@Suite(.timed) struct SharedKnotTests: AdditiveTables {
  /// Rows of two groups: a bend of the first input at 0.4 in both, upwards in one and downwards in the other, and a slope in the second.
  private func crossed(_ count: Int, noise: Double, _ generator: inout SeededGenerator) -> (DataTable, [Int]) {
    let x = (0..<3).map { _ in uniform(count, &generator) }
    let groups = (0..<count).map { $0 % 3 == 0 ? 1 : 0 }
    let values = groups.indices.map { row -> Double in
      let bend = max(0, x[0][row] - 0.4)
      return groups[row] == 0 ? 3 * bend + x[1][row] : 2 - 5 * bend + 2 * x[1][row]
    }
    return (table(x, noisy(values, noise, &generator)), groups)
  }

  @Test func anExactTruthIsFound() throws {
    var generator = SeededGenerator(seed: 31)
    let (table, groups) = crossed(200, noise: 0, &generator)
    let fit = try SharedKnotFit(table, groups: groups)
    #expect(fit.residualSum < 1e-18 && fit.groups.count == 2)
    #expect(fit.groups.map { $0.curves.map(\.input) } == [[0, 1], [0, 1]])
    for group in fit.groups {
      #expect(group.curves[0].hinges.count == 1)
      #expect(group.curves[0].hinges.allSatisfy { isNear($0.knot, 0.4, 1e-8) })
    }
    #expect(zip(fit.groups[0].curves[1].line.slopes, [1]).allSatisfy { isNear($0, $1, 1e-7) })
    #expect(zip(fit.groups[1].curves[1].line.slopes, [2]).allSatisfy { isNear($0, $1, 1e-7) })
    let bends = fit.groups.map { $0.curves[0].line.bends[0] }
    #expect(isNear(bends[0], 3, 1e-7) && isNear(bends[1], -5, 1e-7))
  }

  /// What bends up in one group and down in the other is found, and the network of each group is its sum.
  @Test func bendsThatCancelAreFound() throws {
    var generator = SeededGenerator(seed: 32)
    let (table, groups) = crossed(300, noise: 0.1, &generator)
    let fit = try SharedKnotFit(table, groups: groups)
    #expect(fit.groups[0].knotCount > 0)
    #expect(fit.groups[0].curves[0].hinges.map(\.knot) == fit.groups[1].curves[0].hinges.map(\.knot))
    let pooled = try AdditiveFit(table)
    #expect(fit.residualSum < 0.5 * pooled.residualSum)
    var sum = 0.0
    for row in groups.indices {
      let inputs = table.columns.map { $0[row] }
      let output = fit.groups[groups[row]].network(inputs)[0]
      #expect((output - fit.groups[groups[row]](inputs)).magnitude < 1e-11)
      sum += (table.target[row] - output) * (table.target[row] - output)
    }
    #expect((fit.residualSum / sum - 1).magnitude < 1e-9)
    let tests = fit.differences.map { ($0.input, $0.test?.pValue ?? 1) }
    #expect(tests.contains { $0.0 == 0 && $0.1 < 1e-6 } && tests.contains { $0.0 == 1 && $0.1 < 1e-6 })
  }

  /// The first knot is where the least squares of both groups together have it, by trying all places.
  @Test func theFirstKnotIsTheBestOfAll() {
    var generator = SeededGenerator(seed: 33)
    for _ in 0..<Seed.cases(6, soak: 100) {
      let (table, groups) = crossed(60, noise: 0.3, &generator)
      let x = table.columns[0]
      let parts = (0..<2).map { group -> AdditiveRows in
        let own = groups.indices.filter { groups[$0] == group }
        return AdditiveRows(
          columns: [own.map { x[$0] }], target: own.map { table.target[$0] }, factors: own.map { _ in 1 })
      }
      let limits = parts.map { AdditiveLimits(rows: $0.count, inputs: 1, isConstant: [false], AdditiveOptions()) }
      let places = SharedKnotGrowth.knots(0, parts, limits)
      var best = (knot: 0.0, sum: Double.infinity)
      for place in places {
        let sum = parts.reduce(0) { sum, rows in
          let values = rows.columns[0]
          let columns = [values.map { _ in 1.0 }, values, values.map { max(0, $0 - place) }]
          return sum + LeastSquares<Double>(columns: columns, right: rows.target, rowFactors: nil).residualSquares
        }
        if sum < best.sum { best = (place, sum) }
      }
      var calls = 0
      let growth = SharedKnotGrowth(parts, limits) {
        calls += 1
        return calls > 1
      }
      #expect(growth.form.curves[0].knots == [best.knot])
    }
  }

  /// Intervals and tests are those of one least-squares problem over all rows, with columns for each group and one for the knot's place.
  @Test func intervalsAreThoseOfAllRows() throws {
    var generator = SeededGenerator(seed: 34)
    let (table, groups) = crossed(240, noise: 0.2, &generator)
    let fit = try SharedKnotFit(table, groups: groups)
    let curves = fit.groups.map(\.curves)
    try #require(curves[0].map(\.input) == [0, 1] && curves[0][0].hinges.count == 1 && curves[0][1].hinges.isEmpty)
    let hinges = curves.map { $0[0].hinges[0] }
    func hinge(_ row: Int, _ hinge: AdditiveFit.Hinge) -> Double {
      max(0, hinge.isFalling ? hinge.knot - table.columns[0][row] : table.columns[0][row] - hinge.knot)
    }
    var columns: [[Double]] = []
    let rows = Array(groups.indices)
    for group in 0..<2 {
      func own(_ value: (Int) -> Double) -> [Double] { rows.map { groups[$0] == group ? value($0) : 0 } }
      columns.append(own { _ in 1 })
      if curves[group][0].slope != 0 { columns.append(own { table.columns[0][$0] }) }
      columns.append(own { hinge($0, hinges[group]) })
      columns.append(own { table.columns[1][$0] })
    }
    let place = columns.count
    columns.append(
      rows.map { row in
        let own = hinges[groups[row]]
        return hinge(row, own) > 0 ? (own.isFalling ? own.weight : -own.weight) : 0
      })
    let plain = LeastSquares<Double>(columns: columns, right: table.target, rowFactors: nil)
    let spread = (fit.residualSum / Double(fit.degreesOfFreedom)).squareRoot()
    #expect(fit.degreesOfFreedom == 240 - columns.count)
    let knot = spread * plain.inverseDiagonal[place].squareRoot()
    for group in 0..<2 {
      #expect(((curves[group][0].knots[0].standardError ?? 0) / knot - 1).magnitude < 1e-6)
      let slope = spread * plain.inverseDiagonal[place / 2 * (group + 1) - 1].squareRoot()
      #expect(((curves[group][1].slopes[0].standardError ?? 0) / slope - 1).magnitude < 1e-6)
    }
    // The test of differences, by a column that both groups have in common.
    let common =
      columns.enumerated().filter { $0.offset != place / 2 - 1 && $0.offset != place - 1 && $0.offset != place }
      .map(\.element) + [table.columns[1]]
    let restricted = LeastSquares<Double>(columns: common, right: table.target, rowFactors: nil).residualSquares
    let expected = (restricted - fit.residualSum) / (spread * spread)
    let test = try #require(fit.differences.first { $0.input == 1 }?.test)
    #expect(test.numerator == 1 && (test.statistic / expected - 1).magnitude < 1e-6)
  }

  @Test func rulesAndLimitsHold() throws {
    var generator = SeededGenerator(seed: 35)
    let (table, groups) = crossed(200, noise: 0.2, &generator)
    var options = AdditiveOptions()
    options.rules[0, default: .init()].shapes = [.increasing]
    let fit = try SharedKnotFit(table, groups: groups, options)
    for curve in fit.groups.flatMap(\.curves) where curve.input == 0 {
      #expect(curve.line.slopes.allSatisfy { $0 > -1e-9 })
    }
    options = AdditiveOptions()
    options.mostKnots = 0
    #expect(try SharedKnotFit(table, groups: groups, options).groups.allSatisfy { $0.knotCount == 0 })
    options = AdditiveOptions()
    options.criterion = .bic
    let one = try SharedKnotFit(table, groups: groups, options)
    #expect(one.groups[0].trials.isEmpty && one.groups[0].knotCount > 0)
    options.threads = 3
    #expect(try SharedKnotFit(table, groups: groups, options).groups.map(\.network) == one.groups.map(\.network))
  }

  @Test func smallGroupsAndStops() throws {
    var generator = SeededGenerator(seed: 36)
    for count in 2...9 {
      let x = [uniform(count, &generator), uniform(count, &generator)]
      let fit = try SharedKnotFit(table(x, x[0]), groups: (0..<count).map { $0 % 2 })
      #expect(fit.groups.allSatisfy { $0.network([0.5, 0.5])[0].isFinite })
    }
    let (table, groups) = crossed(100, noise: 0.2, &generator)
    #expect(try !SharedKnotFit(table, groups: groups, isCancelled: { true }).isComplete)
  }

  /// L Lᵀ is the matrix, also where it has no full rank.
  @Test func rootsOfMatrices() {
    for matrix in [[[4.0, 2], [2, 5]], [[1, 1], [1, 1]], [[0, 0], [0, 3]]] {
      let root = SharedKnotSearch.root(matrix)
      for row in matrix.indices {
        for column in matrix.indices {
          let product = root.reduce(0) { $0 + $1[row] * $1[column] }
          #expect((product - matrix[row][column]).magnitude < 1e-14)
        }
      }
    }
  }
}
