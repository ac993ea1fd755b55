import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Volumes of regions and what is made of them, in floating point, in double-doubles, face by face and exactly.
@Suite(.timed) struct VolumeTests {
  /// Collects the volumes of every region by each method, with their bounds.
  private struct Volumes: CellSink, Sendable {
    struct Found {
      let exact: Double
      let refined: Triangulation.Volume
      let moments: FirstMoments
      let byFaces: (Triangulation.Volume, center: [Double])
    }
    static var detail: ViewDetail { .everything }
    let compiled: CompiledNetwork
    var all: [Found] = []

    mutating func add(_ region: FoundCell) {
      guard let view = region.view, let moments = region.firstMoments(compiled) else { return }
      let vertices = RefinedVertices(region, view, compiled)
      let byFaces = vertices.withView { FaceMoments.volumeAndCenter(of: $0, dimension: compiled.dimension) }
      all.append(
        Found(
          exact: ExactCell(region, view, compiled).volume, refined: vertices.volume, moments: moments, byFaces: byFaces)
      )
    }
  }

  @Test(arguments: [2, 3, 4], RandomNetworks.Weights.allCases)
  func boundsHold(_ dimension: Int, _ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<3 {
      let network = try RandomNetworks.network(
        inputs: dimension, hidden: [4, 3], weights: weights, hasBias: true, leaky: true, using: &generator)
      let dissection = try Dissection(
        of: network, over: .box(Box(-1...1, dimension: dimension)), by: .vertices, keeping: .vertices)
      let compiled = dissection.record.table.compiled
      let found = try dissection.visit(within: Budget()) { Volumes(compiled: compiled) }.flatMap(\.all)
      #expect(found.count == dissection.regions.count)
      for volumes in found {
        let exact = volumes.exact
        #expect(exact > 0)
        for rounded in [volumes.refined, volumes.moments.volume, volumes.byFaces.0] where rounded.error.isFinite {
          #expect((rounded.value - exact).magnitude <= rounded.error + exact * 0x1p-50)
        }
        // Maps of wild weights are differences of large numbers.
        #expect(weights == .wild || volumes.refined.error <= 0x1p-24 * exact || exact < 1e-12)
        guard volumes.moments.volume.error < 1e-9 * exact else { continue }
        for (integral, center) in zip(volumes.moments.coordinates, volumes.byFaces.center) {
          #expect((integral / volumes.moments.volume.value - center).magnitude < 1e-7)
        }
      }
    }
  }

  /// relu(x₁) + relu(x₂) + `constant`, in any number of inputs.
  private func hinges(inputs: Int, constant: Double = 0) throws -> Network {
    var weights = Matrix.zero(rows: 2, columns: inputs)
    (weights[0, 0], weights[1, 1]) = (1, 1)
    return try Network(layers: [
      Layer(weights: weights, bias: [0, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), bias: [constant], activation: .linear),
    ])
  }

  @Test(arguments: 2...10)
  func meansInManyInputs(_ inputs: Int) throws {
    let dissection = try Dissection(
      of: hinges(inputs: inputs), over: .box(Box(-1...1, dimension: inputs)), keeping: [.means])
    #expect(try (dissection.mean() - 0.5).magnitude < 1e-7)
  }

  /// A crease through the main diagonal of a cube: regions that are no boxes.
  @Test(arguments: 2...8)
  func meanOfAPositivePart(_ inputs: Int) throws {
    var row = [Double](repeating: 0, count: inputs)
    (row[0], row[1]) = (1, -1)
    let network = try Network(layers: [
      Layer(weights: Matrix([row]), bias: [0], activation: .relu),
      Layer(weights: Matrix([[1]]), bias: [0], activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(0...1, dimension: inputs)), keeping: [.means])
    // E max(X − Y, 0) of independent uniform X, Y is 1/6.
    #expect(try (dissection.mean() - 1.0 / 6).magnitude < 1e-7)
  }

  /// Squares of such sizes are zero or infinite in doubles, and beside a constant nothing is left of them.
  @Test(arguments: [1e-300, 1e-237, 1e-160, 1e-100, 1e100, 1e160], [0, 1, -3])
  func smallVariationsBesideAConstant(_ size: Double, _ constant: Double) throws {
    let box = try Box(lower: [-size, -size], upper: [size, size])
    let dissection = try Dissection(of: hinges(inputs: 2, constant: constant), over: .box(box))
    let fit = try dissection.linearFit()
    func isClose(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-7 * b.magnitude }
    #expect(isClose(fit.slope[0], 0.5) && isClose(fit.slope[1], 0.5))
    #expect(isClose(fit.intercept, constant + size / 2))
    #expect(isClose(fit.rms, size * (2.0 / 48).squareRoot()))
    #expect(isClose(fit.largestDeviation, size / 2))
    #expect(try isClose(dissection.mean(), constant + size / 2))
  }

  @Test func manyRegionsOnATinyBox() throws {
    // 60 × 60 regions of a grid, more than are integrated exactly on ordinary boxes.
    let units = 59
    let size = 0x1p-600
    var weights = Matrix.zero(rows: 2 * units, columns: 2)
    var bias = [Double](repeating: 0, count: 2 * units)
    for unit in 0..<units {
      (weights[unit, 0], weights[units + unit, 1]) = (1, 1)
      (bias[unit], bias[units + unit]) = (-Double(unit + 1) * size, -Double(unit + 1) * size)
    }
    let network = try Network(layers: [
      Layer(weights: weights, bias: bias, activation: .relu),
      Layer(weights: Matrix([[Double](repeating: 1, count: 2 * units)]), bias: [0], activation: .linear),
    ])
    let box = try Box(lower: [0, 0], upper: [60 * size, 60 * size])
    let dissection = try Dissection(of: network, over: .box(box))
    #expect(dissection.regions.count == 3600)
    // Σ (60 − k)² / 120 over k = 1 … 59, twice.
    var expected = 0.0
    for unit in 1...59 { expected += Double((60 - unit) * (60 - unit)) / 60 * size }
    #expect(try (dissection.mean() - expected).magnitude <= 1e-7 * expected)
  }

  /// Half the sizes of boxes about 0.
  static let halfSizes: [[Double]] = [
    [1, 1], [1e-300, 1e-300], [1e300, 1e300], [3.3e231, 6.9e76], [6.5e-288, 1.7e-214],
    [Double.leastNonzeroMagnitude, 1],
  ]

  @Test(arguments: halfSizes)
  func sharesOfCases(_ sizes: [Double]) throws {
    let table = try CaseTable(of: hinges(inputs: 2), over: Box(lower: sizes.map { -$0 }, upper: sizes))
    #expect(table.cases.map(\.pattern.description) == ["11", "10", "01", "00"])
    for entry in table.cases { #expect((entry.share.value - 0.25).magnitude < 1e-7) }
  }

  /// Products of weights and such coordinates are 0 in doubles.
  @Test(arguments: [2 * Double.leastNonzeroMagnitude, 0x1p-1030, 0x1p-1000])
  func signsOnSubnormalDomains(_ size: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0.077], [0.063], [-0.05]]), bias: [0, 0, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1, 1]]), bias: [0], activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(lower: [0], upper: [size])))
    #expect(dissection.regions.map(\.pattern.description) == ["110"])
  }

  /// Regions so thin that neither the mean of their vertices nor most points near it round to a point inside.
  @Test(arguments: [0x1p-48, 0x1p-52, 0x1p-56, 0x1p-60])
  func pointsInsideSlivers(_ width: Double) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<20 {
      let slope = Double.random(in: 0.1...10, using: &generator)
      let network = try Network(layers: [
        Layer(weights: Matrix([[slope, -1], [slope + slope * width, -1]]), bias: [0, 0], activation: .relu),
        Layer(weights: Matrix([[1, 1]]), bias: [0], activation: .linear),
      ])
      guard network.layers[0].weights[0, 0] != network.layers[0].weights[1, 0] else { continue }
      let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
      #expect(dissection.regions.count == 4)
      for region in dissection.regions {
        #expect(network.pattern(at: region.interiorPoint) == region.pattern)
        let local = try network.region(containing: region.interiorPoint)
        #expect(local.pattern == region.pattern)
      }
    }
  }
}
