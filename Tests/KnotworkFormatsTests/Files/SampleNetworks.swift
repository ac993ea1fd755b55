import Knotwork
import KnotworkGeometry
import _KnotworkTestSupport

/// Networks of all kinds for tests of files: sizes, activations, with bias and without.
enum SampleNetworks {
  /// Random ones, always the same for a seed.
  static func all(_ count: Int, inputs: ClosedRange<Int> = 1...4, hidden: Int = 6, seed: UInt64 = Seed.current) throws
    -> [Network]
  {
    var generator = SeededGenerator(seed: seed)
    return try (0..<count).map { index in
      let depth = index % 4
      let kinds: [RandomNetworks.Weights] = [.he, .integers, .sparse]
      return try RandomNetworks.network(
        inputs: Int.random(in: inputs, using: &generator),
        hidden: (0..<depth).map { _ in Int.random(in: 1...hidden, using: &generator) },
        outputs: Int.random(in: 1...3, using: &generator), weights: kinds[index % kinds.count], hasBias: index % 5 != 0,
        leaky: index % 2 == 1, using: &generator)
    }
  }

  /// The largest difference of two lists of outputs, relative to the largest output.
  static func distance(_ left: [[Double]], _ right: [[Double]]) -> Double {
    guard left.map(\.count) == right.map(\.count) else { return .infinity }
    let scale = left.joined().reduce(1) { max($0, $1.magnitude) }
    return zip(left.joined(), right.joined()).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } / scale
  }
}
