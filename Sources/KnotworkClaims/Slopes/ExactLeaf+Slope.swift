import Knotwork
import KnotworkGeometry

extension ExactLeaf {
  /// What a part of a box says of slopes.
  enum Slope {
    /// The slope there, and a point inside, rounded.
    case inside(slope: Dyadic, point: [Double])
    /// No point is inside: the part is empty or flat.
    case flat
    /// It took too long.
    case open
  }

  /// The slope of a row along a direction on the part of the box that has these phases.
  func slope(
    of row: [Double], along direction: [Double], within halfSpaces: [HalfSpace], isStopped: () -> Bool
  ) -> Slope {
    let free = lower.indices.filter { lower[$0] < upper[$0] }
    let count = free.count
    let (outputs, held) = forms.forms(phases, lower: lower, free: free)
    let sides = halfSpaces.map { side -> [Dyadic] in
      var form = free.map { -Dyadic(side.normal[$0]) } + [Dyadic(side.offset)]
      for input in lower.indices where lower[input] == upper[input] {
        form[count] -= Dyadic(side.normal[input]) * Dyadic(lower[input])
      }
      return form
    }
    let walls = free.enumerated().flatMap { place, input in
      [(Dyadic.one, -Dyadic(lower[input])), (-Dyadic.one, Dyadic(upper[input]))].map { factor, constant in
        (0...count).map { $0 == place ? factor : $0 == count ? constant : .zero }
      }
    }
    // The point whose least slack, in units of the size of its inequality, is greatest: that slack is one more coordinate.
    var inequalities: [StrictSystem.Inequality] = []
    for form in held + sides + walls {
      let normal = Array(form[..<count])
      guard let size = normal.filter({ !$0.isZero }).map(\.exponent).max() else {
        // A unit that is 0 everywhere is as good as inactive; one that is constant has one phase.
        if form[count].signum < 0 { return .flat }
        continue
      }
      inequalities.append(
        StrictSystem.Inequality(normal: normal + [-Dyadic.one.scaled(by: size)], constant: form[count]))
    }
    let reach = free.map { upper[$0] - lower[$0] }.max() ?? 0
    guard let box = try? Box(lower: free.map { lower[$0] } + [0], upper: free.map { upper[$0] } + [reach]) else {
      return .open
    }
    let objective = [Dyadic](repeating: .zero, count: count) + [-Dyadic.one]
    var program = ExactProgram(over: box, objective: objective, where: inequalities)
    let found: HomogeneousPoint
    switch program.solve(isStopped: isStopped) {
    case .point(let point): found = point
    case .impossible: return .flat
    case .stopped: return .open
    }
    guard found.numerators[count].signum > 0 else { return .flat }
    let slopes = form(row, outputs, free)
    var slope = Dyadic.zero
    var point = lower
    for (place, input) in free.enumerated() {
      slope += slopes[place] * Dyadic(direction[input])
      point[input] = min(upper[input], max(lower[input], found.rounded[place]))
    }
    return .inside(slope: slope, point: point)
  }
}
