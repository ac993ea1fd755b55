import Knotwork
import KnotworkGeometry

/// How the change of an output from one point to another splits over the inputs: for each input the integral of the output's derivative by
/// it along the straight way, times the input's change (Sundararajan, Taly and Yan 2017).
public struct IntegratedGradients: Equatable, Sendable {
  /// One for each input; where the way runs inside a crease the mean over its sides.
  public let attributions: [Double]
  /// Whether that is the only answer: a way inside a crease has a derivative on each side, and where they differ no gradient is right.
  public let isUnique: Bool
  /// The attributions for each choice of sides where they are not unique; at most ``mostSides``.
  public let sides: [[Double]]
  /// The output at the end minus that at the start, which is the sum of the attributions but for rounding.
  public let difference: Double

  /// So many choices of sides are listed.
  public static let mostSides = 64
}

/// Integrated gradients of one output of a network, in closed form: the sum over the pieces of the way of length times slope.
public struct GradientIntegrator: Sendable {
  private let network: Network
  private let output: Int
  private var tracer: LineTracer
  private let exact: ExactLine

  /// An integrator for an output.
  ///
  /// - Requires: `output` is the number of an output.
  /// - Complexity: O(weights).
  public init(_ network: Network, output: Int = 0) {
    self.network = network
    self.output = output
    tracer = LineTracer(network, output: output)
    exact = ExactLine(network, output: output)
  }

  /// The attributions of the way from one point to another.
  ///
  /// - Parameters:
  ///   - start: where the way starts, n coordinates.
  ///   - end: where it ends.
  /// - Throws: `InvalidGeometry` where a coordinate is not finite, and as a dissection of the way where it runs inside a crease, or so
  ///   near to one that rounding does not tell.
  /// - Complexity: O(weights) once, and O(units) for each knot of a network of two hidden layers.
  public mutating func callAsFunction(from start: [Double], to end: [Double]) throws -> IntegratedGradients {
    let step = zip(end, start).map { $0 - $1 }
    guard start != end else {
      return IntegratedGradients(attributions: step.map { _ in 0 }, isUnique: true, sides: [], difference: 0)
    }
    if let trace = tracer.trace(from: start, along: step, over: 0...1, hasGradient: true) {
      return IntegratedGradients(
        attributions: zip(trace.gradient, step).map { $0 * $1 }, isUnique: true, sides: [],
        difference: trace.end - trace.value)
    }
    let parts = try exact.parts(from: start, to: end)
    let terms = parts.map { part in
      part.slopes.map { slope in
        zip(slope, step).map { $0 * $1 * (part.range.upperBound - part.range.lowerBound) }
      }
    }
    func sum(_ vectors: [[Double]]) -> [Double] {
      step.indices.map { input in
        var total = CompensatedSum()
        for vector in vectors { total.add(vector[input]) }
        return total.value
      }
    }
    let means = terms.map { sides in sum(sides).map { $0 / Double(sides.count) } }
    let isUnique = terms.allSatisfy { $0.count == 1 }
    var choices: [[[Double]]] = [[]]
    if !isUnique {
      for sides in terms {
        choices = choices.prefix(max(1, IntegratedGradients.mostSides / sides.count)).flatMap { chosen in
          sides.map { chosen + [$0] }
        }
      }
    }
    let (first, last) = (
      network.exactly(start.map { Dyadic($0) })[output], network.exactly(end.map { Dyadic($0) })[output]
    )
    return IntegratedGradients(
      attributions: sum(means), isUnique: isUnique, sides: isUnique ? [] : choices.map(sum),
      difference: (last - first).nearest)
  }
}
