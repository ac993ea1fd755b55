import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct EquationTests {
  private func value(_ equation: Equation, _ x: [Double]) -> Double {
    func term(_ term: Equation.Term) -> Double { zip(term.slope, x).reduce(term.intercept) { $0 + $1.0 * $1.1 } }
    switch equation.form {
    case .hinges(let first, let hinges): return hinges.reduce(term(first)) { $0 + $1.bend * max(0, x[0] - $1.knot) }
    case .sum(let first, let ridges):
      return ridges.reduce(term(first)) { sum, ridge in
        sum + ridge.weight * max(0, zip(ridge.normal, x).reduce(ridge.offset) { $0 + $1.0 * $1.1 })
      }
    case .max(let terms): return terms.map(term).max() ?? .nan
    case .min(let terms): return terms.map(term).min() ?? .nan
    case .maxMin(let terms, let sets): return sets.map { $0.map { term(terms[$0]) }.min() ?? .nan }.max() ?? .nan
    case .cases(let cases):
      let slack = cases.map { part in
        part.halfSpaces.map { half in
          let size = half.normal.reduce(0) { max($0, $1.magnitude) }
          return (half.offset - zip(half.normal, x).reduce(0) { $0 + $1.0 * $1.1 }) / size
        }.min() ?? 0
      }
      return term(cases[slack.indices.max { slack[$0] < slack[$1] } ?? 0].term)
    case .rules(let rules):
      let first = rules.first { rule in
        rule.conditions.allSatisfy { half in zip(half.normal, x).reduce(0) { $0 + $1.0 * $1.1 } <= half.offset }
      }
      return first.map { term($0.term) } ?? .nan
    }
  }

  @Test(arguments: [1, 2, 3])
  func formulasHaveTheValuesOfTheirNetwork(_ inputs: Int) throws {
    var generator = SplitMix64(state: Seed.current)
    var forms: Set<String> = []
    for units in [1, 2, 3, 4, 8] {
      for trial in 0..<Seed.cases(2, soak: 4) {
        let network =
          trial.isMultiple(of: 2)
          ? try Networks.random([inputs, units, 1], &generator) : try Networks.whole([inputs, units, 1], &generator)
        let box = try Box(-1...1, dimension: inputs)
        let dissection = try Dissection(of: network, over: .box(box), keeping: .vertices)
        let equation = Equation(dissection)
        forms.insert(String(String(describing: equation.form).prefix(4)))
        for _ in 0..<40 {
          let point = Networks.point(inputs, &generator)
          #expect((value(equation, point) - network(point)[0]).magnitude < 1e-11)
        }
        // Rounded, it changes by no more than is said.
        for digits in [1, 2, 4] {
          let short = equation.rounded(toDigits: digits)
          let change = equation.change(to: short, over: box)
          for _ in 0..<20 {
            let point = Networks.point(inputs, &generator)
            if case .cases = equation.form { continue }
            #expect((value(short, point) - network(point)[0]).magnitude <= change + 1e-11)
          }
        }
        let (short, digits, change) = equation.shortened(within: 0.01, over: box)
        #expect(change <= 0.01)
        #expect(digits == 1 || equation.change(to: equation.rounded(toDigits: digits - 1), over: box) > 0.01)
        #expect(short == equation.rounded(toDigits: digits))
      }
    }
    #expect(inputs == 1 ? forms == ["hing"] : forms.count >= 3)
  }

  /// A network of one hidden layer whose units see one input each is a sum of broken lines, whatever their signs, leaks and repetitions.
  @Test func networksOfOneInputPerUnitAreSums() throws {
    var generator = SplitMix64(state: Seed.current)
    let box = try Box(-1...1, dimension: 3)
    for trial in 0..<40 {
      let units = Int.random(in: 1...9, using: &generator)
      let weights = (0..<units).map { unit -> [Double] in
        var row = [0.0, 0, 0]
        row[Int.random(in: 0..<3, using: &generator)] = Double.random(in: -2...2, using: &generator)
        // One unit in five sees two inputs.
        if unit % 5 == 4 { row = [0.5, Double.random(in: -1...1, using: &generator), 0] }
        return row
      }
      let activations: [Activation] = (0..<units).map { _ in
        [.relu, .linear, .leakyReLU(slope: 0.25), .relu].randomElement(using: &generator)!
      }
      let bias = (0..<units).map { _ in Double.random(in: -1...1, using: &generator) }
      let network = try Network(layers: [
        Layer(weights: Matrix(weights), bias: bias, activations: activations),
        Layer(
          weights: Matrix([(0..<units).map { _ in Double.random(in: -3...3, using: &generator) }]), bias: [0.5],
          activation: .linear),
      ])
      guard let equation = Equation(sumOf: network, over: box) else {
        // Only where nothing bends within the box, or bends in two inputs are most of them.
        let bending = (0..<units).filter { unit in
          activations[unit].bends && bias[unit].magnitude < weights[unit].reduce(0) { $0 + $1.magnitude }
        }
        #expect(2 * bending.count { $0 % 5 == 4 } > bending.count || bending.isEmpty, "trial \(trial)")
        continue
      }
      for _ in 0..<40 {
        let point = Networks.point(3, &generator)
        #expect((value(equation, point) - network(point)[0]).magnitude < 1e-12)
        for digits in [1, 3] {
          let short = equation.rounded(toDigits: digits)
          #expect(
            (value(short, point) - value(equation, point)).magnitude <= equation.change(to: short, over: box) + 1e-12)
        }
      }
      let (short, _, change) = equation.shortened(within: 0.05, over: box)
      #expect(change <= 0.05)
      // The bound is reached somewhere: within the sum of the parts' bounds it is no more than what corners and knots show.
      if case .sum(_, let ridges) = equation.form, ridges.allSatisfy({ $0.inputs.count == 1 }) {
        let places = (0..<3).map { axis in
          [-1, 1]
            + [equation, short].flatMap { formula -> [Double] in
              guard case .sum(_, let own) = formula.form else { return [] }
              return own.filter { $0.inputs == [axis] }.map { -$0.offset * $0.normal[axis] }.filter { $0.magnitude < 1 }
            }
        }
        var largest = 0.0
        for a in places[0] {
          for b in places[1] {
            for c in places[2] {
              largest = max(largest, (value(short, [a, b, c]) - value(equation, [a, b, c])).magnitude)
            }
          }
        }
        #expect((largest - change).magnitude < 1e-12)
      }
    }
  }

  /// What every unit does to all inputs at once is no sum of broken lines.
  @Test func otherNetworksAreNoSums() throws {
    var generator = SplitMix64(state: Seed.current)
    let box = try Box(-1...1, dimension: 2)
    #expect(Equation(sumOf: try Networks.random([2, 4, 1], &generator), over: box) == nil)
    #expect(Equation(sumOf: try Networks.random([2, 4, 4, 1], &generator), over: box) == nil)
  }

  /// Knots are where they are, and not nearly.
  @Test func knotsOfHingesAreRoundedOnce() throws {
    let network = try Networks.network([([[1], [1], [-3]], [-0.3, 0.51234567, 0.6]), ([[1.5, -2.5, 0.75]], [0.1])])
    let equation = Equation(
      try Dissection(of: network, over: .box(try Box(-1...1, dimension: 1)), keeping: .vertices))
    guard case .hinges(_, let hinges) = equation.form else {
      Issue.record("\(equation.form)")
      return
    }
    #expect(hinges.map(\.knot) == [-0.51234567, 0.6 / 3, 0.3])
    #expect(hinges.map(\.bend) == [-2.5, 2.25, 1.5])
  }

  @Test func convexNetworksAreMaxima() throws {
    let box = Domain.box(try Box(-1...1, dimension: 2))
    let equation = Equation(try Dissection(of: try Networks.maximum(), over: box))
    guard case .max(let terms) = equation.form else {
      Issue.record("\(equation.form)")
      return
    }
    #expect(
      Set(terms) == [
        Equation.Term(slope: [1, 0], intercept: 0), Equation.Term(slope: [0, 1], intercept: 0),
      ])
  }
}
