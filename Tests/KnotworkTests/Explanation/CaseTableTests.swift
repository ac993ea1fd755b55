import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Tables of cases.
@Suite(.timed) struct CaseTableTests {
  private func network(
    _ weights: [[Double]], _ bias: [Double]? = nil, _ output: [Double]? = nil, activation: Activation = .relu
  ) throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix(weights), bias: bias, activation: activation),
      Layer(weights: Matrix([output ?? weights.map { _ in 1 }]), activation: .linear),
    ])
  }

  @Test func theFourCases() throws {
    let table = try CaseTable(
      of: network([[1.5, -0.7], [0.4, 2.1]], nil, [1.25, -0.6]), over: Box(-1...1, dimension: 2))
    #expect(table.cases.map(\.pattern.description) == ["11", "10", "01", "00"])
    #expect(
      table.cases.map { $0.symbols[0] } == [
        "v1(w11 x1 + w12 x2) + v2(w21 x1 + w22 x2)", "v1(w11 x1 + w12 x2)", "v2(w21 x1 + w22 x2)", "0",
      ])
    #expect(table.cases[1].condition == "z1 > 0, z2 ≤ 0")
    #expect(table.cases[1].map.slope.elements == [1.25 * 1.5, 1.25 * -0.7])
    #expect(table.impossibleCount == 0)
    #expect((table.cases.reduce(0) { $0 + $1.share.value } - 1).magnitude < 1e-15)
    #expect(table.identities.map(\.text) == ["U00 = 0", "U11 = U10 + U01"])
    #expect(table.identities.map(\.holds) == [true, true])
    #expect(table.definitions == ["z1 = w11 x1 + w12 x2", "z2 = w21 x1 + w22 x2"])
  }

  @Test func parallelAndZeroWeightsGiveFewerCases() throws {
    let box = try Box(-1...1, dimension: 2)
    let same = try CaseTable(of: network([[1, 2], [0.5, 1]]), over: box)
    #expect(same.cases.map(\.pattern.description) == ["11", "00"])
    #expect(
      try same.impossiblePatterns().map(\.reason) == [
        "z1 > 0 and z2 ≤ 0 exclude each other: z2 = 0.5 z1", "z1 ≤ 0 and z2 > 0 exclude each other: z2 = 0.5 z1",
      ])
    let zero = try CaseTable(of: network([[0, 0], [1, 1]]), over: box)
    #expect(zero.cases.map(\.pattern.description) == ["01", "00"])
    #expect(try zero.impossiblePatterns()[0].reason == "z1 > 0 is never so: z1 = 0 everywhere")
    let dead = try CaseTable(of: network([[1, 1], [1, -1]], [-5, 0.5]), over: box)
    #expect(dead.cases.map(\.pattern.description) == ["01", "00"])
    #expect(
      try dead.impossiblePatterns()[0].reason
        == "z1 > 0 on no part of the box with volume: z1 is at most -3 there")
  }

  @Test func threeInputs() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<10 {
      let network = try RandomNetworks.network(
        inputs: 3, hidden: [4], weights: number % 2 == 0 ? .he : .integers, hasBias: number % 3 == 0, leaky: false,
        using: &generator)
      let box = try Box(-1...1, dimension: 3)
      let table = try CaseTable(of: network, over: box)
      let patterns = Set(table.cases.map(\.pattern))
      #expect(patterns.count == table.cases.count)
      for _ in 0..<2000 {
        let point = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
        #expect(patterns.contains(network.pattern(at: point)), "seed \(Seed.current), \(number)")
      }
      for entry in table.cases {
        #expect(box.contains(entry.interiorPoint))
        guard case .exact(let share) = entry.share else {
          Issue.record("a share in three dimensions is exact")
          continue
        }
        #expect(share > 0)
      }
      #expect((table.cases.reduce(0) { $0 + $1.share.value } - 1).magnitude < 1e-12)
      #expect(try table.impossiblePatterns().count == table.impossibleCount)
    }
  }

  /// Three shares in sixths of the cube, by hand; beyond five inputs shares are estimates.
  @Test func sharesAreExactUpToFiveInputs() throws {
    let table = try CaseTable(of: network([[1, 2, 3], [2, -1, 1]]), over: Box(-1...1, dimension: 3))
    #expect(table.cases.map(\.pattern.description) == ["11", "10", "01", "00"])
    for (entry, expected) in zip(table.cases, [11.0 / 36, 7.0 / 36, 7.0 / 36, 11.0 / 36]) {
      #expect((entry.share.value - expected).magnitude < 1e-14)
      guard case .exact = entry.share else {
        Issue.record("an estimate in three dimensions")
        continue
      }
    }
    let many = try CaseTable(of: network([[1, 2, 3, 4, 5, 6], [2, -1, 1, 0, 1, 1]]), over: Box(-1...1, dimension: 6))
    for entry in many.cases {
      guard case .estimate(_, let error) = entry.share else {
        Issue.record("an exact share in six dimensions")
        continue
      }
      #expect(error > 0 && error < 0.01)
    }
  }

  /// Planes through one point in general position: 2 · (1 + (k − 1) + C(k − 1, 2)) cones in three dimensions.
  @Test func centralArrangement() throws {
    let normals = (0..<5).map { k -> [Double] in [1, Double(k), Double(k * k)] }
    let table = try CaseTable(of: network(normals), over: Box(-1...1, dimension: 3))
    #expect(table.cases.count == 2 * (1 + 4 + 6))
  }

  @Test func otherActivationsAndOutputs() throws {
    let network = try Network(
      layers: [
        Layer(
          weights: Matrix([[1, 0], [0, 1], [1, 1]]), bias: [0, 0.5, 0],
          activations: [.relu, .leakyReLU(slope: 0.1), .linear]),
        Layer(weights: Matrix([[1, 2, 3], [4, 5, 6]]), bias: [0, 1], activation: .linear),
      ], inputNames: ["age", "dose"])
    let table = try CaseTable(of: network, over: Box(-1...1, dimension: 2))
    #expect(table.bendingUnitCount == 2 && table.cases.count == 4)
    let last = table.cases[3]
    #expect(last.condition == "z1 ≤ 0, z2 ≤ 0")
    #expect(
      last.symbols == [
        "a2 v12(w21 age + w22 dose + b2) + v13(w31 age + w32 dose + b3) + c1",
        "a2 v22(w21 age + w22 dose + b2) + v23(w31 age + w32 dose + b3) + c2",
      ])
    #expect(last.map([0.5, 0.5])[0] != 0)
    #expect(table.identities.isEmpty)
  }

  @Test func whatHasNoTable() throws {
    let box = try Box(-1...1, dimension: 2)
    let deep = try Network(layers: [
      Layer(weights: Matrix([[1, 1]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let error = #expect(throws: NoCaseTable.self) { try CaseTable(of: deep, over: box) }
    #expect(error?.description.contains("2 hidden layers") == true)
    #expect(throws: NoCaseTable.self) {
      try CaseTable(of: network([[1, 0], [0, 1], [1, 1]]), over: box, limit: 5)
    }
    #expect(throws: InvalidGeometry.self) { try CaseTable(of: network([[1, 0]]), over: Box(-1...1, dimension: 1)) }
  }
}
