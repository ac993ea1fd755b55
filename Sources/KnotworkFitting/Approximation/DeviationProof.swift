import Knotwork
import KnotworkGeometry

/// A proof that a broken line, as the real function that a network's weights define, stays within a distance of a formula.
///
/// On a part of a piece with middle m the deviation is enclosed by the Taylor form e(m) + e′(m)(x − m) + ½ F″(X)(x − m)², by
/// the mean value form e(m) + e′(X)(x − m), or by its end values where e′ has one sign; parts are halved until the bound
/// holds. All in interval arithmetic; slopes and values of the pieces are exact numbers, enclosed once.
struct DeviationProof {
  /// Why there is no proof.
  enum Failure: Error, Equatable {
    /// The deviation is larger than the bound here.
    case exceeded(at: Double)
    /// No finite enclosure near here: the formula is undefined, unbounded or not continuous.
    case undefined(at: Double)
    /// The time is over.
    case stopped
  }

  private let deadline: Deadline
  private let expression: RealExpression
  private let pieces: [Piece]
  private let bound: Double
  private let holes: [Double]

  /// An affine piece over an interval: value at an anchor, slope.
  private struct Piece {
    let start: Double
    let end: Double
    let anchor: Double
    let value: Interval
    let slope: Interval

    func callAsFunction(_ x: Interval) -> Interval { value + slope * (x - Interval(anchor)) }
  }

  /// - Parameters:
  ///   - network: a broken line's, as ``BrokenLine/network(inputName:outputName:)`` makes it.
  ///   - holes: where the formula is the limit of its values; see ``Definedness``.
  init(
    _ expression: RealExpression, _ network: Network, over range: ClosedRange<Double>, bound: Double,
    holes: [Double] = [], until deadline: Deadline = .none
  ) {
    self.deadline = deadline
    self.expression = expression
    self.holes = holes
    self.bound = bound
    pieces = DeviationProof.pieces(of: network, over: range)
  }

  private static func pieces(of network: Network, over range: ClosedRange<Double>) -> [Piece] {
    let (hidden, output) = (network.layers[0], network.layers[1])
    let knots = hidden.bias.dropFirst().map { -$0 }
    let starts = [range.lowerBound] + knots
    let ends = knots + [range.upperBound]
    var slope = Dyadic(output.weights[0, 0])
    var value = network.exactly([Dyadic(range.lowerBound)])[0]
    return zip(starts, ends).enumerated().map { number, interval in
      if number > 0 {
        value += slope * (Dyadic(interval.0) - Dyadic(starts[number - 1]))
        slope += Dyadic(output.weights[0, number])
      }
      return Piece(
        start: interval.0, end: interval.1, anchor: interval.0, value: enclosure(value), slope: enclosure(slope))
    }
  }

  private static func enclosure(_ number: Dyadic) -> Interval {
    let value = number.nearest
    return Dyadic(value) == number ? Interval(value) : Interval(value.nextDown, value.nextUp)
  }

  /// Proves the bound.
  ///
  /// - Throws: ``Failure``.
  func run() throws(Failure) {
    for piece in pieces where piece.start < piece.end { try prove(piece) }
  }

  private func prove(_ piece: Piece) throws(Failure) {
    var stack = [(piece.start, piece.end, 0)]
    while let (start, end, depth) = stack.popLast() {
      if deadline.hasPassed { throw .stopped }
      switch verdict(piece, start, end) {
      case .holds: continue
      case .fails(let position): throw .exceeded(at: position)
      case .open(let isDefined):
        let middle = start / 2 + end / 2
        guard depth < 48, middle > start, middle < end else {
          throw isDefined ? .exceeded(at: middle) : .undefined(at: middle)
        }
        stack.append((middle, end, depth + 1))
        stack.append((start, middle, depth + 1))
      }
    }
  }

  private enum Verdict {
    case holds
    case fails(at: Double)
    case open(isDefined: Bool)
  }

  private func verdict(_ piece: Piece, _ start: Double, _ end: Double) -> Verdict {
    let x = Interval(start, end)
    let jet = expression.jet(over: [x], holes: holes)
    let isDefined = jet.value.isBounded && !jet.value.isPartial
    let natural = jet.value - piece(x)
    if isDefined, natural.magnitude <= bound { return .holds }
    let middle = start / 2 + end / 2
    let point = expression.jet(over: [Interval(middle)], holes: holes)
    let center = point.value - piece(Interval(middle))
    if center.lower > bound || center.upper < -bound { return .fails(at: middle) }
    guard isDefined else { return .open(isDefined: false) }
    let offset = x - Interval(middle)
    let slope = jet.first.0 - piece.slope
    if slope.isBounded {
      if slope.lower >= 0 || slope.upper <= 0 {
        // Monotone: the ends are extremes.
        let ends = [start, end].map { end in
          expression.jet(over: [Interval(end)], holes: holes).value - piece(Interval(end))
        }
        if ends.allSatisfy({ $0.magnitude <= bound }) { return .holds }
        for (position, value) in zip([start, end], ends) where value.lower > bound || value.upper < -bound {
          return .fails(at: position)
        }
      }
      if (center + slope * offset).magnitude <= bound { return .holds }
    }
    if jet.second.0.isBounded, point.first.0.isBounded {
      let taylor =
        center + (point.first.0 - piece.slope) * offset + Interval(0.5) * jet.second.0 * offset.square
      if taylor.magnitude <= bound { return .holds }
    }
    return .open(isDefined: true)
  }
}
