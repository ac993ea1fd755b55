import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct BoundedShapeTests {
  /// What bounds decide is what all regions decide; of networks in general position they decide all slopes.
  @Test func verdictsAreThoseOfRegions() throws {
    var generator = SplitMix64(state: Seed.current)
    let shapes = [[1, 5, 1], [2, 5, 1], [2, 4, 4, 1], [3, 4, 3, 1], [5, 4, 1]]
    for round in 0..<Seed.cases(20, soak: 200) {
      let widths = shapes[round % shapes.count]
      let isGeneral = round.isMultiple(of: 2)
      let network =
        isGeneral ? try Networks.random(widths, &generator) : try Networks.whole(widths, &generator)
      let domain = try Polytope(Box(-1...1, dimension: widths[0]))
      let regions = try Dissection(of: network, over: .box(domain.box), keeping: .facets).shape()
      let bounds = try network.boundedShape(
        of: 0, over: domain, within: Budget(limits: Limits(duration: .seconds(20))))
      let comment: Comment = "round \(round), \(widths)"
      func agree(_ found: ShapeVerdict, _ truth: ShapeVerdict) {
        if found.holds != nil { #expect(found.holds == truth.holds, comment) }
      }
      agree(bounds.linear, regions.linear)
      agree(bounds.convex, regions.convex)
      agree(bounds.concave, regions.concave)
      agree(bounds.homogeneous, regions.homogeneous)
      agree(bounds.odd.verdict, regions.odd.verdict)
      agree(bounds.even.verdict, regions.even.verdict)
      for (found, truth) in zip(bounds.coordinates, regions.coordinates) {
        agree(found.rising, truth.rising)
        agree(found.falling, truth.falling)
        agree(found.constant, truth.constant)
        let (size, slack) = (truth.slopes, 1e-9 * (1 + truth.slopes.upperBound - truth.slopes.lowerBound))
        #expect(
          found.bounds.lowerBound <= size.lowerBound + slack && found.bounds.upperBound >= size.upperBound - slack)
        if isGeneral { #expect(found.rising.holds != nil && found.falling.holds != nil, comment) }
      }
      for pair in bounds.pairs {
        #expect(regions.pairs.contains { $0.first == pair.first && $0.second == pair.second }, comment)
      }
      if let groups = bounds.groups { #expect(groups == regions.groups, comment) }
    }
  }

  /// What random lines say beside all creases, each within 1.5 times its interval; for units, of which there are many, three times.
  @Test func bendsAlongLinesAreThoseOfCreases() throws {
    var generator = SplitMix64(state: 4)
    for widths in [[1, 6, 1], [2, 8, 6, 1], [3, 6, 5, 1]] {
      let network = try Networks.random(widths, &generator)
      let box = try Box(
        lower: [Double](repeating: -1, count: widths[0]), upper: [1, 2, 0.5].prefix(widths[0]).map { $0 })
      let bends = try Dissection(of: network, over: .box(box), keeping: .vertices).bends()
      let estimate = try #require(try BendEstimate(of: network, output: 0, over: box))
      func isNear(_ found: DrawnEstimate, _ truth: Double?, _ times: Double) -> Bool {
        (found.value - (truth ?? .infinity)).magnitude <= times * found.error + 1e-12 * (1 + found.value.magnitude)
      }
      #expect(estimate.lineCount >= 3960)
      #expect(isNear(estimate.total.convex, bends.total.convex, 1.5), "\(widths)")
      #expect(isNear(estimate.total.concave, bends.total.concave, 1.5), "\(widths)")
      #expect(estimate.units.count <= bends.units.count && estimate.units.count + 1 >= bends.units.count)
      for (unit, total) in estimate.units {
        let truth = bends.units.first { $0.unit == unit }?.total
        #expect(isNear(total.convex, truth?.convex, 3) && isNear(total.concave, truth?.concave, 3), "\(unit)")
      }
    }
  }

  /// Outputs that bend themselves are units of the last layer.
  @Test func outputsThatBendAreNamed() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [0, 1]]), activation: .linear),
      Layer(weights: Matrix([[1, 1], [1, -1]]), bias: [0, 0.25], activation: .relu),
    ])
    let estimate = try #require(try BendEstimate(of: network, output: 1, over: try Box(-1...1, dimension: 2)))
    #expect(estimate.units.map(\.unit) == [Unit(layer: 1, index: 1)] && estimate.total.concave.value == 0)
  }

  /// Symmetries that only change the order of units.
  @Test func unitsProveSymmetries() throws {
    let whole = try Polytope(Box(-1...1, dimension: 2))
    let limits = Budget(limits: Limits(duration: .seconds(20)))
    let exchanged = try Networks.network([([[1, 2], [2, 1], [1, 1]], [0.5, 0.5, -0.25]), ([[1, 1, -3]], [1])])
    let even = try Networks.network([([[1, 2], [-1, -2]], [0.5, 0.5]), ([[3, 3]], [1])])
    let odd = try Networks.network([([[1, 2], [-1, -2]], [0.5, 0.5]), ([[3, -3]], [0])])
    for (network, expected) in [
      (exchanged, [true, false, false]), (even, [false, true, false]), (odd, [false, false, true]),
    ] {
      let shape = try network.boundedShape(of: 0, over: whole, within: limits)
      #expect([shape.exchangeable[0].symmetry, shape.even, shape.odd].map { $0.verdict.holds == true } == expected)
    }
  }

  /// What weights alone prove: no negative weight behind the first layer is convex, and without biases a network is homogeneous.
  @Test func weightsProve() throws {
    let whole = try Polytope(Box(-1...1, dimension: 2))
    let limits = Budget(limits: Limits(duration: .seconds(20)))
    let convex = try Networks.network([
      ([[1, -1], [-1, 0.5]], [0, 0]), ([[1, 2], [0.5, 0]], [0, 0]), ([[1, 1]], [0]),
    ])
    let shape = try convex.boundedShape(of: 0, over: whole, within: limits)
    #expect(shape.convex == .holds && shape.concave.holds == false && shape.homogeneous == .holds)
    #expect(shape.regionCount == nil && shape.bends == nil && shape.groups == [[0, 1]])
    let sum = try Networks.network([([[1, 0], [0, 1]], [0.25, 0]), ([[1, 1]], [0])])
    #expect(try sum.boundedShape(of: 0, over: whole, within: limits).groups == [[0], [1]])
    #expect(try sum.boundedShape(of: 0, over: whole, within: limits).homogeneous.holds == false)
    // Units that do not switch: affine, which slopes prove.
    let affine = try Networks.network([([[1, 0], [0, 1]], [3, 3]), ([[1, -1]], [0])])
    let flat = try affine.boundedShape(of: 0, over: whole, within: limits)
    #expect(flat.linear == .holds && flat.coordinates[0].rising == .holds && flat.coordinates[1].falling == .holds)
  }
}
