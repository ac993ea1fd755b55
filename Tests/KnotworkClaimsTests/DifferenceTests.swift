import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Differences of networks")
struct DifferenceTests {
  /// What is done to a network to get another.
  enum Change: CaseIterable {
    case slight, large, tiny, pruned, oneBit, permuted, doubled, rescaled, none, other
  }

  @Test("The largest difference is that of a dissection", arguments: Change.allCases)
  func largest(change: Change) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var exactCount = 0
    for round in 0..<Seed.cases(24, soak: 600) {
      let weights = RandomNetworks.Weights.allCases[round % RandomNetworks.Weights.allCases.count]
      let inputs = round % 3 + 1
      let first = try RandomNetworks.network(
        inputs: inputs, hidden: round % 2 == 0 ? [5, 4] : [6], outputs: 2, weights: weights, hasBias: round % 5 != 0,
        leaky: round % 4 == 3, using: &generator)
      let second = try DifferenceTests.changed(first, change, using: &generator)
      let reach = round % 7 == 6 ? 1e-9 : 1.0
      let box = try Box(
        lower: [Double](repeating: 0.25 - reach, count: inputs), upper: [Double](repeating: 0.25 + reach, count: inputs)
      )
      let difference = NetworkDifference(first, second)
      let budget = Budget(threads: round % 2 + 1, limits: Limits(regions: 3000))
      let truths = try [1, 0].map { try DifferenceTests.truth(first, second, $0, over: .box(box)) }
      let isClosable = (change == .slight || change == .large) && weights != .wild && reach == 1
      for isEach in [true, false] {
        let found = try difference.largest(
          ofOutputs: [1, 0], over: try Polytope(box), isEach: isEach, within: budget)
        #expect(found.map(\.output) == [1, 0])
        for (largest, truth) in zip(found, truths) {
          let size = max(truth, 1e-300)
          #expect(largest.bound >= truth * (1 - 1e-15), "round \(round), output \(largest.output)")
          #expect(largest.value <= truth * (1 + 1e-15), "round \(round), output \(largest.output)")
          if largest.isExact { exactCount += 1 }
          if largest.isExact { #expect((largest.value - truth).magnitude <= 1e-15 * size) }
          if isEach, isClosable, largest.cause == nil {
            #expect(largest.bound - largest.value <= 1e-8 * max(size, 1e-12), "round \(round)")
          }
        }
        // The largest of all is known as well without the others.
        guard isClosable, found.allSatisfy({ $0.cause == nil }) else { continue }
        let (value, bound) = (found.map(\.value).max() ?? 0, found.map(\.bound).max() ?? 0)
        #expect(bound - value <= 1e-8 * max(value, 1e-12), "round \(round)")
      }
    }
    if change == .slight || change == .large { #expect(exactCount > 10) }
  }

  @Test("What linear programs in doubles leave open is found in exact arithmetic")
  func exactFinish() throws {
    // Cases of the second layer's units that nearly never occur are too many for the number that is decided one by one.
    func network(_ weights: [[[Double]]], _ biases: [[Double]]) throws -> Network {
      try Network(
        layers: zip(weights, biases).enumerated().map { number, layer in
          Layer(weights: Matrix(layer.0), bias: layer.1, activation: number == 2 ? .linear : .relu)
        })
    }
    let first = try network(
      [
        [
          [-0.2173372367606783, 0.48780993497631986, 0], [0, 0, 0], [1.751452278314261, 0, 0],
          [0.3081868172489264, 0.9668569238468061, -0.06525784004829971], [0, 0, -1.5435548920693591],
        ],
        [
          [1.8010973002864175, 0, 0, 0, 0], [0.6486685870618785, 0, 0, -1.9972658155124314, 0.8711226959561076],
          [0, 0.7619034597761107, 0, 0, 0], [0, 0, -1.830843069254743, 0, -0.7053023129137159],
        ],
        [[0, 0.3536892814606549, 0, -0.6531252102789149]],
      ], [[0, 0.08496977274157302, 0, 0, 0], [0, 0, 0, 0], [0]])
    let second = try network(
      [
        [
          [-0.21639511579334414, 0.4887509432980057, 0.0005278183551792428],
          [0.0008557502611620594, -0.00032484784142797695, 0.0009168769041300875],
          [1.7506064535119445, -0.000518632936837641, 0.0002973148822027003],
          [0.30795985278735527, 0.9668904439235487, -0.0644940682754706],
          [-0.00048685456223421865, 0.0009879520095446245, -1.542565063232565],
        ],
        [
          [
            1.8011373308151855, 0.000497938737892147, 2.2948306561467737e-05, 0.000117733470321022,
            0.00020653414026739815,
          ],
          [0.6488358159296626, 0.000580671334954217, 0.00035737909782813595, -1.9981571082314478, 0.8701599145122383],
          [
            -5.073185794115154e-05, 0.7618101551659943, 0.0006705414096386242, 0.00011849667615276083,
            0.00014248723545817765,
          ],
          [
            0.0007470809642143594, -0.0005488334903167338, -1.8307672251262133, -5.8085917665626095e-05,
            -0.7049320596483178,
          ],
        ],
        [[0.00022983674489907835, 0.3542376706994807, 1.716901967495058e-05, -0.6524833730714467]],
      ],
      [
        [
          0.0006818188337170414, 0.0854031874889223, 0.0008591397456509708, 0.000565285701250954,
          -0.00026625157439136825,
        ],
        [-0.00048297892347501636, 0.0006529210367016047, -0.0007922009558169507, -0.00025987099050650775],
        [0.0002075501092106973],
      ])
    let box = try Box(-0.75...1.25, dimension: 3)
    let difference = NetworkDifference(first, second)
    for domain in [try Polytope(box), try Polytope(box, halfSpaces: [HalfSpace(normal: [1, 0, 1], offset: 1.75)])] {
      let truth = try DifferenceTests.truth(first, second, 0, over: .polytope(domain))
      let largest = try difference.largest(ofOutputs: [0], over: domain)[0]
      #expect(largest.cause == nil && largest.bound - largest.value <= 1e-8 * truth)
      #expect(largest.bound >= truth * (1 - 1e-15) && largest.value <= truth * (1 + 1e-15))
      #expect(domain.isOnAllSides(largest.point))
    }
    // Of the network that computes the difference the ends of the range are found in the same way.
    let joined = try DifferenceTests.joined(first, second, 0)
    let range = try #require(try joined.range(over: Polytope(box)))
    let truth = try Dissection(of: joined, over: .box(box)).extremes()
    for (end, extreme) in [(range.minimum, truth.minimum), (range.maximum, truth.maximum)] {
      #expect((end.value - extreme.value).magnitude <= 1e-8 * extreme.value.magnitude)
      #expect((end.bound - extreme.value).magnitude <= 1e-8 * extreme.value.magnitude)
    }
  }

  @Test("Several differences over a polytope, and under limits")
  func largestOfSeveral() throws {
    var generator = SeededGenerator(seed: 12)
    let first = try RandomNetworks.network(
      inputs: 4, hidden: [10, 8], outputs: 3, weights: .he, hasBias: true, leaky: false, using: &generator)
    let second = try DifferenceTests.changed(first, .large, using: &generator)
    let difference = NetworkDifference(first, second)
    let domain = try Polytope(
      Box(-1...1, dimension: 4), halfSpaces: [HalfSpace(normal: [1, 1, -1, 0.5], offset: 0.25)])
    let each = try difference.largest(ofOutputs: [0, 1, 2], over: domain)
    let all = try difference.largest(ofOutputs: [0, 1, 2], over: domain, isEach: false)
    let (value, bound) = (each.map(\.value).max() ?? 0, each.map(\.bound).max() ?? 0)
    #expect((all.map(\.value).max() ?? 0) <= bound * (1 + 1e-12) && (all.map(\.bound).max() ?? 0) >= value)
    #expect((all.map(\.bound).max() ?? 0) <= value * (1 + 1e-8))
    for (one, other) in zip(each, all) { #expect(one.bound >= other.value && other.bound >= one.value) }
    let limited = try difference.largest(
      ofOutputs: [0, 1, 2], over: domain, isEach: false, within: Budget(limits: Limits(regions: 1)))
    for (one, other) in zip(each, limited) {
      #expect(other.bound >= one.value && other.value <= one.bound && (other.cause != nil || other.bound <= bound * 2))
    }
    #expect(limited.contains { $0.cause != nil })
  }

  @Test("Verdicts on tolerances beside the largest difference are right", arguments: Change.allCases)
  func verdicts(change: Change) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(12, soak: 300) {
      let first = try RandomNetworks.network(
        inputs: round % 3 + 1, hidden: [4, 4], outputs: 2, weights: round % 2 == 0 ? .he : .integers, hasBias: true,
        leaky: false, using: &generator)
      let second = try DifferenceTests.changed(first, change, using: &generator)
      let box = try Box(-1...1, dimension: first.inputCount)
      let truth = max(
        try DifferenceTests.truth(first, second, 0, over: .box(box)),
        try DifferenceTests.truth(first, second, 1, over: .box(box)))
      let difference = NetworkDifference(first, second)
      for factor in [0, 0.5, 1 - 1e-9, 1 + 1e-9, 2] {
        let tolerance = truth * factor
        let verdict = difference.verdict(
          within: tolerance, outputs: [0, 1], over: try Polytope(box), within: Budget(limits: Limits(regions: 3000)))
        switch verdict {
        case .holds: #expect(truth <= tolerance * (1 + 1e-15), "round \(round), factor \(factor)")
        case .fails(let witness):
          #expect(truth >= tolerance * (1 - 1e-15))
          #expect(witness.difference.magnitude >= tolerance)
          let value = difference.value(ofOutput: witness.output, at: witness.point)
          #expect(value.nearest == witness.difference && value.magnitude > Dyadic(tolerance))
          #expect(zip(witness.point, zip(box.lower, box.upper)).allSatisfy { $1.0 <= $0 && $0 <= $1.1 })
        case .undecided: #expect(factor == 0 || truth < 1e-9)
        }
      }
    }
  }

  @Test("A copy in another order, and one whose units compute twice as much, is the same function")
  func sameUnits() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let first = try RandomNetworks.network(
      inputs: 3, hidden: [12, 9], outputs: 2, weights: .he, hasBias: true, leaky: false, using: &generator)
    for change in [Change.none, .permuted, .doubled] {
      let second = try DifferenceTests.changed(first, change, using: &generator)
      let difference = NetworkDifference(first, second)
      #expect(difference.hasSameUnits && difference.method == .pairs)
      let domain = try Polytope(Box(-1...1, dimension: 3))
      guard case .holds = difference.verdict(within: 0, outputs: [0, 1], over: domain) else {
        Issue.record("not found to be the same")
        return
      }
    }
  }

  @Test("Units that are multiples of each other are told apart by their size")
  func deadUnits() throws {
    let rows = [[1.0, 0.5], [0, 0], [0, 0], [-1, 2]]
    let (bias, outer) = ([0.1, -0.25, -0.01, 0], [1.0, 2, -3, 4])
    func network(_ order: [Int]) throws -> Network {
      try Network(layers: [
        Layer(weights: Matrix(order.map { rows[$0] }), bias: order.map { bias[$0] }, activation: .relu),
        Layer(weights: Matrix([order.map { outer[$0] }]), activation: .linear),
      ])
    }
    let first = try network([0, 1, 2, 3])
    for order in [[2, 0, 1, 3], [1, 2, 3, 0], [3, 2, 1, 0], [2, 3, 0, 1]] {
      let difference = NetworkDifference(first, try network(order))
      #expect(difference.hasSameUnits && difference.method == .pairs, "\(order)")
    }
  }

  @Test("Networks of different shapes are held against each other as one")
  func shapes() throws {
    let first = try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), activation: .relu), Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    // |x| again, by x + 2 relu(-x), and one that is a quarter more.
    let second = try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), activations: [.linear, .relu]),
      Layer(weights: Matrix([[1, 2]]), bias: [0.25], activation: .linear),
    ])
    let difference = NetworkDifference(first, second)
    #expect(difference.method == .joined)
    let domain = try Polytope(Box(-1...1, dimension: 1))
    let largest = try difference.largest(ofOutputs: [0], over: domain)[0]
    #expect(largest.value == 0.25 && largest.bound >= 0.25 && largest.bound <= 0.25 * (1 + 1e-8))
    guard case .fails(let witness) = difference.verdict(within: 0.2, outputs: [0], over: domain) else {
      Issue.record("no witness")
      return
    }
    #expect(witness.difference == 0.25)
  }

  /// The largest difference, by all regions of the difference.
  private static func truth(_ first: Network, _ second: Network, _ output: Int, over domain: Domain) throws -> Double {
    let extremes = try Dissection(of: joined(first, second, output), over: domain).extremes()
    return max(extremes.maximum.value, -extremes.minimum.value)
  }

  /// A network that computes the difference of an output.
  private static func joined(_ first: Network, _ second: Network, _ output: Int) throws -> Network {
    let depth = first.layers.count
    var layers: [Layer] = []
    for level in 0..<depth {
      let (own, other) = (first.layers[level], second.layers[level])
      let rows = (0..<own.unitCount).map { unit in
        Array(own.weights[row: unit]) + (level == 0 ? [] : [Double](repeating: 0, count: other.inputCount))
      }
      let others = (0..<other.unitCount).map { unit in
        (level == 0 ? [] : [Double](repeating: 0, count: own.inputCount)) + Array(other.weights[row: unit])
      }
      layers.append(
        Layer(
          weights: Matrix(rows + others), bias: own.bias + other.bias, activations: own.activations + other.activations)
      )
    }
    let count = first.outputCount
    layers.append(
      Layer(
        weights: Matrix([(0..<2 * count).map { $0 == output ? -1 : $0 == count + output ? 1 : 0 }]), activation: .linear
      ))
    return try Network(layers: layers)
  }

  static func changed(
    _ network: Network, _ change: Change, using generator: inout SeededGenerator
  ) throws -> Network {
    var order = Array(0..<network.inputCount)
    var scales = [Double](repeating: 1, count: network.inputCount)
    var layers: [Layer] = []
    for (level, layer) in network.layers.enumerated() {
      let isLast = level == network.layers.count - 1
      let places =
        change == .permuted && !isLast ? (0..<layer.unitCount).shuffled(using: &generator) : Array(0..<layer.unitCount)
      let factors = places.map { _ -> Double in
        guard change == .rescaled || change == .doubled, !isLast else { return 1 }
        return (change == .doubled ? [0.25, 0.5, 2] : [0.25, 0.5, 1, 2, 3]).randomElement(using: &generator) ?? 1
      }
      func moved(_ value: Double) -> Double {
        let noise = Double.random(in: -1...1, using: &generator)
        switch change {
        case .slight: return value + 1e-3 * noise
        case .large: return value + 0.3 * noise
        case .tiny: return value * (1 + 1e-12 * noise)
        case .pruned: return noise > 0.6 ? 0 : value
        case .other: return noise
        default: return value
        }
      }
      var rows = zip(places, factors).map { place, factor in
        zip(order, scales).map { moved(layer.weights[place, $0]) * factor / $1 }
      }
      if change == .oneBit, level == 0 { rows[0][0] = rows[0][0].nextUp }
      layers.append(
        Layer(
          weights: Matrix(rows), bias: zip(places, factors).map { moved(layer.bias[$0]) * $1 },
          activations: places.map { layer.activations[$0] }))
      (order, scales) = (places, factors)
    }
    return try Network(layers: layers)
  }
}
