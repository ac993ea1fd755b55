import Knotwork
import KnotworkGeometry

extension ExactLeaf {
  /// The slope of a row along a direction on the part of the box that has these phases, with a point inside; nil where that part has no
  /// inside.
  func slope(
    of row: [Double], along direction: [Double], within halfSpaces: [HalfSpace]
  ) -> (slope: Dyadic, point: [Dyadic])? {
    let free = lower.indices.filter { lower[$0] < upper[$0] }
    let (outputs, held) = forms(free)
    guard let box = try? Box(lower: free.map { lower[$0] }, upper: free.map { upper[$0] }) else { return nil }
    var inequalities: [StrictSystem.Inequality] = []
    let sides = halfSpaces.map { side -> [Dyadic] in
      var form = free.map { -Dyadic(side.normal[$0]) } + [Dyadic(side.offset)]
      for input in lower.indices where lower[input] == upper[input] {
        form[free.count] -= Dyadic(side.normal[input]) * Dyadic(lower[input])
      }
      return form
    }
    for form in held + sides {
      let normal = Array(form[..<free.count])
      if normal.allSatisfy(\.isZero) {
        // A unit that is 0 everywhere is as good as inactive; one that is constant has one phase.
        if form[free.count].signum < 0 { return nil }
      } else {
        inequalities.append(StrictSystem.Inequality(normal: normal, constant: form[free.count]))
      }
    }
    guard let inside = StrictSystem(within: box).point(satisfying: inequalities) else { return nil }
    let slopes = form(row, outputs, free)
    var slope = Dyadic.zero
    var point = lower.map { Dyadic($0) }
    for (place, input) in free.enumerated() {
      slope += slopes[place] * Dyadic(direction[input])
      point[input] = inside[place]
    }
    return (slope, point)
  }
}
