import Knotwork
import KnotworkFitting
import KnotworkGeometry
import KnotworkSimplify
import Testing
import _KnotworkTestSupport

/// The fewest pieces through the tube around a broken line, by trying every line through two corners of the tube or of the place where
/// the last piece may end: in fractions, and without the hulls and the order of the search that is tested.
private struct EveryLine {
  typealias Point = (x: Rational, y: Rational)
  let nodes: [Point]
  let (low, high): ([Point], [Point])

  init(_ nodes: [Point], _ error: Rational) {
    self.nodes = nodes
    low = nodes.map { ($0.x, $0.y - error) }
    high = nodes.map { ($0.x, $0.y + error) }
  }

  private func value(_ a: Point, _ b: Point, _ x: Rational) -> Rational {
    a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
  }

  private func value(_ side: [Point], _ x: Rational) -> Rational {
    var piece = 0
    while piece < side.count - 2, side[piece + 1].x < x { piece += 1 }
    return value(side[piece], side[piece + 1], x)
  }

  var count: Int {
    var window: (from: Point, to: Point)?
    for count in 1... {
      var corners = low + high
      if let window { corners = [window.from, window.to] + corners.filter { window.from.x < $0.x } }
      var best: (from: Point, to: Point)?
      for a in corners {
        for b in corners where a.x < b.x {
          guard let start = start(a, b, window) else { continue }
          switch exit(a, b, from: start) {
          case .none: return count
          case .some(nil): continue
          case .some(let next?): if best.map({ $0.to.x < next.to.x }) ?? true { best = next }
          }
        }
      }
      guard let best else { return -1 }
      window = best
    }
    return -1
  }

  /// Where a line meets the place where the last piece may end; nil where it does not.
  private func start(_ a: Point, _ b: Point, _ window: (from: Point, to: Point)?) -> Rational? {
    guard let window else { return nodes[0].x }
    let zero = Rational(0)
    let (first, last) = (value(a, b, window.from.x) - window.from.y, value(a, b, window.to.x) - window.to.y)
    if zero < first * last { return nil }
    if first == zero { return window.from.x }
    return window.from.x + (window.to.x - window.from.x) * first / (first - last)
  }

  /// Where a line leaves the tube, with its last contact on the other side: nil inside where it touches none, or starts outside; none
  /// where it never leaves.
  private func exit(_ a: Point, _ b: Point, from start: Rational) -> (from: Point, to: Point)?? {
    let first = value(a, b, start)
    guard first <= value(high, start), value(low, start) <= first else { return .some(nil) }
    var touchesLow: Point? = first == value(low, start) ? (start, first) : nil
    var touchesHigh: Point? = first == value(high, start) ? (start, first) : nil
    for node in nodes.indices where start < nodes[node].x {
      let here = value(a, b, nodes[node].x)
      let isAbove = high[node].y < here
      if isAbove || here < low[node].y {
        let side = isAbove ? high : low
        let (before, after) = (nodes[node - 1].x, nodes[node].x)
        let (near, far) = (value(a, b, before) - side[node - 1].y, here - side[node].y)
        let x = before + (after - before) * near / (near - far)
        guard let contact = isAbove ? touchesLow : touchesHigh else { return .some(nil) }
        return .some((contact, (x, value(a, b, x))))
      }
      if here == high[node].y { touchesHigh = (nodes[node].x, here) }
      if here == low[node].y { touchesLow = (nodes[node].x, here) }
    }
    return .none
  }
}

@Suite(.timed) struct FewestPiecesTests {
  /// Slopes are dyadic, and half of the errors too, so that pieces touch the tube in more places than they need.
  @Test func piecesAreAsFewAsAnExactSearchFinds() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for trial in 0..<Seed.cases(40, soak: 1000) {
      let count = Int.random(in: 2...7, using: &generator)
      var places: Set<Int> = [0, 32]
      while places.count < count + 1 { places.insert(Int.random(in: 1...31, using: &generator)) }
      let x = places.sorted().map { Double($0) / 8 }
      var y = [0.0]
      for node in 1..<x.count {
        y.append(y[node - 1] + Double(Int.random(in: -24...24, using: &generator)) / 16 * (x[node] - x[node - 1]))
      }
      let error =
        trial % 2 == 0
        ? Double(Int.random(in: 1...24, using: &generator)) / 16 : Double.random(in: 0.02...1.5, using: &generator)
      let network = try BrokenLine(nodes: x, values: y).network()
      let domain = Domain.box(try Box(0...4, dimension: 1))
      let lossless = try LosslessSimplification(of: network, over: domain)
      let found = try LossySimplification(of: network, from: lossless, over: domain, within: error)
      let expected = EveryLine(zip(x, y).map { (Rational($0), Rational($1)) }, Rational(error)).count
      #expect(found.fewestPieces?.atLeast == expected && found.fewestPieces?.atMost == expected, "case \(trial)")
      #expect(found.best.difference.bound <= error && (found.best.pieces ?? 0) <= expected + 1, "case \(trial)")
      for step in found.curve {
        for _ in 0..<20 {
          let point = [Dyadic(Double.random(in: 0...4, using: &generator))]
          let difference = network.exactly(point)[0] - step.network.exactly(point)[0]
          #expect(difference.magnitude <= Dyadic(step.difference.bound), "case \(trial)")
        }
      }
    }
  }

  @Test func aThousandPiecesTakeNoTime() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let x = (0...1200).map { Double($0) / 64 }
    var y = [0.0]
    for _ in x.dropFirst() { y.append(y[y.count - 1] + Double.random(in: -1...1, using: &generator)) }
    let network = try BrokenLine(nodes: x, values: y).network()
    let domain = Domain.box(try Box(0...18.75, dimension: 1))
    let lossless = try LosslessSimplification(of: network, over: domain)
    let found = try LossySimplification(
      of: network, from: lossless, over: domain, within: 0.1, budget: Budget(limits: Limits(duration: .seconds(5))))
    #expect(found.fewestPieces?.atLeast == found.fewestPieces?.atMost)
    #expect(found.best.difference.bound <= 0.1 && found.best.pieces == found.fewestPieces?.atMost)
  }
}
