/// A continuous function of one number t: `slopes[i]` · t + `constants[i]` between the knots i − 1 and i.
struct Curve {
  var knots: [Double] = []
  var slopes: [Double]
  var constants: [Double]

  init(slope: Double, constant: Double) {
    slopes = [slope]
    constants = [constant]
  }

  private func index(at t: Double) -> Int { knots.firstIndex { t <= $0 } ?? knots.count }

  func callAsFunction(_ t: Double) -> Double {
    let index = index(at: t)
    return slopes[index] * t + constants[index]
  }

  /// Slope and constant at a place.
  func piece(at t: Double) -> (slope: Double, constant: Double) {
    let index = index(at: t)
    return (slopes[index], constants[index])
  }

  func adding(_ other: Curve, times factor: Double) -> Curve {
    var places = knots
    for knot in other.knots where !places.contains(where: { Piecewise.isSame($0, knot) }) { places.append(knot) }
    return rebuilt(places.sorted()) { t in
      let (a, b) = (piece(at: t), other.piece(at: t))
      return (a.slope + factor * b.slope, a.constant + factor * b.constant)
    }
  }

  /// The places where the function has a value: between and beyond knots, where it is not constant.
  func places(where value: Double) -> [Double] {
    var found: [Double] = []
    for index in slopes.indices where slopes[index] != 0 {
      let place = (value - constants[index]) / slopes[index]
      let isAfter = index == 0 || place >= knots[index - 1] || Piecewise.isSame(place, knots[index - 1])
      let isBefore = index == knots.count || place <= knots[index] || Piecewise.isSame(place, knots[index])
      if isAfter, isBefore, !found.contains(where: { Piecewise.isSame($0, place) }) { found.append(place) }
    }
    return found
  }

  /// The function where it is positive, and `inactiveSlope` times it elsewhere.
  func activated(inactiveSlope: Double) -> Curve {
    var places = knots
    for place in self.places(where: 0) where !places.contains(where: { Piecewise.isSame($0, place) }) {
      places.append(place)
    }
    return rebuilt(places.sorted()) { t in
      let piece = piece(at: t)
      let factor = piece.slope * t + piece.constant > 0 ? 1 : inactiveSlope
      return (factor * piece.slope, factor * piece.constant)
    }
  }

  /// A function with knots at some places, without those at which it does not bend.
  private func rebuilt(_ places: [Double], _ piece: (Double) -> (Double, Double)) -> Curve {
    let pieces = Piecewise.samples(between: places).map(piece)
    var result = Curve(slope: pieces[0].0, constant: pieces[0].1)
    for (index, place) in places.enumerated() {
      let (slope, constant) = pieces[index + 1]
      guard slope != result.slopes[result.slopes.count - 1] || constant != result.constants[result.constants.count - 1]
      else { continue }
      result.knots.append(place)
      result.slopes.append(slope)
      result.constants.append(constant)
    }
    return result
  }
}
