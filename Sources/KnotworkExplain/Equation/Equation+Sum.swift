import Knotwork
import KnotworkGeometry

extension Equation {
  /// A bend of a sum: w · max(0, n · x + c).
  public struct Ridge: Hashable, Sendable {
    /// The normal n, one number for each input; 1 or −1 for a bend in one input.
    public var normal: [Double]
    /// c.
    public var offset: Double
    /// w.
    public var weight: Double

    /// A bend from its numbers.
    public init(normal: [Double], offset: Double, weight: Double) {
      (self.normal, self.offset, self.weight) = (normal, offset, weight)
    }

    /// The inputs that it depends on.
    public var inputs: [Int] { normal.indices.filter { normal[$0] != 0 } }
  }

  /// A slope for each input and bends.
  public init(_ first: Term, ridges: [Ridge]) { self.init(form: .sum(first, ridges), pieceCount: nil) }

  /// A network of one hidden layer as a sum of a slope for each input and bends, most of which are in one input, as sums of broken lines
  /// are (`fit --additive`); nil for other networks, whose pieces say more. Units that do not bend within the box are part of the slopes.
  ///
  /// - Parameters:
  ///   - network: a network.
  ///   - output: the number of the output.
  ///   - box: where the formula holds.
  /// - Requires: `output` is the number of an output; the box has as many dimensions as the network has inputs.
  /// - Complexity: O(units · inputs) in exact arithmetic.
  public init?(sumOf network: Network, output: Int = 0, over box: Box) {
    guard network.layers.count == 2, network.inputCount > 1, network.layers[1].activations[output] == .linear else {
      return nil
    }
    let (hidden, weights) = (network.layers[0], network.layers[1].weights[row: output])
    let zero = [Dyadic](repeating: .zero, count: network.inputCount)
    var (slope, intercept) = (zero, Dyadic(network.layers[1].bias[output]))
    var bends: [Ridge: Dyadic] = [:]
    var order: [Ridge] = []
    for unit in 0..<hidden.unitCount where weights[unit] != 0 {
      let (normal, bias) = (hidden.weights[row: unit].map { Dyadic($0) }, Dyadic(hidden.bias[unit]))
      let (low, high) = Equation.range(normal, bias, box)
      let inactive = Dyadic(hidden.activations[unit].inactiveSlope)
      let weight = Dyadic(weights[unit])
      // What is linear of it; above that it bends by 1 − its slope where it is inactive.
      let linear = weight * (low.signum >= 0 ? .one : inactive)
      for axis in normal.indices { slope[axis] += linear * normal[axis] }
      intercept += linear * bias
      guard low.signum < 0, high.signum > 0, inactive != .one else { continue }
      let place = Equation.ridge(Array(hidden.weights[row: unit]), hidden.bias[unit])
      let scale = place.inputs.count == 1 ? Dyadic(hidden.weights[unit, place.inputs[0]]).magnitude : .one
      if bends[place] == nil { order.append(place) }
      bends[place, default: .zero] += weight * (.one - inactive) * scale
    }
    let ridges = order.compactMap { place -> Ridge? in
      guard let weight = bends[place]?.nearest, weight != 0 else { return nil }
      return Ridge(normal: place.normal, offset: place.offset, weight: weight)
    }
    let oblique = ridges.count { $0.inputs.count > 1 }
    guard !ridges.isEmpty, 2 * oblique <= ridges.count else { return nil }
    self.init(
      form: .sum(
        Term(slope: slope.map(\.nearest), intercept: intercept.nearest),
        ridges.sorted {
          ($0.inputs.count, $0.inputs.first ?? 0, $0.place) < ($1.inputs.count, $1.inputs.first ?? 0, $1.place)
        }),
      pieceCount: nil)
  }

  /// A bend of weight 1, with a normal of 1 or −1 where it is in one input.
  private static func ridge(_ normal: [Double], _ bias: Double) -> Ridge {
    let inputs = normal.indices.filter { normal[$0] != 0 }
    guard inputs.count == 1 else { return Ridge(normal: normal, offset: bias, weight: 1) }
    let size = Dyadic(normal[inputs[0]])
    return Ridge(
      normal: normal.map { $0 == 0 ? 0 : $0 < 0 ? -1 : 1 },
      offset: Dyadic.quotient(Dyadic(bias), size.magnitude), weight: 1)
  }

  /// The least and the greatest value of n · x + c over a box.
  static func range(_ normal: [Dyadic], _ offset: Dyadic, _ box: Box) -> (low: Dyadic, high: Dyadic) {
    var (low, high) = (offset, offset)
    for (axis, factor) in normal.enumerated() where factor.signum != 0 {
      let (first, second) = (factor * Dyadic(box.lower[axis]), factor * Dyadic(box.upper[axis]))
      low += min(first, second)
      high += max(first, second)
    }
    return (low, high)
  }

  /// By how much two sums of the same bends differ over a box at most: what is of one input is a broken line, whose extremes are at its
  /// knots, and other bends are bounded each for itself.
  static func sumChange(_ first: (Term, [Ridge]), _ second: (Term, [Ridge]), _ box: Box) -> Double {
    var (low, high) = (Dyadic.zero, Dyadic.zero)
    func add(_ least: Dyadic, _ greatest: Dyadic) {
      low += least
      high += greatest
    }
    let constant = Dyadic(first.0.intercept) - Dyadic(second.0.intercept)
    add(constant, constant)
    for axis in first.0.slope.indices {
      let own = [first, second].map { line in (line.0.slope[axis], line.1.filter { $0.inputs == [axis] }) }
      let (start, end) = (Dyadic(box.lower[axis]), Dyadic(box.upper[axis]))
      let knots = own.flatMap { $0.1.map { -Dyadic($0.offset) * Dyadic($0.normal[axis]) } }
      let values = ([start, end] + knots.filter { $0 > start && $0 < end }).map { x -> Dyadic in
        let both = own.map { slope, ridges in
          ridges.reduce(Dyadic(slope) * x) { sum, ridge in
            let rise = Dyadic(ridge.normal[axis]) * x + Dyadic(ridge.offset)
            return rise.signum > 0 ? sum + Dyadic(ridge.weight) * rise : sum
          }
        }
        return both[0] - both[1]
      }
      add(values.reduce(values[0], min), values.reduce(values[0], max))
    }
    for (ridge, other) in zip(first.1, second.1) where ridge.inputs.count > 1 {
      // |w r − w′ r′| ≤ |w − w′| max r + |w′| max |r − r′|, and max(0, ·) changes by no more than what is in it.
      let normals = [ridge, other].map { $0.normal.map { Dyadic($0) } }
      let top = max(.zero, Equation.range(normals[0], Dyadic(ridge.offset), box).high)
      let gap = Equation.range(
        zip(normals[0], normals[1]).map { $0 - $1 }, Dyadic(ridge.offset) - Dyadic(other.offset), box)
      let error =
        (Dyadic(ridge.weight) - Dyadic(other.weight)).magnitude * top
        + Dyadic(other.weight).magnitude * max(gap.low.magnitude, gap.high.magnitude)
      add(-error, error)
    }
    return max(low.magnitude, high.magnitude).roundedUp
  }
}

extension Equation.Ridge {
  /// Where the bend of one input is.
  fileprivate var place: Double { inputs.count == 1 ? -offset * normal[inputs[0]] : offset }

  /// The same with its numbers rounded.
  func rounded(toDigits digits: Int) -> Equation.Ridge {
    Equation.Ridge(
      normal: normal.map { $0.rounded(toDigits: digits) }, offset: offset.rounded(toDigits: digits),
      weight: weight.rounded(toDigits: digits))
  }
}
