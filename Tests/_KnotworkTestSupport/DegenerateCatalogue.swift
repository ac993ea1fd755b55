import Knotwork
import KnotworkGeometry

/// Networks on which geometry that trusts rounding goes wrong, each with a domain of two dimensions.
package struct DegenerateCase: Sendable {
  package let name: String
  package let network: Network
  package let domain: ConvexPolygon
}

package enum DegenerateCatalogue {
  /// All cases.
  package static func all() throws -> [DegenerateCase] {
    let box = ConvexPolygon(try Box(-1...1, dimension: 2))
    func one(
      _ name: String, _ weights: [[Double]], _ bias: [Double]? = nil, _ output: [Double]? = nil,
      activation: Activation = .relu, domain: ConvexPolygon? = nil
    ) throws -> DegenerateCase {
      let v = output ?? weights.indices.map { Double($0) + 1 }
      return DegenerateCase(
        name: name,
        network: try Network(layers: [
          Layer(weights: Matrix(weights), bias: bias, activation: activation),
          Layer(weights: Matrix([v]), activation: .linear),
        ]), domain: domain ?? box)
    }
    func deep(
      _ name: String, _ layers: [([[Double]], [Double]?)], last: Activation = .linear, domain: ConvexPolygon? = nil
    ) throws -> DegenerateCase {
      DegenerateCase(
        name: name,
        network: try Network(
          layers: layers.enumerated().map { index, layer in
            Layer(
              weights: Matrix(layer.0), bias: layer.1, activation: index == layers.count - 1 ? last : .relu)
          }), domain: domain ?? box)
    }
    let tiny = 1e-16
    return [
      try one("repeated units", [[1, 2], [1, 2], [1, 2]], [0.5, 0.5, 0.5]),
      try one("proportional units", [[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]], [0.05, 0.1, 0.35]),
      try one("opposite units", [[1, -0.3], [-1, 0.3]], [0.1, -0.1]),
      try one("opposite units, exactly linear", [[1.5, -0.75], [-1.5, 0.75]], nil, [2, -2]),
      try one("parallel units", [[1, 1], [1, 1], [1, 1]], [0, 0.5, -0.5]),
      try one("zero units", [[0, 0], [0, 0], [1, 1]], [1, -1, 0]),
      try one("a zero unit without bias", [[0, 0], [1, 0]]),
      try one("dead units", [[1, 1], [1, -1]], [-5, -7]),
      try one("always active units", [[1, 1], [1, -1]], [5, 7]),
      try one("creases through corners of the domain", [[1, 1], [1, -1], [1, 2]], [0, 0, -3]),
      try one("creases along edges of the domain", [[1, 0], [0, 1], [-1, 0], [1, 0]], [1, 1, 1, -1]),
      try one("a crease touches a corner from outside", [[1, 1], [-1, -1]], [-2, 2]),
      try one("creases through the origin", [[1, 0], [0, 1], [1, 1], [1, -1], [2, 1], [1, 3]]),
      try one(
        "creases through another common point", [[1, 0], [0, 1], [1, 1], [1, -1], [3, 7]],
        [-0.25, -0.5, -0.75, 0.25, -4.25]),
      try one("nearly a common point", [[1, 0], [0, 1], [1, 1]], [-0.1, -0.2, -0.3]),
      try one("within a rounding error of a common point", [[1, 0], [0, 1], [1, 1]], [0, 0, tiny]),
      try one("nearly parallel", [[1, 1], [1, 1 + 0x1p-52], [1, 1 - 0x1p-53]], [0.3, 0.3, 0.3]),
      try one("a thin sliver", [[1, 0.5], [1, 0.5]], [0.1, 0.1 + 0x1p-53]),
      try one("integer grid", [[1, 0], [1, 0], [0, 1], [0, 1], [1, 1], [1, -1]], [0.5, -0.5, 0.5, -0.5, 0, 0]),
      try one("huge and tiny weights", [[1e12, 1], [1, 1e-12], [1e-12, 1e-12]], [1, 1e-12, -1e-13]),
      try one("far apart in scale", [[0x1p-400, 0x1p-400], [0x1p300, -0x1p300]], [0, 0x1p290], [1, 0x1p-300]),
      try one("negative leak", [[1, 2], [-3, 1]], [0.5, 0.1], nil, activation: .leakyReLU(slope: -1)),
      try one("leak above one", [[1, 2], [-3, 1]], [0.5, 0.1], nil, activation: .leakyReLU(slope: 2)),
      try one("leak of zero", [[1, 2], [-3, 1]], [0.5, 0.1], nil, activation: .leakyReLU(slope: 0)),
      try one("no unit bends", [[1, 2], [-3, 1]], [0.5, 0.1], nil, activation: .linear),
      try one("output of zero", [[1, 2], [-3, 1]], [0.5, 0.1], [0, 0]),
      try deep(
        "units zero on a region",
        [
          ([[1, 0], [0, 1]], [0, 0]), ([[1, 0], [-1, 0], [1, -1], [0, -3]], [0, 0, 0, 0]), ([[1, 2, 3, 4]], [0]),
        ]),
      try deep(
        "deep without bias",
        [
          ([[1, 2], [-1, 1], [2, -3]], nil), ([[1, -1, 1], [-2, 1, 0.5], [1, 1, -1]], nil),
          ([[1, -1, 0], [0, 1, -1]], nil), ([[1, -2]], nil),
        ]),
      try deep(
        "a layer of width 1",
        [
          ([[1, 2], [3, -1]], [0.5, 0]), ([[1, -1]], [0.25]), ([[1], [-2], [3]], [-0.5, 1, 0]), ([[1, 1, 1]], [0]),
        ]),
      try deep(
        "outputs that bend", [([[1, 1], [1, -1]], [0.5, 0]), ([[1, -1], [-1, 2]], [0.1, 0.2])], last: .relu),
      try deep(
        "creases that end on creases",
        [
          ([[1, 0], [0, 1]], [0, 0]), ([[1, 1], [1, -1], [-1, 1]], [-0.5, 0, 0]), ([[1, -1, 1]], [0]),
        ]),
      try deep(
        "the same crease in two layers",
        [([[1, 1], [1, -1]], [0, 0]), ([[1, 0], [1, 0], [0, 1]], [0, -0.5, 0]), ([[1, 1, 1]], [0])]),
      try deep(
        "a deep cancellation",
        [
          ([[0.1, 0.2], [0.3, 0.1], [0.4, 0.3]], [0, 0, 0]), ([[1, 1, -1], [-1, -1, 1]], [0, 0]), ([[1, 1]], [0]),
        ]),
    ]
  }
}
