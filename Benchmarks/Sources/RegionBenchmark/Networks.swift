import Foundation
import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Networks like those that are measured elsewhere: He-initialised, the same on every machine; and one that was trained.
enum Networks {
  /// The name of the one that is trained.
  static let trainedName = "trained-2-64-64-1"

  /// The names of all.
  static let names = shapes.map(name) + [trainedName]

  /// The network of a name.
  static func named(_ name: String) throws -> Network? {
    if name == trainedName { return try trained() }
    guard let shape = shapes.first(where: { Networks.name($0) == name }) else { return nil }
    return try initialised(inputs: shape.inputs, shape.hidden)
  }

  private static func name(_ shape: (inputs: Int, hidden: [Int])) -> String {
    ([shape.inputs] + shape.hidden + [1]).map(String.init).joined(separator: "-")
  }

  /// A network of two layers of 64 units, fitted to waves over [−1, 1]² on a grid of 41 × 41 points.
  private static func trained() throws -> Network {
    let grid = (0...40).map { Double($0) / 20 - 1 }
    let (x, y) = (grid.flatMap { s in grid.map { _ in s } }, grid.flatMap { _ in grid })
    let table = DataTable(
      inputNames: ["x", "y"], columns: [x, y], targetName: "z",
      target: zip(x, y).map { sin(4 * $0) * cos(3 * $1) + $0 * $1 })
    var options = TrainingOptions()
    options.hidden = [64, 64]
    options.epochs = 100
    options.restarts = 1
    options.average = 1
    return try Trainer(options).fit(table).network
  }

  private static let shapes: [(inputs: Int, hidden: [Int])] = [
    (2, [16, 16]), (2, [32, 32, 32]), (2, [64, 64, 64]), (2, [128, 128, 128]), (2, [256, 256, 256]), (3, [32, 32]),
    (4, [16, 16]), (5, [10, 10]), (8, [16]), (8, [20]),
  ]

  /// A network with these hidden layers and one output.
  private static func initialised(inputs: Int, _ hidden: [Int]) throws -> Network {
    var state: UInt64 = 2026
    func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
    /// The sum of twelve uniform numbers, of mean 0 and variance 1.
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
    var size = inputs
    let layers = (hidden + [1]).map { count in
      let scale = (2 / Double(size)).squareRoot()
      let weights = Matrix((0..<count).map { _ in (0..<size).map { _ in normal() * scale } })
      let bias = (0..<count).map { _ in (2 * uniform() - 1) / Double(size).squareRoot() }
      size = count
      return Layer(weights: weights, bias: bias, activation: .relu)
    }
    let last = layers[layers.count - 1]
    return try Network(
      layers: layers.dropLast() + [Layer(weights: last.weights, bias: last.bias, activation: .linear)])
  }
}
