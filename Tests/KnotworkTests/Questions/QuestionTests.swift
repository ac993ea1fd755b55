import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Answers that a dissection gives, against exact ones.
@Suite(.timed) struct QuestionTests {
  private func random(_ number: Int, _ hidden: [Int] = [5, 4], inputs: Int = 2) throws -> Network {
    var generator = SeededGenerator(seed: Seed.current &+ UInt64(number))
    return try RandomNetworks.network(
      inputs: inputs, hidden: hidden, weights: number % 2 == 0 ? .he : .integers, hasBias: true, leaky: false,
      using: &generator)
  }

  /// The normal equations of the reference engine's exact moments.
  @Test func linearFitSolvesTheNormalEquations() throws {
    for number in 0..<20 {
      let network = try random(number)
      let domain = ConvexPolygon(try Box(lower: [-1, 0.5], upper: [2, 1]))
      let fit = try Dissection(of: network, over: .polygon(domain)).linearFit()
      let reference = ReferenceDissection(of: network, over: domain)
      let map = ExactMap(Rational(fit.slope[0]), Rational(fit.slope[1]), Rational(fit.intercept))
      // Midpoints of sides integrate quadratic functions exactly.
      func integral(_ function: (ReferenceRegion, ExactPoint) -> Rational) -> Double {
        reference.integral { region, points in
          (0..<3).reduce(Rational.zero) { sum, side in
            let (p, q) = (points[side], points[(side + 1) % 3])
            let middle = ExactPoint((p.x + q.x) / Rational(2), (p.y + q.y) / Rational(2))
            return sum + function(region, middle)
          } / Rational(3)
        }.approximate
      }
      let size = max(1, fit.largestDeviation)
      for direction in 0..<3 {
        let residual = integral { region, point in
          (region.maps[0](point) - map(point)) * [point.x, point.y, Rational(1)][direction]
        }
        #expect(residual.magnitude < 1e-11 * size, "\(number)")
      }
      let square = integral { region, point in
        let residual = region.maps[0](point) - map(point)
        return residual * residual
      }
      #expect((fit.rms * fit.rms - square / domain.area).magnitude < 1e-11 * size * size)
      let largest = reference.regions.flatMap { region in
        region.polygon.map { (region.maps[0]($0) - map($0)).approximate.magnitude }
      }.max()!
      #expect((fit.largestDeviation - largest).magnitude < 1e-9 * size)
    }
  }

  @Test func oppositeUnitsAreLinear() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0.1, 0.7], [-0.1, -0.7]]), bias: [0.3, -0.3], activation: .relu),
      Layer(weights: Matrix([[1.7, -1.7]]), bias: [5], activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
    #expect(dissection.regions.count == 2)
    #expect(dissection.linearPieces().count == 1)
    #expect(dissection.affineMapCount() == 1)
    guard case .linear(let map) = dissection.linearity() else {
      Issue.record("w2 = −w1, v2 = −v1 is linear")
      return
    }
    #expect(map([0.5, 0.25])[0] == network([0.5, 0.25])[0])
    #expect(dissection.creases[0].bends == [0])
  }

  /// Nearly linear is not linear: one weight is off by its last bit.
  @Test func aLastBitIsSeen() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0.1, 0.7], [-0.1, -0.7]]), bias: [0.3, -0.3], activation: .relu),
      Layer(weights: Matrix([[1.7, (-1.7).nextUp]]), bias: [5], activation: .linear),
    ])
    guard case .notLinear(let witness?) = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2))).linearity()
    else {
      Issue.record("the bend is 2⁻⁵² · 0.7, and there is a witness")
      return
    }
    #expect(witness.gap != 0 && witness.gap.magnitude < 1e-15)
  }

  @Test func witnessesAreConfirmed() throws {
    for number in 0..<40 {
      let network = try random(number)
      guard
        case .notLinear(let witness?) = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2))).linearity()
      else { continue }
      let (p, q) = (witness.p.map(Rational.init), witness.q.map(Rational.init))
      let reference = ReferenceDissection(
        of: network, over: ConvexPolygon(try Box(-1...1, dimension: 2)))
      func value(_ x: Rational, _ y: Rational) -> Rational {
        // The region whose polygon holds the point, by signs of cross products.
        let point = ExactPoint(x, y)
        let region = reference.regions.first { region in
          region.polygon.indices.allSatisfy { index in
            let (a, b) = (region.polygon[index], region.polygon[(index + 1) % region.polygon.count])
            return ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)).signum >= 0
          }
        }
        return region!.maps[0](point)
      }
      let two = Rational(2)
      let middle = value((p[0] + q[0]) / two, (p[1] + q[1]) / two)
      let gap = middle - (value(p[0], p[1]) + value(q[0], q[1])) / two
      #expect(gap.signum != 0 && witness.gap.isCloseTo(gap), "\(number)")
    }
  }

  @Test func levelSets() throws {
    for number in 0..<20 {
      let network = try random(number)
      let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
      let (minimum, maximum) = try dissection.extremes()
      let level = minimum.value + 0.37 * (maximum.value - minimum.value)
      let set = try dissection.levelSet(at: level)
      let size = max(1, minimum.value.magnitude, maximum.value.magnitude)
      for piece in set.pieces {
        let ends = (piece.vertices ?? []).map { SIMD2($0[0], $0[1]) }
        try #require(ends.count == 2)
        for share in [0.0, 0.3, 1.0] {
          let point = ends[0] + share * (ends[1] - ends[0])
          #expect((network([point.x, point.y])[0] - level).magnitude < 1e-9 * size, "\(number)")
        }
        // The side to the left is the higher one.
        let direction = ends[1] - ends[0]
        let length = (direction.x * direction.x + direction.y * direction.y).squareRoot()
        guard length > 1e-4 else { continue }
        let map = dissection.regions[piece.region].map
        #expect(map.slope[0, 0] * -direction.y + map.slope[0, 1] * direction.x > 0, "\(number)")
      }
      // A level inside the range separates something: it has segments, and none beyond the range.
      if maximum.value > minimum.value { #expect(!set.pieces.isEmpty, "\(number)") }
      #expect(try dissection.levelSet(at: maximum.value + 1).pieces.isEmpty)
    }
  }

  @Test func levelSetsAlongCreasesAndPlateaus() throws {
    // y = relu(x1): 0 on a plateau, and the level 0 runs along its edge.
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
    let zero = try dissection.levelSet(at: 0)
    #expect(zero.plateaus.count == 1 && zero.pieces.isEmpty)
    let half = try dissection.levelSet(at: 0.5)
    #expect(half.pieces.count == 1 && half.plateaus.isEmpty)
    #expect(half.pieces[0].vertices == [[0.5, 1], [0.5, -1]], "y > t on the left of the way")
    // y = |x1|: the level 0 is the crease, given once.
    let absolute = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [-1, 0]]), activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    #expect(try Dissection(of: absolute, over: .box(Box(-1...1, dimension: 2))).levelSet(at: 0).pieces.count == 1)
  }

  @Test func profilesEqualTheNetwork() throws {
    for number in 0..<30 {
      let network = try random(number, [6, 5, 4], inputs: 4)
      let segment = try Segment(from: [-1, 0.5, 0.25, 2], to: [1, -0.75, 2, -1])
      let profile = try Profile(of: network, over: .segment(segment))
      #expect(profile.slopes.count == profile.knots.count + 1 && profile.bends.count == profile.knots.count)
      for step in 0...200 {
        let s = Double(step) / 200
        let point = zip(segment.start, segment.end).map { $0 + s * ($1 - $0) }
        let value = network(point)[0]
        #expect((profile(s) - value).magnitude < 1e-10 * max(1, value.magnitude), "\(number) at \(s)")
      }
      for (index, bend) in profile.bends.enumerated() {
        #expect(bend != 0)
        #expect((profile.slopes[index + 1] - profile.slopes[index] - bend).magnitude < 1e-9 * max(1, bend.magnitude))
      }
      #expect(zip(profile.knots, profile.knots.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test func profileOfOneInput() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 2], [1, -2], [0, 3]]), bias: [-1, 0, 0.5], activation: .relu),
      Layer(weights: Matrix([[1, -1, 0]]), activation: .linear),
    ])
    let profile = try Profile(of: network, over: .input(0, over: -2...2, at: [9, 0.25]))
    // relu(x + 0.5 − 1) − relu(x − 0.5): the same crease twice, and no bend.
    #expect(profile.knots.isEmpty && profile.slopes == [0])
    let other = try Profile(of: network, over: .input(0, over: -2...2, at: [9, 0.5]))
    #expect(other.knots == [0, 1] && other.slopes == [0, 1, 0] && other.bends == [1, -1])
    #expect(throws: InvalidGeometry.self) { try Profile(of: network, over: .input(2, over: 0...1, at: [0, 0])) }
    #expect(throws: InvalidGeometry.self) { try Profile(of: network, over: .input(0, over: 0...1, at: [1])) }
  }

  @Test func lipschitzConstantIsTheLargestSlope() throws {
    let dissection = try Dissection(of: random(3), over: .box(Box(-1...1, dimension: 2)))
    let largest = dissection.regions.map { region in
      let (a, b) = (region.map.slope[0, 0], region.map.slope[0, 1])
      return (a * a + b * b).squareRoot()
    }.max()!
    #expect((dissection.lipschitzConstant() - largest).magnitude <= 1e-12 * largest)
  }
}
