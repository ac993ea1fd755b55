import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// A small model that shows one operator in one of its variants.
struct OperatorCase: Sendable, CustomTestStringConvertible {
  let name: String
  let opset: Int
  let input: [Int]
  let machineLearning: Int?
  let microsoft: Bool
  /// Adds the nodes; given the input, gives the output.
  let body: @Sendable (inout ModelBuilder, String, inout SeededGenerator) -> String

  init(
    _ name: String, _ input: [Int], opset: Int = 17, machineLearning: Int? = nil, microsoft: Bool = false,
    _ body: @escaping @Sendable (inout ModelBuilder, String, inout SeededGenerator) -> String
  ) {
    self.name = name
    self.opset = opset
    self.input = input
    self.machineLearning = machineLearning
    self.microsoft = microsoft
    self.body = body
  }

  var testDescription: String { "\(name), opset \(opset)" }

  func model() -> ModelBuilder {
    var generator = SeededGenerator(seed: 7)
    var builder = ModelBuilder(opset: opset, machineLearning: machineLearning)
    if microsoft { builder.add(opset: 1, domain: "com.microsoft") }
    let x = builder.input("x", input.map { $0 })
    let y = body(&builder, x, &generator)
    builder.output(y)
    return builder
  }
}

extension ModelBuilder {
  /// An initializer of random floats.
  mutating func random(_ shape: [Int], _ generator: inout SeededGenerator) -> String {
    floats(shape, (0..<shape.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &generator) })
  }
}

/// Compares networks with what gives the same function in another way.
enum Agreement {
  /// Points in [−r, r]ⁿ, corners of it, and points with repeated and zero coordinates, all of them floats.
  static func points(
    _ count: Int, dimension: Int, radius: Float = 2, using generator: inout SeededGenerator
  ) -> [[Double]] {
    (0..<count).map { number in
      (0..<dimension).map { _ -> Double in
        switch number % 4 {
        case 0: Double([-radius, radius].randomElement(using: &generator)!)
        case 1: Double(Int.random(in: -1...1, using: &generator))
        default: Double(Float.random(in: -radius...radius, using: &generator))
        }
      }
    }
  }

  /// The largest difference over the points, relative to the largest output.
  static func largestDifference(_ pairs: [([Double], [Double])]) -> Double {
    var scale = 0.0
    var difference = 0.0
    for (a, b) in pairs {
      guard a.count == b.count else { return .infinity }
      for (x, y) in zip(a, b) {
        guard x.isFinite, y.isFinite else { return .infinity }
        scale = max(scale, y.magnitude)
        difference = max(difference, (x - y).magnitude)
      }
    }
    return difference == 0 ? 0 : difference / scale
  }
}
