import KnotworkGeometry

/// How distances are measured.
public enum Norm: String, CaseIterable, Codable, Sendable {
  /// The sum of absolute differences.
  case l1
  /// The Euclidean distance.
  case l2
  /// The largest absolute difference.
  case lInfinity = "linf"
}

/// The crease that is nearest to a point, and how far away it is.
public struct NearestCrease: Sendable {
  /// The norm of the distance.
  public let norm: Norm
  /// The distance; off from the true one by rounding alone, and 0 only where it is exactly 0.
  public let distance: Double
  /// The unit that makes the crease; of several at the same distance the first.
  public let unit: Unit
  /// The point of the crease that is nearest, rounded.
  public let point: [Double]
}

extension LocalRegion {
  /// The crease of the whole network that is nearest to the region's point; nil for a network without creases.
  ///
  /// It is a facet of the region: what lies behind one is farther away. The distance to a hyperplane u · x + c = 0 is
  /// |u · x + c| over the dual norm of u. Which hyperplane is nearest is exact: of those that rounding does not tell apart,
  /// exact arithmetic does.
  /// - Complexity: O(n · weights).
  public func nearestCrease(in norm: Norm = .l2) -> NearestCrease? {
    let forms = LocalForms(network, states)
    let (values, errors) = forms.values(at: point)
    let candidates = facets.map { facet in
      let (layer, unit) = (facet.units[0].layer, facet.units[0].index)
      let form = forms.index(layer: layer, unit: unit)
      let size = norm.dual(Array(forms.coefficients[form: form]))
      // The dual norms of vectors whose entries are off by no more than e differ by no more than n e.
      let off = (Double(network.inputCount) * forms.errors[form] + Double(network.inputCount + 4) * 0x1p-52 * size)
      let low = max(0, values[form].magnitude - errors[form]) / (size + off)
      let high = size > off ? (values[form].magnitude + errors[form]) / (size - off) : .infinity
      return (layer: layer, unit: unit, low: low * (1 - 0x1p-50), high: high * (1 + 0x1p-50))
    }
    guard let bound = candidates.map(\.high).min() else { return nil }
    let exactPoint = point.map { Dyadic($0) }
    let adjoint = ExactAdjoint(network: network, states: states)
    var best: (distance: ExactDistance, layer: Int, unit: Int, form: ExactForm)?
    for candidate in candidates where candidate.low <= bound {
      let form = adjoint.form(layer: candidate.layer, unit: candidate.unit)
      let distance = ExactDistance(from: exactPoint, to: form, norm)
      if let best, !(distance < best.distance) { continue }
      best = (distance, candidate.layer, candidate.unit, form)
    }
    guard let best else { return nil }
    return NearestCrease(
      norm: norm, distance: best.distance.rounded, unit: Unit(layer: best.layer, index: best.unit),
      point: norm.foot(of: point, value: best.distance.value, best.form.rounded))
  }
}

/// The distance to a hyperplane, without rounding: |value| over the dual norm of the normal, or the squares of both.
private struct ExactDistance: Comparable {
  let value: Dyadic
  private let numerator: Dyadic
  private let denominator: Dyadic
  private let isSquared: Bool

  init(from point: [Dyadic], to form: ExactForm, _ norm: Norm) {
    value = zip(form.coefficients, point).reduce(form.constant) { $0 + $1.0 * $1.1 }
    let normal = form.coefficients.dropLast()
    isSquared = norm == .l2
    numerator = isSquared ? value * value : value.magnitude
    denominator =
      switch norm {
      case .l1: normal.reduce(.zero) { max($0, $1.magnitude) }
      case .l2: normal.reduce(.zero) { $0 + $1 * $1 }
      case .lInfinity: normal.reduce(.zero) { $0 + $1.magnitude }
      }
  }

  static func < (left: ExactDistance, right: ExactDistance) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  static func == (left: ExactDistance, right: ExactDistance) -> Bool {
    left.numerator * right.denominator == right.numerator * left.denominator
  }

  var rounded: Double {
    let quotient = Dyadic.quotient(numerator, denominator)
    return isSquared ? quotient.squareRoot() : quotient
  }
}

extension Norm {
  /// The norm of a normal that distances in this norm are divided by.
  fileprivate func dual(_ normal: [Double]) -> Double {
    switch self {
    case .l1: normal.reduce(0) { max($0, $1.magnitude) }
    case .l2:
      // Squares of very small numbers would vanish.
      if case let size = normal.reduce(0, { max($0, $1.magnitude) }), size > 0 {
        size * normal.reduce(0) { $0 + ($1 / size) * ($1 / size) }.squareRoot()
      } else {
        0
      }
    case .lInfinity: normal.reduce(0) { $0 + $1.magnitude }
    }
  }

  /// The nearest point where u · x + c is 0; `value` is what it is at `point`, `form` the coefficients u and c.
  fileprivate func foot(of point: [Double], value: Dyadic, _ form: [Double]) -> [Double] {
    let (normal, z) = (form.dropLast(), value.nearest)
    switch self {
    case .l1:
      let axis = normal.indices.max { normal[$0].magnitude < normal[$1].magnitude } ?? 0
      var foot = point
      foot[axis] -= z / normal[axis]
      return foot
    case .l2:
      let size = normal.reduce(0) { max($0, $1.magnitude) }
      let square = normal.reduce(0) { $0 + $1 / size * ($1 / size) }
      return zip(point, normal).map { $0 - z / size * ($1 / size) / square }
    case .lInfinity:
      let step = z / dual(Array(normal))
      return zip(point, normal).map { $0 - ($1 > 0 ? step : $1 < 0 ? -step : 0) }
    }
  }
}
