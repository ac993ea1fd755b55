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
    let enclosures = VertexEnclosures(complex, output: output)
    let query = ExactQuery(complex)
    return (
      optimum(output, sign: -1, enclosures, query), optimum(output, sign: 1, enclosures, query)
    )
  }

  func requireOutput(_ output: Int) {
    precondition(
      (0..<network.outputCount).contains(output), "output \(output), but the network has \(network.outputCount)")
  }

  private func optimum(
    _ output: Int, sign: Double, _ enclosures: VertexEnclosures, _ query: ExactQuery
  ) -> Extreme {
    let bound = enclosures.corners.indices.reduce(-Double.infinity) {
      max($0, sign * enclosures.values[$1] - enclosures.errors[$1])
    }
    var best: (value: ExactQuotient, corner: Int)?
    for (vertex, corner) in enclosures.corners.enumerated()
    where sign * enclosures.values[vertex] + enclosures.errors[vertex] >= bound {
      let value = query.value(at: Int(corner), output: output)
      if let best, !(sign > 0 ? best.value < value : value < best.value) { continue }
      best = (value, Int(corner))
    }
    guard let best else { preconditionFailure("a dissection without vertices") }
    let position = query.vertex(best.corner).rounded
    return Extreme(value: best.value.rounded, point: dimension == 1 ? [position.x] : [position.x, position.y])
  }
}
