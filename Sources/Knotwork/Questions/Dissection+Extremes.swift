import KnotworkGeometry

/// The least or greatest value of an output over a domain, and where it is taken.
public struct Extreme: Equatable, Sendable {
  /// The value: that of the exact optimum, rounded to a double.
  public let value: Double
  /// A vertex where it is taken, ``Dissection/dimension`` plane coordinates, each rounded to a double.
  public let point: [Double]
}

extension Dissection {
  /// The least and the greatest value of an output over the domain, and where they are taken; exact.
  ///
  /// A piecewise-linear function takes both at vertices. Floating point with error bounds leaves a few candidates, which
  /// exact arithmetic compares; of several optima the first is given.
  /// - Complexity: O(vertices).
  public func extremes(of output: Int = 0) -> (minimum: Extreme, maximum: Extreme) {
    requireOutput(output)
    let query = ExactQuery(complex)
    let (least, greatest) = optima(of: output, query)
    return (extreme(least, query), extreme(greatest, query))
  }

  /// The interval of an output's values over the domain, rounded outward.
  func range(of output: Int) -> ClosedRange<Double> {
    let (least, greatest) = optima(of: output, ExactQuery(complex))
    return least.value.roundedDown...greatest.value.roundedUp
  }

  func requireOutput(_ output: Int) {
    precondition(
      (0..<network.outputCount).contains(output), "output \(output), but the network has \(network.outputCount)")
  }

  /// A value that no vertex exceeds, and the vertex that has it.
  private typealias Optimum = (value: ExactQuotient, corner: Int)

  private func optima(of output: Int, _ query: ExactQuery) -> (least: Optimum, greatest: Optimum) {
    let enclosures = VertexEnclosures(complex, output: output)
    return (optimum(output, sign: -1, enclosures, query), optimum(output, sign: 1, enclosures, query))
  }

  private func extreme(_ optimum: Optimum, _ query: ExactQuery) -> Extreme {
    let position = query.vertex(optimum.corner).rounded
    return Extreme(
      value: optimum.value.rounded, point: dimension == 1 ? [position.x] : [position.x, position.y])
  }

  private func optimum(
    _ output: Int, sign: Double, _ enclosures: VertexEnclosures, _ query: ExactQuery
  ) -> Optimum {
    let bound = enclosures.corners.indices.reduce(-Double.infinity) {
      max($0, sign * enclosures.values[$1] - enclosures.errors[$1])
    }
    var best: Optimum?
    for (vertex, corner) in enclosures.corners.enumerated()
    where sign * enclosures.values[vertex] + enclosures.errors[vertex] >= bound {
      let value = query.value(at: Int(corner), output: output)
      if let best, !(sign > 0 ? best.value < value : value < best.value) { continue }
      best = (value, Int(corner))
    }
    guard let best else { preconditionFailure("a dissection without vertices") }
    return best
  }
}
