import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Questions in any dimension: against the plane's answers, and against the network itself.
@Suite(.timed) struct ManyDimensionsQuestionTests {
  @Test(arguments: RandomNetworks.Weights.allCases)
  func planesAgree(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<6 {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [5, 4], outputs: 2, weights: weights, hasBias: number % 2 == 0, leaky: number > 3,
        using: &generator)
      let box = try Box(-1...1, dimension: 2)
      let plane = try Dissection(of: network, over: .box(box))
      let space = try Dissection(of: network, over: .box(box), by: .vertices, keeping: .vertices)
      #expect((space.regions.reduce(0) { $0 + ($1.volume ?? .nan) } - 4).magnitude < 1e-12)
      for output in 0..<2 {
        let (expected, found) = (
          try plane.extremes(of: output), try space.extremes(of: output, within: Budget(threads: 2))
        )
        #expect(found.minimum.value == expected.minimum.value && found.maximum.value == expected.maximum.value)
        #expect(space.lipschitzConstant(of: output) == plane.lipschitzConstant(of: output))
        #expect(
          try (space.mean(of: output) - plane.mean(of: output)).magnitude
            <= (weights == .wild ? 1e-6 : 1e-12) * max(1, plane.lipschitzConstant(of: output)),
          "maps are right to six digits where weights from 1e-12 to 1e12 cancel")
        #expect(space.linearity(of: output).isLinear == plane.linearity(of: output).isLinear)
        let (close, fit) = (
          try plane.linearFit(of: output), try space.linearFit(of: output, within: Budget(threads: 2))
        )
        let size = max(1, plane.lipschitzConstant(of: output))
        #expect((fit.rms - close.rms).magnitude <= 1e-9 * size)
        #expect((fit.largestDeviation - close.largestDeviation).magnitude <= 1e-9 * size)
        #expect((fit.intercept - close.intercept).magnitude <= 1e-9 * size)
        #expect(zip(fit.slope, close.slope).allSatisfy { ($0 - $1).magnitude <= 1e-9 * size })
        #expect(try space.linearFit(of: output) == fit, "the result does not depend on the number of threads")
      }
    }
  }

  @Test(arguments: [(3, [6, 4]), (4, [5, 3]), (5, [4, 3]), (6, [4])] as [(Int, [Int])])
  func answersHold(_ inputs: Int, _ hidden: [Int]) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, weights: .he, hasBias: true, leaky: false, using: &generator)
    let cut = HalfSpace(normal: [Double](repeating: 1, count: inputs), offset: 0.5)
    let space = try Dissection(
      of: network, over: .polytope(Polytope(Box(-1...1, dimension: inputs), halfSpaces: [cut])))
    let (minimum, maximum) = try space.extremes()
    for extreme in [minimum, maximum] {
      #expect((network(extreme.point)[0] - extreme.value).magnitude <= 1e-9 * (1 + extreme.value.magnitude))
      #expect(extreme.point.reduce(0, +) <= 0.5 + 1e-12)
    }
    var sum = 0.0
    var count = 0.0
    while count < 20_000 {
      let point = (0..<inputs).map { _ in Double.random(in: -1...1, using: &generator) }
      guard point.reduce(0, +) <= 0.5 else { continue }
      let value = network(point)[0]
      // The network rounds its value; the extremes are exact.
      let slack = 1e-14 * max(1, value.magnitude)
      #expect(minimum.value - slack <= value && value <= maximum.value + slack)
      sum += value
      count += 1
    }
    // Six standard errors of a mean of values within the extremes.
    let bound = 6 * (maximum.value - minimum.value) / 2 / count.squareRoot()
    #expect((try space.mean() - sum / count).magnitude <= bound)
    #expect(try space.mean(within: Budget(threads: 3)) == space.mean(), "threads do not matter, to the last bit")
    if inputs < 6 {
      // No other affine function is closer.
      let fit = try space.linearFit()
      func rms(_ slope: [Double], _ intercept: Double, isFit: Bool = false) -> Double {
        var (sum, count) = (0.0, 0.0)
        var points = SeededGenerator(seed: 3)
        while count < 4000 {
          let point = (0..<inputs).map { _ in Double.random(in: -1...1, using: &points) }
          guard point.reduce(0, +) <= 0.5 else { continue }
          let residual = network(point)[0] - zip(slope, point).reduce(intercept) { $0 + $1.0 * $1.1 }
          if isFit { #expect(residual.magnitude <= fit.largestDeviation + 1e-9) }
          sum += residual * residual
          count += 1
        }
        return (sum / count).squareRoot()
      }
      let found = rms(fit.slope, fit.intercept, isFit: true)
      #expect((found - fit.rms).magnitude <= 0.1 * fit.rms + 1e-9)
      #expect(rms(fit.slope.map { $0 + 0.3 }, fit.intercept) > found && rms(fit.slope, fit.intercept + 0.3) > found)
    }
    if case .notLinear(let witness) = space.linearity() { #expect(witness?.gap != 0 && witness != nil) }
  }

  /// Exactly linear although many patterns exist: x written as relu(x) − relu(−x) for every input.
  @Test func linearInDisguise() throws {
    let identity = (0..<3).map { axis in (0..<3).map { $0 == axis ? 1.0 : 0 } }
    let network = try Network(layers: [
      Layer(weights: Matrix(identity + identity.map { $0.map { -$0 } }), activation: .relu),
      Layer(weights: Matrix([[1, 2, 3, -1, -2, -3]]), activation: .linear),
    ])
    let space = try Dissection(of: network, over: .box(Box(-1...1, dimension: 3)))
    #expect(space.regions.count == 8 && space.creases.count == 12)
    let pieces = space.linearPieces()
    #expect(pieces.count == 1 && space.affineMapCount(in: pieces) == 1)
    guard case .linear(let map) = space.linearity() else {
      Issue.record("not linear")
      return
    }
    #expect(Array(map.slope[row: 0]) == [1, 2, 3] && map.intercept == [0])
    let (minimum, maximum) = try space.extremes()
    #expect(minimum.value == -6 && maximum.point == [1, 1, 1])
  }
}
