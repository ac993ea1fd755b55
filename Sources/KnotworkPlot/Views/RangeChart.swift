/// Numbers with what is around them, for named things: several kinds of numbers below each other for each thing.
public struct RangeChart: Sendable {
  /// A number and what is around it.
  public struct Entry: Sendable {
    let value: Double
    let range: ClosedRange<Double>?
    let half: Double?

    /// A number, the least and the greatest that it is the mean of, and half the width of its interval.
    public init(_ value: Double, range: ClosedRange<Double>? = nil, half: Double? = nil) {
      (self.value, self.range, self.half) = (value, range, half)
    }
  }

  /// Numbers of one kind, one for each thing; nil where there is none.
  public struct Kind: Sendable {
    let name: String
    let entries: [Entry?]
    let symbol: Mark.Symbol
    let ink: Ink

    /// Numbers of one kind.
    public init(_ name: String, _ entries: [Entry?], _ symbol: Mark.Symbol, _ ink: Ink) {
      (self.name, self.entries, self.symbol, self.ink) = (name, entries, symbol, ink)
    }
  }

  /// The things, from top to bottom.
  public let things: [String]
  /// The kinds, from top to bottom within a thing.
  public let kinds: [Kind]
  /// The text above the picture.
  public var title: String
  /// What can be seen.
  public var summary: String
  /// The name of the values, and of the things.
  public var (valueName, thingName): (String, String)

  /// A chart from its parts.
  public init(
    _ things: [String], _ kinds: [Kind], title: String, summary: String, valueName: String, thingName: String
  ) {
    (self.things, self.kinds, self.title, self.summary) = (things, kinds, title, summary)
    (self.valueName, self.thingName) = (valueName, thingName)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let ends = kinds.flatMap(\.entries).compactMap(\.self).flatMap { entry in
      [entry.value - (entry.half ?? 0), entry.value + (entry.half ?? 0)]
        + (entry.range.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    var drawing = Drawing(
      title: title, summary: summary, x: Axis(valueName, covering: ends + [0]),
      y: Axis(thingName, things: things, isReversed: true),
      size: SIMD2(560, max(110, Double(things.count) * (13 * Double(kinds.count) + 11))))
    let height = drawing.y.range
    drawing.add(
      .line([SIMD2(0, height.lowerBound), SIMD2(0, height.upperBound)], .init(.muted, width: 1, .dashed)), "zero")
    for (place, kind) in kinds.enumerated() {
      let shift = kinds.count > 1 ? (Double(place) / Double(kinds.count - 1) - 0.5) * 0.56 : 0
      for (number, entry) in kind.entries.enumerated() {
        guard let entry else { continue }
        let y = Double(number) + shift
        if let range = entry.range {
          drawing.add(
            .line([SIMD2(range.lowerBound, y), SIMD2(range.upperBound, y)], .init(.muted, width: 1.25)),
            "least to greatest")
        }
        if let half = entry.half {
          drawing.add(
            .line([SIMD2(entry.value - half, y), SIMD2(entry.value + half, y)], .init(.muted, width: 5)),
            "95 % interval")
        }
        drawing.add(.point(SIMD2(entry.value, y), kind.symbol, kind.ink, radius: 4.5), kind.name)
      }
    }
    return drawing
  }
}
