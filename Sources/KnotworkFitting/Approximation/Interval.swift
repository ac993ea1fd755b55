import KnotworkGeometry

/// A closed interval of real numbers with double ends, either of which may be infinite. Operations round outwards, so that
/// the result holds every value of the operation on numbers of its operands.
///
/// Sums, products, quotients and square roots are correctly rounded by IEEE 754, so one step outwards is enough. Elementary
/// functions come from the C library; they are widened by at least 4 units in the last place, more than the largest error
/// that glibc documents for those used here.
struct Interval: Equatable, Sendable {
  let lower: Double
  let upper: Double
  /// Whether the function that led here is undefined at some points of its arguments, such as the root of a negative number.
  let isPartial: Bool

  init(_ lower: Double, _ upper: Double, isPartial: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.isPartial = isPartial
  }

  /// A point.
  init(_ value: Double) { self.init(value, value) }

  /// Ends rounded outwards; what is not a number is unbounded.
  private init(outwards lower: Double, _ upper: Double, isPartial: Bool) {
    self.init(
      lower.isNaN ? -.infinity : lower.nextDown, upper.isNaN ? .infinity : upper.nextUp, isPartial: isPartial)
  }

  static let zero = Interval(0)
  static let one = Interval(1)
  static let entire = Interval(-.infinity, .infinity)

  var isPoint: Bool { lower == upper }
  var isBounded: Bool { lower.isFinite && upper.isFinite }
  var magnitude: Double { max(lower.magnitude, upper.magnitude) }

  func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// With the mark of another operand that is undefined somewhere.
  func partial(_ flag: Bool) -> Interval { Interval(lower, upper, isPartial: isPartial || flag) }

  static prefix func - (x: Interval) -> Interval { Interval(-x.upper, -x.lower, isPartial: x.isPartial) }

  static func + (x: Interval, y: Interval) -> Interval {
    if x == .zero { return y }
    if y == .zero { return x }
    let flag = x.isPartial || y.isPartial
    if x.isPoint, y.isPoint, let sum = exactSum(x.lower, y.lower) { return Interval(sum, sum, isPartial: flag) }
    let sum = Interval(outwards: x.lower + y.lower, x.upper + y.upper, isPartial: flag)
    // A sum of numbers that are not negative is not either, whatever rounding does.
    return x.lower >= 0 && y.lower >= 0 ? Interval(max(0, sum.lower), sum.upper, isPartial: flag) : sum
  }

  static func - (x: Interval, y: Interval) -> Interval { x + -y }

  static func * (x: Interval, y: Interval) -> Interval {
    let flag = x.isPartial || y.isPartial
    if x == .zero || y == .zero { return Interval(0, 0, isPartial: flag) }
    if x == .one { return y }
    if y == .one { return x }
    if x.isPoint, y.isPoint, case let product = x.lower * y.lower, product.isNormal,
      (-product).addingProduct(x.lower, y.lower) == 0, product.magnitude > 1e-200
    {
      return Interval(product, product, isPartial: flag)
    }
    let products = [
      product(x.lower, y.lower), product(x.lower, y.upper), product(x.upper, y.lower), product(x.upper, y.upper),
    ]
    let product = Interval(outwards: products.min() ?? .nan, products.max() ?? .nan, isPartial: flag)
    return x.lower >= 0 && y.lower >= 0 ? Interval(max(0, product.lower), product.upper, isPartial: flag) : product
  }

  /// The sum of two numbers where it is a double.
  private static func exactSum(_ a: Double, _ b: Double) -> Double? {
    let sum = a + b
    guard sum.isFinite else { return nil }
    let part = sum - a
    return (a - (sum - part)) + (b - part) == 0 ? sum : nil
  }

  /// Of ends: zero times infinity is zero.
  private static func product(_ a: Double, _ b: Double) -> Double { a == 0 || b == 0 ? 0 : a * b }

  static func / (x: Interval, y: Interval) -> Interval {
    let flag = x.isPartial || y.isPartial
    guard !y.contains(0) else { return Interval(-.infinity, .infinity, isPartial: true) }
    if x == .zero { return Interval(0, 0, isPartial: flag) }
    let quotients = [x.lower / y.lower, x.lower / y.upper, x.upper / y.lower, x.upper / y.upper]
    return Interval(outwards: quotients.min() ?? .nan, quotients.max() ?? .nan, isPartial: flag)
  }

  /// The smallest interval that holds both.
  func hull(_ other: Interval) -> Interval {
    Interval(min(lower, other.lower), max(upper, other.upper), isPartial: isPartial || other.isPartial)
  }

  /// What lies in both, which must overlap but for rounding.
  func meet(_ other: Interval) -> Interval {
    let (low, high) = (max(lower, other.lower), min(upper, other.upper))
    return Interval(min(low, high), max(low, high), isPartial: isPartial && other.isPartial)
  }

  var square: Interval {
    if isPoint { return self * self }
    let (a, b) = (lower * lower, upper * upper)
    let low = contains(0) ? 0 : max(0, min(a, b).nextDown)
    return Interval(low, max(a, b).nextUp, isPartial: isPartial)
  }

  var absolute: Interval {
    let low = contains(0) ? 0 : min(lower.magnitude, upper.magnitude)
    return Interval(low, magnitude, isPartial: isPartial)
  }

  var squareRoot: Interval {
    Interval(
      max(0, max(lower, 0).squareRoot().nextDown), max(upper, 0).squareRoot().nextUp, isPartial: isPartial || lower < 0)
  }

  // MARK: Elementary functions

  /// The image under a monotone increasing function of the C library, within bounds that it keeps.
  func increasing(_ function: (Double) -> Double, within bounds: ClosedRange<Double> = -.infinity ... .infinity)
    -> Interval
  {
    // What overflows lies beyond the largest double.
    let low = min(function(lower), .greatestFiniteMagnitude)
    let high = max(function(upper), -.greatestFiniteMagnitude)
    return Interval(
      max(bounds.lowerBound, low - low.magnitude * 0x1p-50 - .leastNormalMagnitude),
      min(bounds.upperBound, high + high.magnitude * 0x1p-50 + .leastNormalMagnitude), isPartial: isPartial)
  }

  var exponential: Interval { self == .zero ? .one : increasing(Elementary.exp, within: 0 ... .infinity) }

  var logarithm: Interval {
    if self == .one { return .zero }
    let clipped = Interval(max(lower, 0), max(upper, 0), isPartial: isPartial || lower <= 0)
    return upper <= 0 ? Interval(-.infinity, .infinity, isPartial: true) : clipped.increasing(Elementary.log)
  }

  var hyperbolicTangent: Interval { self == .zero ? .zero : increasing(Elementary.tanh, within: -1...1) }
  var arcTangent: Interval { self == .zero ? .zero : increasing(Elementary.atan) }

  var sine: Interval { self == .zero ? .zero : wave(Elementary.sin, crest: .pi / 2) }
  var cosine: Interval { self == .zero ? .one : wave(Elementary.cos, crest: 0) }

  /// Sine or cosine: its values at the ends, and 1 or −1 where a crest or a trough may lie between.
  private func wave(_ function: (Double) -> Double, crest: Double) -> Interval {
    guard isBounded, upper - lower < 6 else { return Interval(-1, 1, isPartial: isPartial) }
    func holds(_ phase: Double) -> Bool {
      let (first, last) = ((lower - phase) / (2 * .pi), (upper - phase) / (2 * .pi))
      let doubt = 1e-9 + magnitude * 1e-15
      return (last + doubt).rounded(.down) >= (first - doubt).rounded(.up)
    }
    let ends = Interval(min(function(lower), function(upper)), max(function(lower), function(upper)))
    return Interval(
      holds(crest + .pi) ? -1 : max(-1, ends.lower - 0x1p-49), holds(crest) ? 1 : min(1, ends.upper + 0x1p-49),
      isPartial: isPartial)
  }

  /// The n-th power, n ≥ 0.
  func power(_ n: Int) -> Interval {
    switch n {
    case 0: return .one
    case 1: return self
    case 2: return square
    default:
      let half = power(n / 2)
      if n.isMultiple(of: 2) { return half.square }
      // Odd powers increase.
      func end(_ value: Double) -> Interval {
        let point = Interval(value)
        return (1..<n).reduce(point) { product, _ in product * point }
      }
      return Interval(end(lower).lower, end(upper).upper, isPartial: isPartial)
    }
  }

  /// The power with a real exponent that is not an integer, of numbers that are not negative.
  func realPower(_ exponent: Double) -> Interval {
    let clipped = Interval(max(lower, 0), max(upper, 0), isPartial: isPartial || lower < 0)
    if exponent > 0 { return clipped.increasing({ Elementary.pow($0, exponent) }, within: 0 ... .infinity) }
    let image = clipped.increasing({ Elementary.pow($0, -exponent) }, within: 0 ... .infinity)
    return .one / image
  }
}
