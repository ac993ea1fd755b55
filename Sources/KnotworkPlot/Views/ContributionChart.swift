/// How a number comes about from another one, part by part: a bar for each part, which begins where the one above ends.
public struct ContributionChart: Sendable {
  /// What one input adds.
  public struct Part: Sendable {
    let name: String
    let value: Double
    let error: Double?

    /// A part by its name, and half the width of its interval where it is an estimate.
    public init(_ name: String, _ value: Double, error: Double? = nil) {
      (self.name, self.value, self.error) = (name, value, error)
    }
  }

  /// The number that is the beginning, and the one that is the end: what they are called, and how large they are.
  public let (start, end): ((name: String, value: Double), (name: String, value: Double))
  /// What is added.
  public let parts: [Part]
  /// The text above the picture.
  public var title: String
  /// The name of the numbers.
  public var valueName: String

  /// Of more parts the smallest are one.
  private static let most = 14

  /// A chart from its parts; they are drawn by size, the largest first.
  public init(
    from start: (name: String, value: Double), to end: (name: String, value: Double), _ parts: [Part], title: String,
    valueName: String
  ) {
    (self.start, self.end, self.parts, self.title, self.valueName) = (start, end, parts, title, valueName)
  }

  /// The parts in the order of the picture.
  var shown: [Part] {
    let order = parts.indices.sorted { (-parts[$0].value.magnitude, $0) < (-parts[$1].value.magnitude, $1) }
    guard parts.count > Self.most else { return order.map { parts[$0] } }
    let rest = order.dropFirst(Self.most - 1)
    let errors = rest.compactMap { parts[$0].error }
    return order.prefix(Self.most - 1).map { parts[$0] } + [
      Part(
        "\(rest.count) others", rest.reduce(0) { $0 + parts[$1].value },
        error: errors.isEmpty ? nil : errors.reduce(0, +))
    ]
  }

  /// The picture.
  public func drawing() -> Drawing {
    let shown = shown
    var sums = [start.value]
    for part in shown { sums.append(sums[sums.count - 1] + part.value) }
    let ends = zip(sums.dropFirst(), shown).flatMap { [$0 - ($1.error ?? 0), $0 + ($1.error ?? 0)] }
    var drawing = Drawing(
      title: title,
      summary: "From \(start.name), \(start.value.label), to \(end.name), \(end.value.label): "
        + shown.map { "\($0.name) adds \($0.value.label)" }.joined(separator: ", ") + ".",
      x: Axis(valueName, covering: sums + ends + [end.value], margin: 0.16),
      y: Axis("contribution of", things: [start.name] + shown.map(\.name) + [end.name], isReversed: true),
      size: SIMD2(560, Double(shown.count + 2) * 30))
    for (number, part) in shown.enumerated() {
      let (y, from, to) = (Double(number + 1), sums[number], sums[number + 1])
      drawing.add(.line([SIMD2(from, y - 1), SIMD2(from, y)], .init(.muted, width: 1)))
      if part.value == 0 {
        drawing.add(.line([SIMD2(from, y - 0.32), SIMD2(from, y + 0.32)], .init(.muted, width: 2)))
      } else {
        drawing.add(
          .bar(SIMD2(from, y - 0.32), SIMD2(to, y + 0.32), .ink(part.value > 0 ? .first : .second, opacity: 0.85)),
          part.value > 0 ? "adds" : "takes away")
      }
      var place = to
      if let error = part.error, error > 0 {
        drawing.add(.line([SIMD2(to - error, y), SIMD2(to + error, y)], .init(.text, width: 1.5)), "95 % interval")
        place += part.value < 0 ? -error : error
      }
      let text = (part.value > 0 ? "+" : "") + part.value.label
      drawing.add(
        .text(
          text, SIMD2(place, y),
          .init(part.value < 0 ? .end : .start, offset: SIMD2(part.value < 0 ? -6 : 6, 4), size: 12)))
    }
    let last = Double(shown.count + 1)
    drawing.add(.line([SIMD2(end.value, last - 1), SIMD2(end.value, last)], .init(.muted, width: 1)))
    for (y, number) in [(0, start.value), (last, end.value)] {
      drawing.add(.point(SIMD2(number, y), .diamond, .text, radius: 4.5))
      drawing.add(.text(number.label, SIMD2(number, y), .init(.start, offset: SIMD2(9, 4), size: 12)))
    }
    return drawing
  }
}
