import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Vertices, volumes and faces of the regions of any dimension.
@Suite(.timed) struct CellComplexTests {
  private func dissection(_ inputs: Int, _ hidden: [Int], cut: Bool) throws -> Dissection {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, weights: .he, hasBias: true, leaky: false, using: &generator)
    let half = HalfSpace(normal: [Double](repeating: 1, count: inputs), offset: 0.5)
    return try Dissection(
      of: network, over: .polytope(Polytope(Box(-1...1, dimension: inputs), halfSpaces: cut ? [half] : [])),
      by: .vertices, keeping: .vertices,
      within: Budget(threads: 2))
  }

  @Test(arguments: [2, 3, 4, 5])
  func volumesAndVertices(_ inputs: Int) throws {
    let dissection = try dissection(inputs, [6, 4], cut: false)
    var sum = 0.0
    for region in dissection.regions {
      let vertices = try #require(region.vertices)
      #expect(vertices.count > inputs)
      let volume = try #require(region.volume)
      #expect(volume > 0)
      sum += volume
      for half in region.halfSpaces {
        let size = half.normal.reduce(half.offset.magnitude) { $0 + $1.magnitude }
        let levels = vertices.map { zip(half.normal, $0).reduce(-half.offset) { $0 + $1.0 * $1.1 } }
        #expect(levels.allSatisfy { $0 <= 1e-9 * size })
        #expect(levels.count { $0.magnitude <= 1e-9 * size } >= inputs, "a facet has at least d vertices")
      }
    }
    let whole = (1...inputs).reduce(1.0) { product, _ in 2 * product }
    #expect((sum - whole).magnitude < 1e-10 * whole)
    let plain = try Dissection(of: dissection.network, over: dissection.domain, by: .vertices)
    #expect(plain.regions[0].vertices == nil && plain.regions[0].volume == nil)
  }

  /// Σ (−1)ᵏ · (number of faces of dimension k) is 1 for a convex domain cut into cells that meet in common faces.
  @Test(arguments: [(2, [6, 4]), (3, [5, 4]), (3, [4, 3, 3]), (4, [4, 3])] as [(Int, [Int])], [false, true])
  func eulersRelation(_ shape: (Int, [Int]), _ cut: Bool) throws {
    let dissection = try dissection(shape.0, shape.1, cut: cut)
    // In this generic network no two vertices are as close as rounding could bring them.
    var numbers: [[Int]: Int] = [:]
    func number(_ vertex: [Double]) -> Int {
      let key = vertex.map { Int(($0 * 1e7).rounded()) }
      if let known = numbers[key] { return known }
      numbers[key] = numbers.count
      return numbers.count - 1
    }
    var faces = Set<Set<Int>>()
    var dimensions: [Set<Int>: Int] = [:]
    for region in dissection.regions {
      let vertices = try #require(region.vertices)
      let own = vertices.map(number)
      let facets = region.halfSpaces.map { half -> Set<Int> in
        let size = half.normal.reduce(half.offset.magnitude) { $0 + $1.magnitude }
        return Set(
          zip(vertices, own).filter { vertex, _ in
            zip(half.normal, vertex).reduce(-half.offset) { $0 + $1.0 * $1.1 }.magnitude <= 1e-9 * size
          }.map(\.1))
      }
      // All faces are intersections of facets; each lies one dimension below the smallest that contains it.
      var level: Set<Set<Int>> = [Set(own)]
      for dimension in stride(from: dissection.dimension, through: 0, by: -1) {
        for face in level {
          faces.insert(face)
          dimensions[face] = dimension
        }
        var next = Set<Set<Int>>()
        for face in level {
          let below = facets.map { face.intersection($0) }.filter { !$0.isEmpty && $0.count < face.count }
          for candidate in below where !below.contains(where: { candidate.isStrictSubset(of: $0) }) {
            next.insert(candidate)
          }
        }
        level = next
      }
      #expect(level.isEmpty)
    }
    let characteristic = faces.reduce(0) { $0 + (dimensions[$1]! % 2 == 0 ? 1 : -1) }
    #expect(characteristic == 1, "\(shape) \(cut) with \(faces.count) faces")
    #expect(dissection.regions.count > 1)
  }

  @Test func sumsAreExact() {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<20 {
      var terms = (0..<500).map { _ in
        Double.random(in: -1...1, using: &generator)
          * Double(sign: .plus, exponent: Int.random(in: -300...300, using: &generator), significand: 1)
      }
      terms += [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude / 4, 0]
      let exact = terms.reduce(Dyadic.zero) { $0 + Dyadic($1) }.nearest
      for _ in 0..<3 {
        terms.shuffle(using: &generator)
        var (first, second) = (ExactSum(), ExactSum())
        for (index, term) in terms.enumerated() { if index % 3 == 0 { first.add(term) } else { second.add(term) } }
        first.add(second)
        #expect(first.value == exact)
      }
      var none = ExactSum()
      for term in terms {
        none.add(term)
        none.add(-term)
      }
      #expect(none.value == 0)
    }
  }
}
