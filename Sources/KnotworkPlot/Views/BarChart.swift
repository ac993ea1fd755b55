/// Bars of named things to the right of zero, and to its left: one on top of another where they are parts of the same.
public struct BarChart: Sendable {
  /// Bars of one kind, one for each thing.
  public struct Kind: Sendable {
    let name: String
    let values: [Double]
    let errors: [Double]?
    let ink: Ink
    let opacity: Double
    let width: Double

    /// Bars of one kind.
    ///
    /// - Parameters:
    ///   - name: what the legend calls them.
    ///   - values: one for each thing.
    ///   - errors: half the widths of intervals; nil where there are none.
    ///   - ink: their colour.
    ///   - opacity: from 0 for nothing to 1 for all of it.
    ///   - width: from 0 to 1, the room that there is for a thing.
    public init(
      _ name: String, _ values: [Double], errors: [Double]? = nil, _ ink: Ink, opacity: Double = 0.85,
      width: Double = 0.6
    ) {
      (self.name, self.values, self.errors) = (name, values, errors)
      (self.ink, self.opacity, self.width) = (ink, opacity, width)
    }
  }

  /// The things, from top to bottom.
  public let things: [String]
  /// The bars, from back to front.
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
    let ends = kinds.flatMap { kind in
      kind.values.enumerated().flatMap { number, value in
        [value - (kind.errors?[number] ?? 0), value + (kind.errors?[number] ?? 0)]
      }
    }
    let usual = Axis(valueName, covering: ends + [0], margin: 0.08)
    let isPositive = ends.allSatisfy { $0 >= 0 }
    var drawing = Drawing(
      title: title, summary: summary,
      x: isPositive ? Axis(valueName, 0...usual.range.upperBound) : usual,
      y: Axis(thingName, things: things, isReversed: true), size: SIMD2(560, max(90, Double(things.count) * 26)))
    let height = drawing.y.range
    if !isPositive {
      drawing.add(.line([SIMD2(0, height.lowerBound), SIMD2(0, height.upperBound)], .init(.muted, width: 1)))
    }
    for kind in kinds {
      for (number, value) in kind.values.enumerated() where value != 0 {
        let y = Double(number)
        drawing.add(
          .bar(
            SIMD2(0, y - kind.width / 2), SIMD2(value, y + kind.width / 2), .ink(kind.ink, opacity: kind.opacity)),
          kind.name)
      }
    }
    for kind in kinds {
      for (number, error) in (kind.errors ?? []).enumerated() where error > 0 {
        let (y, value) = (Double(number), kind.values[number])
        drawing.add(
          .line([SIMD2(value - error, y), SIMD2(value + error, y)], .init(.text, width: 1.5, isHemmed: true)),
          "95 % interval")
      }
    }
    return drawing
  }
}
