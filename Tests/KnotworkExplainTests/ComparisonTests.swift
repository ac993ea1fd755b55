import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct ComparisonTests {
  private let square = Result { Domain.box(try Box(-1...1, dimension: 2)) }

  /// |x1 − x2| two ways: in one hidden layer, and as max − min in two of other sizes.
  @Test func equalFunctionsOfDifferentNetworksAreEqual() throws {
    let first = try Networks.network([([[1, -1], [-1, 1]], [0, 0]), ([[1, 1]], [0])])
    let second = try Networks.network([
      ([[1, -1], [-1, 1], [2, -2]], [0, 0, 0]), ([[1, 1, 0], [0, 0, 1]], [0, 0]), ([[1, 0]], [0]),
    ])
    let found = try NetworkComparison(first, second, over: square.get()).outputs[0]
    #expect(found.isEqual == true && found.largest == 0 && found.bound == 0)
  }

  /// relu(x1), and the same plus relu(x2) / 2: the maps differ where x2 > 0, by that term.
  @Test func changedPiecesAreTold() throws {
    let first = try Networks.network([([[1, 0]], [0]), ([[1]], [0])])
    let second = try Networks.network([([[1, 0], [0, 1]], [0, 0]), ([[1, 0.5]], [0])])
    let rows = [[0.5, 0.5], [0.5, 0.75], [-0.5, 0.5], [0.5, -0.5]]
    let found = try NetworkComparison(first, second, over: square.get(), rows: rows)
    let changes = try #require(found.changes)
    #expect(changes.changedRows == 3 && changes.changedShare == 0.5)
    #expect(Set(changes.pieces.map { "\($0.first)|\($0.second)|\($0.rows ?? -1)" }) == ["1|11|2", "0|01|1"])
    for piece in changes.pieces {
      #expect(piece.slope == [[0, 0.5]] && piece.intercept == [0] && piece.share == 0.25 && piece.point[1] > 0)
    }
  }

  @Test func theLargestDifferenceIsThatOfTheReferenceEngine() throws {
    var generator = SplitMix64(state: Seed.current)
    let box = ConvexPolygon(try Box(-1...1, dimension: 2))
    for _ in 0..<4 {
      let (first, second) = (
        try Networks.random([2, 5, 1], &generator), try Networks.random([2, 4, 3, 1], &generator)
      )
      let found = try NetworkComparison(first, second, over: square.get()).outputs[0]
      let reference = ReferenceDissection(of: first.combined(with: second, sign: -1), over: box)
      let (least, greatest) = reference.extremes(of: 0)
      let expected = max(greatest.approximate, -least.approximate)
      #expect((found.largest - expected).magnitude < 1e-12)
      #expect(found.isEqual == false && found.bound >= expected)
      let there = first(found.place)[0] - second(found.place)[0]
      #expect((there.magnitude - found.largest).magnitude < 1e-12)
      #expect(((found.mean ?? 0) - reference.integral(of: 0).approximate / 4).magnitude < 1e-12)
      // The mean size, on a grid.
      let steps = 200
      var sum = 0.0
      for i in 0..<steps {
        for j in 0..<steps {
          let point = [Double(2 * i + 1 - steps) / Double(steps), Double(2 * j + 1 - steps) / Double(steps)]
          sum += (first(point)[0] - second(point)[0]).magnitude / Double(steps * steps)
        }
      }
      #expect(((found.absoluteMean ?? 0) - sum).magnitude < 1e-3 * (1 + sum))
    }
  }

  @Test func beyondTheLimitEqualityIsOpen() throws {
    var generator = SplitMix64(state: 3)
    let network = try Networks.random([3, 16, 16, 1], &generator)
    let domain = Domain.box(try Box(-1...1, dimension: 3))
    let budget = Budget(limits: Limits(regions: 10))
    #expect(try NetworkComparison(network, network, over: domain, within: budget).outputs[0].isEqual == nil)
    let other = try Networks.random([3, 16, 16, 1], &generator)
    let found = try NetworkComparison(network, other, over: domain, within: budget).outputs[0]
    #expect(found.isEqual == false && found.largest > 0 && found.bound == .infinity)
  }

  private func point(_ finding: SmallestChange.Finding) throws -> SmallestChange {
    guard case .point(let change) = finding else { throw InvalidGeometry("no point was found") }
    return change
  }

  /// In three and five inputs what is proved and what is found enclose the distance to the level set of one unit, which is that to a plane,
  /// and no point of a fine sample is nearer.
  @Test func theSmallestChangeInManyInputs() throws {
    var generator = SplitMix64(state: Seed.current)
    for inputs in [3, 5] {
      let box = try Box(-2...2, dimension: inputs)
      let row = Networks.point(inputs, &generator)
      let scales = (0..<inputs).map { 1 + Double($0) / 2 }
      // |u · x + c|: a value a little above that at the row, so that the plane is near.
      let (u, c) = (Networks.point(inputs, &generator).map { $0 < 0 ? $0 / 2 - 0.5 : $0 / 2 + 0.5 }, 0.125)
      let network = try Networks.network([([u, u.map { -$0 }], [c, -c]), ([[1, 1]], [0])])
      let value = network(row)[0] + 0.25
      let found = try point(
        SmallestChange.find(of: network, from: row, to: value, within: box, scales: scales))
      let size = zip(u, scales).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
      #expect(found.isProved && (network(found.point)[0] - value).magnitude < 1e-12)
      #expect(found.bound <= 0.25 / size * (1 + 1e-12) && found.distance >= 0.25 / size * (1 - 1e-12))
      #expect(found.distance <= 0.25 / size * 1.0003)
      // No value beyond the greatest is taken.
      let most = zip(u, 0..<inputs).reduce(c.magnitude) { $0 + 2 * $1.0.magnitude }
      let none = try SmallestChange.find(of: network, from: row, to: most + 1, within: box, scales: scales)
      #expect(none == .none)
    }
    let network = try Networks.random([3, 6, 4, 1], &generator)
    let box = try Box(-1...1, dimension: 3)
    let row = Networks.point(3, &generator)
    let value = network(Networks.point(3, &generator))[0]
    let found = try point(SmallestChange.find(of: network, from: row, to: value, within: box, scales: [1, 1, 1]))
    #expect((network(found.point)[0] - value).magnitude < 1e-12 && found.bound <= found.distance)
    let isBelow = network(row)[0] < value
    for _ in 0..<20_000 {
      let other = zip(row, Networks.point(3, &generator)).map { min(1, max(-1, $0 + $1 * found.distance)) }
      let distance = zip(row, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      if distance < found.bound { #expect((network(other)[0] < value) == isBelow) }
    }
  }

  /// The nearest point with a value, beside all points with it on the lines of a grid.
  @Test func theSmallestChangeIsNearest() throws {
    var generator = SplitMix64(state: Seed.current)
    let box = try Box(-1...1, dimension: 2)
    for _ in 0..<5 {
      let network = try Networks.random([2, 6, 1], &generator)
      let row = Networks.point(2, &generator)
      let value = network(Networks.point(2, &generator))[0]
      let found = try point(SmallestChange.find(of: network, from: row, to: value, within: box, scales: [1, 2]))
      #expect(found.isProved)
      #expect((network(found.point)[0] - value).magnitude < 1e-12)
      var best = Double.infinity
      for axis in 0..<2 {
        for line in 0...100 {
          for step in 0..<100 {
            func point(_ t: Double) -> [Double] {
              axis == 0 ? [t, Double(line) / 50 - 1] : [Double(line) / 50 - 1, t]
            }
            var (low, high) = (Double(step) / 50 - 1, Double(step + 1) / 50 - 1)
            let isBelow = network(point(low))[0] < value
            guard (network(point(high))[0] < value) != isBelow else { continue }
            for _ in 0..<50 {
              let middle = (low + high) / 2
              if (network(point(middle))[0] < value) == isBelow { low = middle } else { high = middle }
            }
            let (a, b) = (point(low)[0] - row[0], (point(low)[1] - row[1]) / 2)
            best = min(best, (a * a + b * b).squareRoot())
          }
        }
      }
      // What only touches the value, as a plateau does, is on no line of the grid; that it is taken was seen above.
      #expect(found.distance <= best + 1e-12, "\(found.distance), on lines \(best)")
      let (a, b) = (found.point[0] - row[0], (found.point[1] - row[1]) / 2)
      #expect((found.distance - (a * a + b * b).squareRoot()).magnitude < 1e-15)
    }
    // A plateau: relu(x1 + x2) is 0 below the diagonal, whose nearest point to (0.5, 0.75) is the foot of the perpendicular.
    let network = try Networks.network([([[1, 1]], [0]), ([[1]], [0])])
    let found = try point(SmallestChange.find(of: network, from: [0.5, 0.75], to: 0, within: box, scales: [1, 1]))
    #expect((found.distance - 1.25 / 2.0.squareRoot()).magnitude < 1e-12 && found.isProved)
  }

  @Test func rowsAreExplainedByTheirRegion() throws {
    let network = try Networks.maximum()
    let found = try RowExplanation(of: network, at: [0.5, 0.25], scales: [1, 1])
    #expect(found.slope == [1, 0] && found.intercept == 0 && found.value == 0.5)
    let nearest = try #require(found.nearest)
    #expect((nearest.distance - 0.25 / 2.0.squareRoot()).magnitude < 1e-15)
    #expect((nearest.point[0] - 0.375).magnitude < 1e-15 && (nearest.point[1] - 0.375).magnitude < 1e-15)
    #expect(found.slopeBehind == [0, 1])
  }

  @Test func piecesHaveTheirRowsAndRegressions() throws {
    let network = try Networks.network([([[1], [-1]], [0, 0]), ([[2, 1]], [0])])
    let x: [Double] = [-3, -2, -1, 1, 2, 3, 4]
    let y = x.map { $0 > 0 ? 2 * $0 + 1 : -$0 }
    let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y)
    let pieces = PieceTable(of: network, table: table, isMeasured: true)
    #expect(pieces.pieces.map(\.rows) == [[3, 4, 5, 6], [0, 1, 2]])
    #expect(pieces.pieces[0].slope == [2] && pieces.pieces[0].error == 1 && pieces.pieces[1].error == 0)
    let regression = try #require(pieces.pieces[0].regression)
    #expect((regression.coefficients[0].estimate - 1).magnitude < 1e-12)
    #expect((regression.coefficients[1].estimate - 2).magnitude < 1e-12)
    #expect(pieces.error.map { ($0 - (4.0 / 7).squareRoot()).magnitude < 1e-15 } == true)
  }
}
