import Knotwork
import _KnotworkTestSupport

/// Whether a violation occurs, by brute force in fractions: over all patterns of a small network of one or two inputs, the points
/// where
/// creases, bounds of the box and boundaries of constraints meet. A violation that occurs anywhere occurs at one of these.
struct CornerSearch {
  private let network: Network
  private let violation: Violation

  init(_ network: Network, _ violation: Violation) {
    precondition(network.inputCount <= 2, "CornerSearch is for one or two inputs")
    (self.network, self.violation) = (network, violation)
  }

  var isViolated: Bool {
    let points = network.inputCount == 1 ? roots() : meetings()
    return points.contains { point in
      zip(point, zip(violation.lower, violation.upper)).allSatisfy { value, interval in
        Rational(interval.0) <= value && value <= Rational(interval.1)
      } && holds(violation.condition, point, outputs(at: point))
    }
  }

  private func outputs(at point: [Rational]) -> [Rational] {
    network.layers.reduce(point) { values, layer in
      (0..<layer.unitCount).map { unit in
        let z = zip(layer.weights[row: unit], values).reduce(Rational(layer.bias[unit])) { $0 + Rational($1.0) * $1.1 }
        return z.signum > 0 ? z : Rational(layer.activations[unit].inactiveSlope) * z
      }
    }
  }

  private func holds(_ condition: Condition, _ inputs: [Rational], _ outputs: [Rational]) -> Bool {
    switch condition {
    case .all(let parts): return parts.allSatisfy { holds($0, inputs, outputs) }
    case .any(let parts): return parts.contains { holds($0, inputs, outputs) }
    case .constraint(let constraint):
      let sum = constraint.terms.reduce(Rational.zero) { sum, term in
        switch term.variable {
        case .input(let number): sum + Rational(term.factor) * inputs[number]
        case .output(let number): sum + Rational(term.factor) * outputs[number]
        }
      }
      return sum <= Rational(constraint.offset)
    }
  }

  /// Affine forms whose zeros are boundaries of anything, for each pattern.
  private func boundaries() -> [[[Rational]]] {
    let dimension = network.inputCount
    func unit(_ axis: Int) -> [Rational] { (0...dimension).map { Rational($0 == axis ? 1 : 0) } }
    func shifted(_ form: [Rational], _ value: Double) -> [Rational] {
      form.enumerated().map { $0.offset == dimension ? $0.element - Rational(value) : $0.element }
    }
    let box = (0..<dimension).flatMap { axis in
      [shifted(unit(axis), violation.lower[axis]), shifted(unit(axis), violation.upper[axis])]
    }
    let bending = network.layers.reduce(0) { $0 + $1.activations.count(where: \.bends) }
    return (0..<(1 << bending)).map { pattern in
      var bits = pattern
      var found = box
      var values = (0..<dimension).map(unit)
      for layer in network.layers {
        values = (0..<layer.unitCount).map { index in
          let z = (0...dimension).map { column in
            zip(layer.weights[row: index], values).reduce(
              column == dimension ? Rational(layer.bias[index]) : .zero
            ) { $0 + Rational($1.0) * $1.1[column] }
          }
          guard layer.activations[index].bends else { return z }
          defer { bits >>= 1 }
          found.append(z)
          return bits & 1 == 1 ? z : z.map { Rational(layer.activations[index].inactiveSlope) * $0 }
        }
      }
      for constraint in violation.condition.constraints {
        var form = shifted((0...dimension).map { _ in .zero }, constraint.offset)
        for term in constraint.terms {
          let own: [Rational] =
            switch term.variable {
            case .input(let number): unit(number)
            case .output(let number): values[number]
            }
          form = zip(form, own).map { $0 + Rational(term.factor) * $1 }
        }
        found.append(form)
      }
      return found
    }
  }

  private func roots() -> [[Rational]] {
    boundaries().joined().filter { $0[0].signum != 0 }.map { [-$0[1] / $0[0]] }
  }

  private func meetings() -> [[Rational]] {
    boundaries().flatMap { lines in
      lines.indices.flatMap { first in
        lines[(first + 1)...].compactMap { other -> [Rational]? in
          let one = lines[first]
          let determinant = one[0] * other[1] - one[1] * other[0]
          guard determinant.signum != 0 else { return nil }
          return [
            (one[1] * other[2] - other[1] * one[2]) / determinant,
            (other[0] * one[2] - one[0] * other[2]) / determinant,
          ]
        }
      }
    }
  }
}
