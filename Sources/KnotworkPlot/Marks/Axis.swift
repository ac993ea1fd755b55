/// One coordinate of a drawing.
public struct Axis: Equatable, Sendable {
  /// What is along it.
  public enum Kind: Equatable, Sendable {
    /// Numbers, with ticks at round ones.
    case numbers
    /// Things, by their names; the first one is at 0, the next at 1.
    case things([String])
  }

  /// Its name.
  public let name: String
  /// The unit; nil where there is none.
  public let unit: String?
  /// From one end to the other.
  public let range: ClosedRange<Double>
  /// What is along it.
  public let kind: Kind
  /// Whether it runs downwards, as the rows of a table do.
  public let isReversed: Bool
  /// Whether numbers along it are counts, so that ticks are whole numbers.
  public private(set) var isCount = false

  /// An axis of numbers.
  public init(_ name: String, unit: String? = nil, _ range: ClosedRange<Double>) {
    self.name = name
    self.unit = unit
    self.range = range
    (kind, isReversed) = (.numbers, false)
  }

  /// An axis of things.
  public init(_ name: String, things: [String], isReversed: Bool = false) {
    self.name = name
    unit = nil
    range = -0.5...Double(max(things.count, 1)) - 0.5
    kind = .things(things)
    self.isReversed = isReversed
  }

  /// An axis over all values, with a margin as a share of their range.
  public init(_ name: String, unit: String? = nil, covering values: some Sequence<Double>, margin: Double = 0.06) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    if low > high { (low, high) = (0, 1) }
    let rest = high > low ? (high - low) * margin : max(high.magnitude * 0.1, 1)
    self.init(name, unit: unit, (low - rest)...(high + rest))
  }

  /// The same axis, with ticks at whole numbers if it is of counts.
  func counting(_ isCount: Bool) -> Axis {
    var axis = self
    axis.isCount = isCount
    return axis
  }

  /// "name (unit)".
  var label: String { unit.map { "\(name) (\($0))" } ?? name }

  /// Where ticks are, and what they are called, when there is room for so many.
  func ticks(atMost count: Int) -> [Tick] {
    switch kind {
    case .numbers:
      Tick.between(range.lowerBound, range.upperBound, atMost: min(8, max(3, count))).filter {
        !isCount || $0.value == $0.value.rounded()
      }
    case .things(let names):
      stride(from: 0, to: names.count, by: Tick.step(names.count, atMost: count)).map {
        Tick(value: Double($0), label: names[$0])
      }
    }
  }
}

/// A place on an axis, and its label.
public struct Tick: Equatable, Sendable {
  /// The place.
  public let value: Double
  /// The text.
  public let label: String

  init(value: Double, label: String) { (self.value, self.label) = (value, label) }

  /// Multiples of 1, 2 or 5 times a power of ten, as many as there may be.
  public static func between(_ lower: Double, _ upper: Double, atMost most: Int = 8) -> [Tick] {
    let span = upper - lower
    guard span > 0, span.isFinite else { return [] }
    var exponent = 0
    var unit = 1.0
    while unit * 10 <= span {
      unit *= 10
      exponent += 1
    }
    while unit > span {
      unit /= 10
      exponent -= 1
    }
    let factor = [0.2, 0.5, 1, 2].first { span / (unit * $0) < Double(most) } ?? 5
    let step = unit * factor
    let decimals = factor < 1 ? 1 - exponent : -exponent
    let first = (lower / step).rounded(.up)
    let count = (upper / step).rounded(.down) - first
    guard count >= 0, count < 50, first.magnitude < 0x1p52 else { return [] }
    return (0...Int(count)).map { index in
      let value = (first + Double(index)) * step
      return Tick(value: value, label: label(value, decimals: decimals))
    }
  }

  /// The least of 1, 2, 5, 10, 20, … by which so many things have few enough labels.
  static func step(_ things: Int, atMost count: Int) -> Int {
    var unit = 1
    while true {
      for factor in [1, 2, 5] where things <= factor * unit * max(count, 1) { return factor * unit }
      unit *= 10
    }
  }

  private static func label(_ value: Double, decimals: Int) -> String {
    guard value.magnitude < 1e9, decimals <= 9 else { return value.label }
    if value == 0 { return "0" }
    guard decimals > 0 else { return String(Int(value.rounded())) }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var text = padded.dropLast(decimals) + "." + padded.suffix(decimals)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return (scaled < 0 ? "-" : "") + text
  }
}
