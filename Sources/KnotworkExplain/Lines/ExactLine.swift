import Knotwork
import KnotworkGeometry

/// What an output does along a straight line, decided without rounding; for lines that ``LineTracer`` cannot follow.
struct ExactLine: Sendable {
  /// A part of the line on which no unit changes, and the slopes of the output on the regions that it touches, each once.
  struct Part: Sendable {
    let range: ClosedRange<Double>
    let slopes: [[Double]]
  }

  private let network: Network
  private let output: Int

  init(_ network: Network, output: Int) {
    self.network = network
    self.output = output
  }

  /// The parts of a segment, whose coordinate runs from 0 to 1.
  ///
  /// - Throws: as a dissection of the segment does.
  func parts(from start: [Double], to end: [Double]) throws -> [Part] {
    let dissection = try Dissection(
      of: network, over: .segment(try Segment(from: start, to: end)), keeping: .vertices)
    return try dissection.stretches().map { stretch in
      var exact: [[Dyadic]] = []
      for pattern in stretch.patterns {
        let slope = network.exactSlope(of: output, pattern: pattern)
        if !exact.contains(slope) { exact.append(slope) }
      }
      return Part(range: stretch.range, slopes: exact.map { $0.map(\.nearest) })
    }
  }

  /// The output as one input varies and the others stay at a point.
  ///
  /// - Throws: as a dissection of the line does.
  func trace(input: Int, over range: ClosedRange<Double>, at point: [Double]) throws -> LineTrace {
    let profile = try Profile(of: network, output: output, over: .input(input, over: range, at: point))
    var start = point
    start[input] = range.lowerBound
    return LineTrace(
      range: range, value: network.exactly(start.map { Dyadic($0) })[output].nearest, slope: profile.slopes[0],
      knots: profile.knots, bends: profile.bends, units: [], gradient: [])
  }
}

extension Network {
  /// The slope of an output on the region of a pattern, without rounding.
  func exactSlope(of output: Int, pattern: ActivationPattern) -> [Dyadic] {
    let factors = factors(of: pattern)
    var row = [factors[layers.count - 1][output]]
    var first = output
    for number in layers.indices.reversed() {
      let weights = layers[number].weights
      row = (0..<weights.columns).map { input in
        row.indices.reduce(Dyadic.zero) { sum, unit in
          let weight = weights[first + unit, input]
          return weight == 0 || row[unit].isZero ? sum : sum + row[unit] * Dyadic(weight)
        }
      }
      if number > 0 { row = zip(row, factors[number - 1]).map { $0.isZero || $1.isZero ? .zero : $0 * $1 } }
      first = 0
    }
    return row
  }

  /// What the units' pre-activations are multiplied with on the region of a pattern.
  private func factors(of pattern: ActivationPattern) -> [[Dyadic]] {
    var bending = pattern.layers.makeIterator()
    return layers.map { layer in
      var bits = (layer.activations.contains { $0.bends } ? bending.next() ?? [] : []).makeIterator()
      return layer.activations.map { $0.bends ? (bits.next() ?? false ? .one : Dyadic($0.inactiveSlope)) : .one }
    }
  }
}
