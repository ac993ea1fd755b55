/// Where a claim is proved, refuted or open over two dimensions: what a search through parts of a domain has decided.
public struct VerdictMap: Sendable {
  /// What is known of a part.
  public enum Verdict: CaseIterable, Sendable {
    /// The claim holds on all of it.
    case proved
    /// The claim fails somewhere on it.
    case refuted
    /// Neither is known.
    case open
  }

  /// A convex part of the domain.
  public struct Part: Sendable {
    let corners: [SIMD2<Double>]
    let verdict: Verdict

    /// A part by its corners in order, and what is known of it.
    public init(_ corners: [SIMD2<Double>], _ verdict: Verdict) { (self.corners, self.verdict) = (corners, verdict) }
  }

  /// The parts; together they are the domain.
  public let parts: [Part]
  /// Points at which the claim fails.
  public var counterexamples: [SIMD2<Double>] = []
  /// The text above the picture.
  public var title: String
  /// The names of the coordinates.
  public var names = ("x1", "x2")

  /// A map of parts.
  ///
  /// - Requires: there is a part, and each has three corners or more.
  public init(_ parts: [Part], title: String) {
    precondition(
      !parts.isEmpty && parts.allSatisfy { $0.corners.count > 2 }, "a map of verdicts needs parts with corners")
    (self.parts, self.title) = (parts, title)
  }

  /// The picture: parts that are refuted have a cross in the middle, and those that are open a ring, so that colours are not all that
  /// tells them apart.
  public func drawing() -> Drawing {
    let corners = parts.flatMap(\.corners)
    var drawing = Drawing(
      title: title, summary: summary, x: Axis(names.0, covering: corners.map(\.x), margin: 0),
      y: Axis(names.1, covering: corners.map(\.y), margin: 0), size: SIMD2(480, 480))
    for part in parts {
      drawing.add(.polygon(part.corners, part.verdict.fill), part.verdict.name)
      drawing.add(.line(part.corners + [part.corners[0]], .init(.muted, width: 0.75)))
    }
    for part in parts {
      guard let symbol = part.verdict.symbol else { continue }
      let middle = part.corners.reduce(SIMD2(0, 0), +) / Double(part.corners.count)
      drawing.add(.point(middle, symbol, .text, radius: 4), "middle of a part that is \(part.verdict.name)")
    }
    for point in counterexamples { drawing.add(.point(point, .diamond, .text, radius: 4.5), "counterexample") }
    return drawing
  }

  private var summary: String {
    let counts = Verdict.allCases.map { verdict in
      "\(parts.count { $0.verdict == verdict }) \(verdict.name)"
    }
    return "Of \(parts.count.counted("part")) of the domain: \(counts.joined(separator: ", "))."
  }
}

extension VerdictMap.Verdict {
  fileprivate var name: String {
    switch self {
    case .proved: "proved"
    case .refuted: "refuted"
    case .open: "open"
    }
  }

  fileprivate var fill: Mark.Fill {
    switch self {
    case .proved: .ink(.first, opacity: 0.35)
    case .refuted: .ink(.second, opacity: 0.55)
    case .open: .ink(.muted, opacity: 0.2)
    }
  }

  fileprivate var symbol: Mark.Symbol? {
    switch self {
    case .proved: nil
    case .refuted: .cross
    case .open: .ring
    }
  }
}
