import Knotwork
import KnotworkGeometry

/// Approximates a formula of one variable by broken lines.
struct LineApproximation {
  private let expression: RealExpression
  private let range: ClosedRange<Double>
  private let limit: Int
  private let deadline: Deadline
  /// Where the formula is the limit of its values.
  private let holes: [Double]
  private static let mostSamples = 1 << 19

  init(
    _ expression: RealExpression, _ range: ClosedRange<Double>, holes: [Double] = [], limit: Int,
    until deadline: Deadline = .none
  ) {
    self.deadline = deadline
    self.expression = expression
    self.range = range
    self.holes = holes
    self.limit = limit
  }

  /// The approximation of fewest pieces that is proved to stay within an error.
  func reach(_ error: Double) throws(Approximation.Failure) -> Approximation {
    var largest = 0.0
    // Between samples a little more room is needed; less where they are dense.
    for (tolerance, shares) in [
      (0x1p-17, [1 - 0x1p-12, 1 - 0x1p-8]), (0x1p-11, [1 - 0x1p-8, 1 - 0x1p-5]), (0x1p-7, [1 - 0x1p-5, 1 - 0x1p-3]),
      (0x1p-4, [0.75, 0.5]),
    ] {
      let (tube, isDense) = try sampled(error * tolerance)
      largest = tube.y.reduce(0) { max($0, $1.magnitude) }
      // Whatever the samples leave out, so many pieces are needed.
      guard tube.pieces(error: error, limit: limit) != nil else { throw .tooManyPieces(limit: limit) }
      // Coarser samples may be dense enough all over the domain.
      if !isDense, tolerance < 0x1p-4 { continue }
      for share in shares {
        try checkTime()
        guard let pieces = tube.pieces(error: error * share, limit: limit) else { continue }
        do {
          let best = try proved(tube, pieces: pieces.count, atMost: error * share, bound: error)
          return Approximation(
            network: best.network, provedError: best.error, pieces: pieces.count,
            curve: curve(tube, upTo: pieces.count, last: best.error), isComplete: !deadline.hasPassed)
        } catch {
          if case .undefined(let place) = error { throw .undefined(at: [place]) }
          try checkTime()
        }
      }
    }
    throw error < largest * 0x1p-36 ? .tooPrecise(error) : .notFound(error)
  }

  private func checkTime() throws(Approximation.Failure) {
    if deadline.hasPassed { throw .timeLimit(deadline.limit ?? .zero) }
  }

  /// The value, at a hole the limit.
  private func value(_ t: Double) -> Double {
    let value = expression([t])
    if value.isFinite || holes.isEmpty { return value }
    let limit = expression.jet(over: [Interval(t)], holes: holes).value
    return limit.isBounded ? limit.lower / 2 + limit.upper / 2 : value
  }

  /// Samples so dense that between two of them the formula is near a line, as far as a sample between them tells; and whether
  /// there are enough.
  private func sampled(_ tolerance: Double) throws(Approximation.Failure) -> (tube: Tube, isDense: Bool) {
    let (low, high) = (range.lowerBound, range.upperBound)
    var (x, y): ([Double], [Double]) = ([], [])
    let count = 1 << 11
    for k in 0...count {
      let share = Double(k) / Double(count)
      let t = k == count ? high : low * (1 - share) + high * share
      guard x.last.map({ $0 < t }) ?? true else { continue }
      x.append(t)
      y.append(try finite(t))
    }
    // Whether an interval may still be split; those between new samples are looked at again.
    var open = [Bool](repeating: true, count: max(0, x.count - 1))
    // As far as doubles go, where the formula bends at one place only.
    for round in 0..<1100 {
      try checkTime()
      if round > 80, x.count > 100_000 { break }
      var (nextX, nextY, nextOpen): ([Double], [Double], [Bool]) = ([x[0]], [y[0]], [])
      var room = LineApproximation.mostSamples - x.count
      for k in open.indices {
        let middle = x[k] / 2 + x[k + 1] / 2
        if open[k], room > 0, middle > x[k], middle < x[k + 1] {
          let value = try finite(middle)
          let isFlat = (value - (y[k] / 2 + y[k + 1] / 2)).magnitude <= tolerance
          room -= 1
          nextX.append(middle)
          nextY.append(value)
          // The first rounds split everywhere.
          nextOpen += [!isFlat || round < 2, !isFlat || round < 2]
        } else {
          nextOpen.append(open[k])
        }
        nextX.append(x[k + 1])
        nextY.append(y[k + 1])
      }
      let isDone = nextX.count == x.count
      (x, y, open) = (nextX, nextY, nextOpen)
      if isDone { break }
    }
    return (Tube(x: x, y: y), x.count < LineApproximation.mostSamples)
  }

  private func finite(_ t: Double) throws(Approximation.Failure) -> Double {
    let value = value(t)
    guard value.isFinite else { throw .undefined(at: [t]) }
    return value
  }

  /// The best broken line of `count` pieces, with the smallest error for which a proof succeeds.
  private func proved(
    _ tube: Tube, pieces count: Int, atMost error: Double, bound: Double
  ) throws(DeviationProof.Failure) -> (network: Network, error: Double) {
    // The narrowest tube that this number of pieces goes through.
    var (low, high) = (0.0, error)
    for _ in 0..<40 where high - low > 1e-4 * high {
      if deadline.hasPassed { throw .stopped }
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
          try DeviationProof(expression, network, over: range, bound: claim, holes: holes, until: deadline).run()
          return (network, claim)
        } catch {
          switch error {
          case .undefined, .stopped: throw error
          case .exceeded: last = error
          }
        }
      }
    }
    throw last
  }

  /// Bounds to try, from the smallest that may be provable: samples miss a little, most where the formula bends sharply.
  private func claims(_ measured: Double, _ bound: Double) -> [Double] {
    let size = max(value(range.lowerBound).magnitude, value(range.upperBound).magnitude, 1e-300)
    return [0x1p-10, 0x1p-5].map { measured * (1 + $0) + size * 0x1p-40 }.filter { $0 < bound } + [bound]
  }

  /// The largest deviation at the nodes.
  private func deviation(of line: BrokenLine) -> Double {
    zip(line.nodes, line.values).reduce(0) { max($0, (value($1.0) - $1.1).magnitude) }
  }

  /// What fewer pieces achieve: 1, 2, 3, 4, 6, 8, 12, …
  private func curve(_ tube: Tube, upTo count: Int, last: Double) -> [Approximation.Point] {
    var points: [Approximation.Point] = []
    var pieces = 1
    let spread = (tube.y.max() ?? 0) - (tube.y.min() ?? 0)
    while pieces < count, !deadline.hasPassed {
      // Without a proof a point is left out.
      // Larger errors need fewer samples.
      let coarse = tube.thinned(by: max(1, count / pieces / 2))
      if let found = try? proved(coarse, pieces: pieces, atMost: spread, bound: 2 * spread) {
        points.append(Approximation.Point(pieces: pieces, error: found.error))
      }
      pieces += pieces < 4 ? 1 : pieces.isPowerOfTwo ? pieces / 2 : pieces / 3
    }
    // What fewer pieces achieve, more do too.
    var least = Double.infinity
    let falling = points.map { point in
      least = min(least, point.error)
      return Approximation.Point(pieces: point.pieces, error: least)
    }
    return falling.filter { $0.error >= last } + [Approximation.Point(pieces: count, error: last)]
  }
}

extension Int {
  fileprivate var isPowerOfTwo: Bool { self & (self - 1) == 0 }
}
