/// Drawings of one thing as it changes, one after the other over the same axes: an SVG that moves by itself, without scripts.
public struct Film: Sendable {
  /// What it shows.
  public let title: String
  /// What can be seen, for those who cannot see it.
  public let summary: String
  /// The drawings in their order, over common axes and colours of fields.
  public let frames: [Drawing]
  /// How long each is seen, in seconds; the last one three times as long.
  public var pace = 0.4

  /// A film of drawings of the same size.
  ///
  /// - Requires: there is a drawing.
  public init(title: String, summary: String, _ drawings: [Drawing]) {
    precondition(!drawings.isEmpty, "Film: there are no drawings")
    (self.title, self.summary) = (title, summary)
    let x = drawings.map(\.x.range).joined()
    let y = drawings.map(\.y.range).joined()
    let fields = drawings.compactMap(\.field?.range)
    let field = fields.isEmpty ? nil : fields.joined()
    frames = drawings.map { $0.over(x: x, y: y, field: field) }
  }

  /// The film as an SVG document. Where less motion is wanted, on paper, and in programs that do not animate, it is the last drawing.
  public func svg(_ appearance: Appearance = .surroundings) -> String {
    let pages = frames.map(Page.init)
    let (width, height) = (pages.map(\.size.x).max() ?? 0, pages.map(\.size.y).max() ?? 0)
    let size = SIMD2(width.rounded(.up), height.rounded(.up))
    let count = Double(frames.count)
    let duration = ((count + 2) * pace).compact
    let (share, lastShare) = ((100 / (count + 2)).compact, (300 / (count + 2)).compact)
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.x.compact)\" height=\"\(size.y.compact)\" "
      + "viewBox=\"0 0 \(size.x.compact) \(size.y.compact)\" role=\"img\" aria-labelledby=\"title desc\">\n"
    text += "<title id=\"title\">\(title.escaped)</title>\n<desc id=\"desc\">\(summary.escaped)</desc>\n"
    text += "<style>\(StyleSheet.text(appearance)).frame{visibility:hidden}.last{visibility:visible}"
    text += "@media screen and (prefers-reduced-motion:no-preference){"
    text += ".frame{animation:frame \(duration)s infinite both}.last{animation-name:last}}"
    text += "@keyframes frame{0%{visibility:visible}\(share)%{visibility:hidden}100%{visibility:hidden}}"
    text += "@keyframes last{0%{visibility:visible}\(lastShare)%{visibility:hidden}100%{visibility:hidden}}</style>\n"
    text += "<rect class=\"f-paper\" width=\"\(size.x.compact)\" height=\"\(size.y.compact)\"/>\n"
    for (number, frame) in frames.enumerated() {
      var writer = SVGWriter(frame, "-\(number)")
      let isLast = number == frames.count - 1
      // Before its turn comes for the first time, a frame is as it is at the end of a round.
      let delay = (Double(number) * pace - (count + 2) * pace).compact
      text +=
        "<g class=\"frame\(isLast ? " last" : "")\" style=\"animation-delay:\(delay)s\">\n\(writer.content())</g>\n"
    }
    return text + "</svg>\n"
  }
}

extension Drawing {
  /// The same marks over other axes of numbers, and with other ends of the field.
  fileprivate func over(x: ClosedRange<Double>, y: ClosedRange<Double>, field range: ClosedRange<Double>?) -> Drawing {
    Drawing(
      title: title, summary: summary, x: self.x.over(x), y: self.y.over(y), size: size, hasFrame: hasFrame,
      field: field.map { field in
        range.map { FieldScale(field.name, field.kind, from: $0.lowerBound, to: $0.upperBound) } ?? field
      }, marks: marks)
  }
}

extension Axis {
  fileprivate func over(_ range: ClosedRange<Double>) -> Axis {
    if case .numbers = kind { Axis(name, unit: unit, range) } else { self }
  }
}

extension [ClosedRange<Double>] {
  /// From the least lower bound to the greatest upper bound.
  fileprivate func joined() -> ClosedRange<Double> {
    dropFirst().reduce(self[0]) { first, second in
      Swift.min(first.lowerBound, second.lowerBound)...Swift.max(first.upperBound, second.upperBound)
    }
  }
}
