import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

/// The code in the articles of Sources/Knotwork/Knotwork.docc, between comments that name the article, compiled and run on the
/// network of the question.
@Suite(.timed) struct ArticleSnippets {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

  let network: Network
  let box: Box
  let dissection: Dissection

  init() throws {
    let data = try Data(contentsOf: Self.root.appending(path: "Examples/question.json"))
    network = try NetworkFile([UInt8](data)).network
    box = try Box(-1...1, dimension: network.inputCount)
    dissection = try Dissection(of: network, over: .box(box))
  }

  @Test func takingANetworkApart() throws {
    // TakingANetworkApart
    let box = try Box(-1...1, dimension: network.inputCount)
    let dissection = try Dissection(of: network, over: .box(box), keeping: .vertices)
    for region in dissection.regions {
      print(region.pattern, region.map, region.volume ?? 0)
    }
    for crease in dissection.creases {
      print(crease.unit, crease.regions, crease.bends)
    }
    // end
    #expect(dissection.regions.count == 4)
    #expect(dissection.creases.count == 4)
    #expect(abs(dissection.regions.reduce(0) { $0 + ($1.volume ?? 0) } - 4) < 1e-12)
  }

  @Test func describingNetworks() throws {
    // DescribingNetworks
    let network = try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
    let output = network([0.6, 0.5])
    let map = network.localMap(at: [0.6, 0.5])
    // end
    #expect(output == self.network([0.6, 0.5]))
    #expect(abs(output[0] - map([0.6, 0.5])[0]) < 1e-14)
  }

  @Test func findingExtremes() throws {
    // FindingExtremes
    let dissection = try Dissection(of: network, over: .box(box), keeping: .extremes)
    let (minimum, maximum) = try dissection.extremes()
    // end
    #expect(abs(network(minimum.point)[0] - minimum.value) < 1e-12)
    #expect(abs(network(maximum.point)[0] - maximum.value) < 1e-12)
    #expect(abs(minimum.value + 1.372) < 1e-12 && abs(maximum.value - 2.75) < 1e-12)
  }

  @Test func meansAndSlopes() throws {
    // MeansAndSlopes
    let dissection = try Dissection(of: network, over: .box(box), keeping: .means)
    let mean = try dissection.mean()
    let steepest = dissection.lipschitzConstant()
    // end
    #expect(abs(mean - 0.183968) < 1e-6)
    #expect(abs(steepest - (1.635 * 1.635 + 2.135 * 2.135).squareRoot()) < 1e-12)
  }

  @Test func decidingLinearity() throws {
    // DecidingLinearity
    switch dissection.linearity() {
    case .linear(let map):
      print("y = \(map)")
    case .notLinear(let witness?):
      print("f at the midpoint of \(witness.p) and \(witness.q) is off the mean by \(witness.gap)")
    case .notLinear(nil):
      print("not linear; the regions beside the creases are too thin for points in doubles")
    }
    // end
    #expect(!dissection.linearity().isLinear)
  }

  @Test func bestLinearApproximation() throws {
    // BestLinearApproximation
    let fit = try dissection.linearFit()
    print("y ≈ \(fit.slope) · x + \(fit.intercept), off by \(fit.rms) in the mean square")
    print("and by at most \(fit.largestDeviation), at \(fit.point)")
    // end
    #expect(abs(fit.rms - 0.390306) < 1e-6)
    #expect(abs(fit.largestDeviation - 0.869968) < 1e-6)
  }

  @Test func levelSets() throws {
    // LevelSets
    let dissection = try Dissection(of: network, over: .box(box), keeping: .vertices)
    let level = try dissection.levelSet(at: 0.5)
    for piece in level.pieces {
      print(piece.region, piece.halfSpace, piece.vertices ?? [])
    }
    // end
    #expect(!level.pieces.isEmpty && level.plateaus.isEmpty)
    for vertex in level.pieces.flatMap({ $0.vertices ?? [] }) { #expect(abs(network(vertex)[0] - 0.5) < 1e-12) }
  }

  @Test func piecesAndMaps() throws {
    // PiecesAndMaps
    let pieces = dissection.linearPieces()
    let maps = dissection.affineMapCount(in: pieces)
    print("\(dissection.regions.count) regions, \(pieces.count) linear pieces, \(maps) affine maps")
    // end
    #expect((dissection.regions.count, pieces.count, maps) == (4, 4, 4))
  }

  @Test func profilesAlongLines() throws {
    // ProfilesAlongLines
    let diagonal = try Segment(from: [-1, 1], to: [1, -1])
    let profile = try Profile(of: network, over: .segment(diagonal))
    for (knot, bend) in zip(profile.knots, profile.bends) {
      print("the slope jumps by \(bend) at s = \(knot)")
    }
    let start = profile(0)
    // end
    #expect(!profile.knots.isEmpty)
    #expect(abs(start - network([-1, 1])[0]) < 1e-12)
  }

  @Test func locationAndWalks() throws {
    // LocationAndWalks
    let here = try network.region(containing: [0.6, 0.5])
    if let crease = here.nearestCrease(in: .l2) {
      print("\(crease.unit) makes the nearest crease, \(crease.distance) away at \(crease.point)")
    }
    let sawAll = try network.walk(from: [0.6, 0.5], count: 100) { step in
      print(step.index, step.distance, step.region.pattern)
    }
    // end
    #expect(sawAll)
    #expect(here.facets.count == 2)
    #expect(dissection.region(at: [0.6, 0.5])?.pattern == here.pattern)
  }

  @Test func countingRegions() throws {
    // CountingRegions
    let bound = network.regionBound.value
    let estimate = try network.regionEstimate(over: .box(box), samples: 100)
    let count = try network.regionCount(over: .box(box), within: Budget(threads: 2))
    // end
    #expect(count == 4 && estimate.regions == 4)
    #expect(abs(bound - 4) < 1e-12)
  }

  @Test func regionProofs() throws {
    // RegionProofs
    let domain = try Polytope(box)
    var proof: [RegionProofStep] = []
    let count = try network.certify(over: domain) { proof.append($0) }

    var checker = try RegionProofChecker(network, over: domain)
    for step in proof { try checker.check(step) }
    try checker.finish()
    // end
    #expect(count == 4 && checker.regionCount == 4)
  }

  @Test func tablesOfCases() throws {
    // TablesOfCases
    let table = try CaseTable(of: network, over: box)
    for row in table.cases {
      print(row.pattern, row.condition, row.symbols, row.map, row.share.value)
    }
    for impossible in try table.impossiblePatterns() {
      print(impossible.pattern, impossible.reason)
    }
    for law in table.identities { print(law.text, law.holds) }
    // end
    #expect(table.cases.count == 4)
    #expect(table.identities.allSatisfy { $0.holds })
  }

  @Test func budgetsAndCheckpoints() throws {
    // BudgetsAndCheckpoints
    let last = Mutex<EnumerationCheckpoint?>(nil)
    let checkpoints = Checkpoints { checkpoint in last.withLock { $0 = checkpoint } }
    let budget = Budget(threads: 2, limits: Limits(regions: 1_000_000, duration: .seconds(60)))
    do {
      let count = try network.regionCount(over: .box(box), within: budget, checkpoints: checkpoints)
      print("\(count) regions")
    } catch let stop as LimitReached {
      print("\(stop.cause); at least \(stop.regionsFound) regions")
    }
    let resumed = Checkpoints(from: last.withLock { $0 }) { _ in }
    // end
    #expect(resumed.start?.regions == 4)
    let again = try network.regionCount(over: .box(box), checkpoints: resumed)
    #expect(again == 4)
  }
}
