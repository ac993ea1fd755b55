/// A function that is one affine form between two neighbouring knots of a line, and may jump at them.
///
/// The line is the value t of `direction`, a form without a constant. The function is `intervals[i]` where
/// `knots[i − 1]` < t < `knots[i]`, and `points[i]` where t is `knots[i]`. Comparisons give such functions with constants
/// as forms (steps); products and choices give others. What no longer jumps becomes units (``units``).
struct Piecewise {
  /// Without unknowns when there are no knots.
  var direction: LinearForm
  /// In rising order.
  var knots: [Double]
  /// One more than there are knots.
  var intervals: [LinearForm]
  /// One for each knot.
  var points: [LinearForm]

  /// The function that is a form everywhere.
  init(_ form: LinearForm) {
    direction = LinearForm(constant: 0)
    knots = []
    intervals = [form]
    points = []
  }

  /// The step that is one number where z < 0, one where z = 0 and one where z > 0.
  init(signOf z: LinearForm, negative: Double, zero: Double, positive: Double) {
    guard !z.isConstant else {
      self.init(LinearForm(constant: z.constant < 0 ? negative : z.constant > 0 ? positive : zero))
      return
    }
    self.init(
      direction: z.direction, knots: [-z.constant],
      intervals: [LinearForm(constant: negative), LinearForm(constant: positive)],
      points: [LinearForm(constant: zero)])
  }

  init(direction: LinearForm, knots: [Double], intervals: [LinearForm], points: [LinearForm]) {
    self.direction = direction
    self.knots = knots
    self.intervals = intervals
    self.points = points
  }

  /// Number of stored numbers, for limits.
  var size: Int { intervals.reduce(direction.size) { $0 + $1.size } + points.reduce(0) { $0 + $1.size } }

  /// Whether two places on a line count as the same.
  static func isSame(_ a: Double, _ b: Double) -> Bool {
    (a - b).magnitude <= LinearForm.tolerance * max(a.magnitude, b.magnitude)
  }

  /// The form at a place of the line.
  func form(at place: Double) -> LinearForm {
    for (index, knot) in knots.enumerated() {
      if Piecewise.isSame(place, knot) { return points[index] }
      if place < knot { return intervals[index] }
    }
    return intervals[knots.count]
  }

  /// A function of the forms.
  func map(_ function: (LinearForm) -> LinearForm?) -> Piecewise? {
    let (between, at) = (intervals.compactMap(function), points.compactMap(function))
    guard between.count == intervals.count, at.count == points.count else { return nil }
    return Piecewise(direction: direction, knots: knots, intervals: between, points: at).simplified
  }

  /// Two functions put together form by form; nil when their lines are not the same, or `function` gives none.
  func combined(with other: Piecewise, _ function: (LinearForm, LinearForm) -> LinearForm?) -> Piecewise? {
    if knots.isEmpty {
      let form = intervals[0]
      return other.map { function(form, $0) }
    }
    if other.knots.isEmpty {
      let form = other.intervals[0]
      return map { function($0, form) }
    }
    guard let ratio = other.direction.ratio(to: direction) else { return nil }
    // The other's value of t is `ratio` times this one's.
    let theirs = other.knots.map { $0 / ratio }
    var places = knots
    for place in theirs where !places.contains(where: { Piecewise.isSame($0, place) }) { places.append(place) }
    places.sort()
    func pair(_ place: Double) -> LinearForm? { function(form(at: place), other.form(at: place * ratio)) }
    let points = places.map(pair)
    let intervals = Piecewise.samples(between: places).map(pair)
    guard !points.contains(where: { $0 == nil }), !intervals.contains(where: { $0 == nil }) else { return nil }
    return Piecewise(
      direction: direction, knots: places, intervals: intervals.compactMap { $0 }, points: points.compactMap { $0 }
    ).simplified
  }

  /// A place before, between and after the given ones.
  static func samples(between places: [Double]) -> [Double] {
    guard let first = places.first, let last = places.last else { return [0] }
    let middles = zip(places, places.dropFirst()).map { $0 + ($1 - $0) / 2 }
    return [first - max(1, first.magnitude)] + middles + [last + max(1, last.magnitude)]
  }

  /// Without knots at which nothing changes.
  var simplified: Piecewise {
    guard knots.indices.contains(where: { intervals[$0] == intervals[$0 + 1] && points[$0] == intervals[$0] }) else {
      return self
    }
    var result = Piecewise(direction: direction, knots: [], intervals: [intervals[0]], points: [])
    for index in knots.indices {
      guard
        result.intervals[result.intervals.count - 1] != intervals[index + 1] || points[index] != intervals[index + 1]
      else { continue }
      result.knots.append(knots[index])
      result.points.append(points[index])
      result.intervals.append(intervals[index + 1])
    }
    return result.knots.isEmpty ? Piecewise(result.intervals[0]) : result
  }
}
