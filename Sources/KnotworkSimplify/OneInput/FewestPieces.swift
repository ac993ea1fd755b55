import Knotwork
import KnotworkGeometry

/// The fewest pieces of a broken line that stays within an error of a network of one input and one output, and networks that are such
/// lines, each with an error that is proved in exact arithmetic.
struct FewestPieces {
  let line: ExactBrokenLine
  private let path: TubePath
  /// By how much the nodes of the path are off f at most.
  private let slack: Dyadic

  /// - Requires: one output.
  init(_ line: ExactBrokenLine) {
    self.line = line
    let (low, high) = (Dyadic(line.range.lowerBound), Dyadic(line.range.upperBound))
    let ends = [low, high].map { Rational($0) }
    let finest = max(low.magnitude, high.magnitude).exponent - 180
    var slack = Dyadic.zero
    let positions = [ends[0]] + line.knots + [ends[1]]
    var nodes: [TubePath.Point] = []
    var sizes = Dyadic.zero
    for (index, position) in positions.enumerated() {
      let piece = line.pieces[min(index, line.pieces.count - 1)]
      let x = TubePath.rounded(position.numerator, over: position.denominator, finest: finest, up: false)
      if index > 0, index < positions.count - 1, x * position.denominator != position.numerator {
        let before = line.pieces[index - 1]
        let jump = (piece.slopes[0].numerator - before.slopes[0].numerator).magnitude
        slack = max(slack, jump.scaled(by: finest + 1))
      }
      let y = piece.slopes[0].numerator * x + piece.constants[0].numerator
      sizes = max(sizes, y.magnitude)
      nodes.append(TubePath.Point(x: x, y: y))
    }
    // Values are long products; what is beyond the error's reach is cut off.
    let finestY = (sizes.isZero ? 0 : sizes.exponent) - 180
    for index in nodes.indices {
      let y = TubePath.rounded(nodes[index].y, over: .one, finest: finestY, up: false)
      if y != nodes[index].y {
        slack = max(slack, Dyadic.one.scaled(by: finestY))
        nodes[index].y = y
      }
    }
    self.slack = slack.isZero ? slack : slack + slack
    path = TubePath(nodes: nodes)
  }

  /// How many pieces are needed for an error: proved bounds from both sides, which are equal but for errors at which the number jumps.
  func count(within error: Double) -> (atLeast: Int, atMost: Int?) {
    let width = Dyadic(error)
    let least = path.pieces(width + slack, .outer)?.count ?? 1
    let most = width > slack ? path.pieces(width - slack, .inner)?.count : nil
    guard most != least, line.knots.count <= FewestPieces.mostExactKnots,
      least <= FewestPieces.mostExactPieces, let exact = exactPath.pieces(width, .none)?.count
    else { return (least, most) }
    return (exact, exact)
  }

  /// Up to so many knots and pieces the number of pieces is found without any rounding where rounding leaves it open.
  private static let (mostExactKnots, mostExactPieces) = (2000, 60)

  /// The nodes of f as the fractions that they are.
  private var exactPath: TubePath {
    let ends = [line.range.lowerBound, line.range.upperBound].map { Rational($0) }
    let positions = [ends[0]] + line.knots + [ends[1]]
    return TubePath(
      nodes: positions.enumerated().map { index, position in
        let piece = line.pieces[min(index, line.pieces.count - 1)]
        return TubePath.Point(
          x: position.numerator,
          y: piece.slopes[0].numerator * position.numerator + piece.constants[0].numerator * position.denominator,
          w: position.denominator)
      })
  }

  /// A network of at most so many pieces, with an error about as small as that many allow and no larger than `most`; nil where there
  /// is none.
  func network(
    pieces: Int, within most: Double, names: (inputs: [String], outputs: [String])
  ) -> (network: Network, pieces: Int, difference: ProvedDifference)? {
    guard path.pieces(Dyadic(most) - slack, .inner, limit: pieces) != nil else { return nil }
    var (low, high) = (0.0, most)
    let steps = line.knots.count > 1000 ? 5 : 16
    // Rounding needs a little room, so it goes on until there is some.
    for step in 0..<40 where (step < steps && high - low > 1e-4 * high) || high == most {
      let middle = low / 2 + high / 2
      if Dyadic(middle) > slack, path.pieces(Dyadic(middle) - slack, .inner, limit: pieces) != nil {
        high = middle
      } else {
        low = middle
      }
    }
    var best: (network: Network, pieces: Int, difference: ProvedDifference)?
    for width in [high, high / 2 + most / 2, most] {
      guard let found = path.pieces(Dyadic(width) - slack, .inner, limit: pieces),
        let form = form(found),
        let network = try? form.network(inputNames: names.inputs, outputNames: names.outputs)
      else { continue }
      let difference = difference(to: form)
      guard difference.bound <= most else { continue }
      if best == nil || difference.bound < best?.difference.bound ?? .infinity {
        best = (network, form.pieceCount, difference)
      }
      if width == high { break }
    }
    return best
  }

  /// The broken line of some pieces, in doubles.
  private func form(_ pieces: [TubePath.Piece]) -> PieceNetwork? {
    func value(_ piece: TubePath.Piece, _ x: Double) -> Dyadic {
      let (a, b) = (piece.first, piece.second)
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      return Dyadic.quotient(a.y * dx + (Dyadic(x) - a.x) * dy, dx, bits: 120)
    }
    let end = line.range.upperBound
    var nodes = [line.range.lowerBound]
    var values = [value(pieces[0], nodes[0])]
    var last = 0
    for index in pieces.indices.dropLast() {
      let (a, b) = (pieces[index], pieces[index + 1])
      let slopes = (
        (a.second.y - a.first.y) * (b.second.x - b.first.x), (b.second.y - b.first.y) * (a.second.x - a.first.x)
      )
      let turn = slopes.0 - slopes.1
      guard !turn.isZero else { continue }
      // a.first + t (a.second − a.first) lies on the line of b.
      let (ax, ay) = (a.second.x - a.first.x, a.second.y - a.first.y)
      let (bx, by) = (b.second.x - b.first.x, b.second.y - b.first.y)
      let above = (b.first.y - a.first.y) * bx - (b.first.x - a.first.x) * by
      let x = Dyadic.quotient(a.first.x * turn + above * ax, ay * bx - by * ax)
      let kept = min(max(x, a.from.nearest), a.to.nearest)
      guard kept > nodes[nodes.count - 1], kept < end else { continue }
      nodes.append(kept)
      values.append(value(a, kept))
      last = index + 1
    }
    nodes.append(end)
    values.append(value(pieces[max(last, pieces.count - 1)], end))
    return PieceNetwork(nodes: nodes, values: values)
  }

  /// The largest difference of f and a broken line: it is taken at an end or at a knot of either.
  private func difference(to form: PieceNetwork) -> ProvedDifference {
    var (largest, place) = (ExactQuotient(.zero, over: .one), line.range.lowerBound)
    var (own, other) = (0, 0)
    func look(at position: Rational) {
      while own < line.knots.count, line.knots[own] < position { own += 1 }
      while other < form.knots.count, Rational(form.knots[other]) < position { other += 1 }
      let piece = line.pieces[own]
      let slope = piece.slopes[0].numerator - form.slopes[other]
      let constant = piece.constants[0].numerator - form.constants[other]
      let value = (slope * position.numerator + constant * position.denominator).magnitude
      let distance = ExactQuotient(value, over: position.denominator)
      if largest < distance { (largest, place) = (distance, position.rounded) }
    }
    let positions =
      ([line.range.lowerBound, line.range.upperBound] + form.knots).map { Rational($0) } + line.knots
    for position in positions.sorted() { look(at: position) }
    return ProvedDifference(found: largest.roundedDown, place: [place], bound: largest.roundedUp, method: .knots)
  }
}
