import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkClaims

/// Least values over boxes that a search leaves open, in exact arithmetic.
@Suite struct ExactFinishTests {
  /// A task that looks for the least of two outputs over a box, with or without a side of the domain.
  private func task(_ network: Network, _ box: Box, sides: [HalfSpace]) -> SearchTask {
    var rows = QuestionRows(inputCount: network.inputCount, outputCount: network.outputCount)
    let objectives = (0..<2).map { rows.number(of: LinearConstraint([.init(1, .output($0))], atMost: 0.25)) }
    let limits = sides.map { Question.row(rows.number(of: LinearConstraint($0))) }
    return SearchTask(
      network: FlatNetwork([network]), rows: rows, objectives: Set(objectives), gap: 1e-9, lower: box.lower,
      upper: box.upper, question: .conjunction([.any(objectives.map { .row($0) })] + limits), confirm: { _ in true })
  }

  @Test("The least value of two objectives is that of a dissection", arguments: RandomNetworks.Weights.allCases)
  func least(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var places: Set<Int> = []
    for round in 0..<Seed.cases(12, soak: 300) {
      let inputs = round % 3 + 1
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [4, 3], outputs: 2, weights: weights, hasBias: true, leaky: round % 4 == 1,
        using: &generator)
      let box = try Box(-1...1, dimension: inputs)
      let sides = round % 2 == 0 ? [] : [HalfSpace(normal: (0..<inputs).map { Double($0 + 1) }, offset: 0.5)]
      let task = task(network, box, sides: sides)
      let finish = ExactFinish(task: task, network: network)
      let found = try #require(try finish.least(in: task.start, within: Budget()))
      let dissection = try Dissection(of: network, over: .polytope(Polytope(box, halfSpaces: sides)))
      let minima = try (0..<2).map { try dissection.extremes(of: $0).minimum.value }
      let least = try #require(minima.min())
      // Rows are outputs less 0.25.
      #expect((found.optimum.value.rounded + 0.25 - least).magnitude <= 1e-15 * (1 + least.magnitude), "round \(round)")
      let place = try #require(task.objectives.sorted().firstIndex(of: found.objective))
      #expect(minima[place] == least)
      places.insert(place)
    }
    #expect(places == [0, 1])
  }

  @Test("What is no least value is refused, and what is too much stays open")
  func refusals() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 1], [1, -1]]), activation: .relu),
      Layer(weights: Matrix([[1, 0], [0, 1]]), activation: .linear),
    ])
    let box = try Box(-1...1, dimension: 2)
    let task = task(network, box, sides: [])
    let finish = ExactFinish(task: task, network: network)
    var start = task.start
    #expect(try finish.least(in: start, within: Budget())?.optimum.value.rounded == -0.25)
    start.bound = -0.25
    #expect(try finish.least(in: start, within: Budget()) != nil)
    start.bound = -0.125
    #expect(throws: FailedGate.self) { try finish.least(in: start, within: Budget()) }
    start.held = [0, 0]
    #expect(try finish.least(in: start, within: Budget()) != nil)
    #expect(try finish.least(in: task.start, within: Budget(limits: Limits(duration: .zero))) == nil)
    // Sides that leave no interior.
    let outside = self.task(network, box, sides: [HalfSpace(normal: [1, 0], offset: -1)])
    #expect(try ExactFinish(task: outside, network: network).least(in: outside.start, within: Budget()) == nil)
  }

  @Test("Boxes that are known to the gap, and more than may be dissected, are left alone")
  func mostBoxes() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), activation: .relu),
      Layer(weights: Matrix([[1, 0], [0, 1]]), activation: .linear),
    ])
    let box = try Box(-1...1, dimension: 1)
    func rest(_ bounds: [Double]) -> (open: [Double], optimum: Double?, bound: Double) {
      var task = task(network, box, sides: [])
      task.limit = -0.1
      let state = SearchState(task, within: Budget())
      for bound in bounds {
        var box = task.start
        box.bound = bound
        state.setAside(box)
      }
      state.finishExactly()
      let findings = state.findings.withLock { $0 }
      return (findings.stuck.map(\.bound), findings.optimum?.value.rounded, findings.stuckBound)
    }
    // The least value is -0.25, which closes all but what is near it.
    let few = rest([-0.1, -0.3, -0.2])
    #expect(few.open == [-0.2, -0.1] && few.optimum == -0.25 && few.bound == -0.2)
    let many = [Double](repeating: -0.3, count: ExactFinish.mostBoxes)
    #expect(rest(many).open.isEmpty && rest(many).bound == .infinity)
    #expect(rest(many + [-0.3]).optimum == nil && rest(many + [-0.3]).bound == -0.3)
    #expect(rest(many + [-0.05]).open == [-0.05])
  }

  @Test("Dissections do not count as progress, and are cancelled with the search")
  func progress() {
    let budget = Budget()
    let unseen = budget.unseen
    unseen.progress.add(share: 0.5)
    #expect(budget.progress.fraction == 0 && !unseen.progress.isCancelled)
    budget.progress.cancel()
    #expect(unseen.progress.isCancelled)
    let other = Budget()
    other.unseen.progress.cancel()
    #expect(!other.progress.isCancelled)
  }
}
