import Knotwork
import KnotworkGeometry

/// Approximates a formula of one variable by broken lines.
struct LineApproximation {
  private let expression: RealExpression
  private let range: ClosedRange<Double>
  private let limit: Int
  private static let sampleCounts = [1 << 13, 1 << 15, 1 << 17, 1 << 19]

  init(_ expression: RealExpression, _ range: ClosedRange<Double>, limit: Int) {
    self.expression = expression
    self.range = range
    self.limit = limit
  }

  /// The approximation of fewest pieces that is proved to stay within an error.
  func reach(_ error: Double) throws(Approximation.Failure) -> Approximation {
    for samples in LineApproximation.sampleCounts {
      let tube = try sampled(samples)
      // Between samples a little more room is needed; less with every attempt.
      for share in [1 - 0x1p-12, 1 - 0x1p-8, 1 - 0x1p-5] {
        guard let pieces = tube.pieces(error: error * share, limit: limit) else {
          throw .tooManyPieces(limit: limit)
        }
        // A knot may leave the tube between two samples by a part that falls with their number.
        if samples < 400 * pieces.count, samples < LineApproximation.sampleCounts[3] { break }
        do {
          let best = try proved(tube, pieces: pieces.count, atMost: error * share, bound: error)
          return Approximation(
            network: best.network, provedError: best.error, pieces: pieces.count,
            curve: curve(tube, upTo: pieces.count, last: best.error))
        } catch {
          if case .undefined(let place) = error { throw .undefined(at: [place]) }
        }
      }
    }
    throw .tooPrecise(error)
  }

  private func sampled(_ count: Int) throws(Approximation.Failure) -> Tube {
    let (low, high) = (range.lowerBound, range.upperBound)
    var (x, y): ([Double], [Double]) = ([], [])
    for k in 0...count {
      let share = Double(k) / Double(count)
      let t = k == count ? high : low * (1 - share) + high * share
      guard x.last.map({ $0 < t }) ?? true else { continue }
      let value = expression([t])
      guard value.isFinite else { throw .undefined(at: [t]) }
      x.append(t)
      y.append(value)
    }
    return Tube(x: x, y: y)
  }

  /// The best broken line of `count` pieces, with the smallest error for which a proof succeeds.
  private func proved(
    _ tube: Tube, pieces count: Int, atMost error: Double, bound: Double
  ) throws(DeviationProof.Failure) -> (network: Network, error: Double) {
    // The narrowest tube that this number of pieces goes through.
    var (low, high) = (0.0, error)
    for _ in 0..<40 where high - low > 1e-4 * high {
      let middle = low / 2 + high / 2
      if tube.pieces(error: middle, limit: count) != nil { high = middle } else { low = middle }
    }
    var last = DeviationProof.Failure.exceeded(at: range.lowerBound)
    for width in high < error ? [high, min(error, high * 1.01), error] : [error] {
      guard let pieces = tube.pieces(error: width, limit: count) else { continue }
      let line = tube.line(pieces)
      guard let network = try? line.network(inputName: expression.variables.first ?? "x", outputName: "y") else {
        continue
      }
      let measured = max(tube.deviation(of: line), deviation(of: line))
      for claim in claims(measured, bound) {
        do {
          try DeviationProof(expression, network, over: range, bound: claim).run()
          return (network, claim)
        } catch {
          if case .undefined = error { throw error }
          last = error
        }
      }
    }
    throw last
  }

  /// Bounds to try, from the smallest that may be provable: samples miss a little, most where the formula bends sharply.
  private func claims(_ measured: Double, _ bound: Double) -> [Double] {
    let size = max(expression([range.lowerBound]).magnitude, expression([range.upperBound]).magnitude, 1e-300)
    return [0x1p-10, 0x1p-5].map { measured * (1 + $0) + size * 0x1p-40 }.filter { $0 < bound } + [bound]
  }

  /// The largest deviation at the nodes.
  private func deviation(of line: BrokenLine) -> Double {
    zip(line.nodes, line.values).reduce(0) { max($0, (expression([$1.0]) - $1.1).magnitude) }
  }

  /// What fewer pieces achieve: 1, 2, 3, 4, 6, 8, 12, …
  private func curve(_ tube: Tube, upTo count: Int, last: Double) -> [Approximation.Point] {
    var points: [Approximation.Point] = []
    var pieces = 1
    let spread = (tube.y.max() ?? 0) - (tube.y.min() ?? 0)
    while pieces < count {
      // Without a proof a point is left out.
      if let found = try? proved(tube, pieces: pieces, atMost: spread, bound: 2 * spread) {
        points.append(Approximation.Point(pieces: pieces, error: found.error))
      }
      pieces += pieces < 4 ? 1 : pieces.isPowerOfTwo ? pieces / 2 : pieces / 3
    }
    return points + [Approximation.Point(pieces: count, error: last)]
  }
}

extension Int {
  fileprivate var isPowerOfTwo: Bool { self & (self - 1) == 0 }
}
