import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// The least and the greatest value of outputs, with where they are taken.
public struct RangeAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.range")

  /// How a range was found.
  public enum Method: String, Sendable {
    /// By going through all regions.
    case regions
    /// By bounds, boxes and cases of units.
    case bounds
  }

  /// The range of one output, or of an expression.
  public struct Range: Sendable {
    /// The name of the output, or the expression.
    public let name: String
    /// How it was found.
    public let method: Method
    /// The range; nil where no value was found, or numbers overflow.
    public internal(set) var range: OutputRange?

    /// Whether both ends are known as well as was asked for.
    var isFinished: Bool { range.map { $0.cause == nil } ?? false }
  }

  /// Where.
  public let place: Place
  /// The names of the inputs.
  public let inputs: [String]
  /// One for each output.
  public let ranges: [Range]
  let gap: Double
  /// A proof that no value is beyond the ends, which others can check; nil where none was asked for, or found.
  public internal(set) var certificate: ClaimCertificate?
  /// Whether the document holds it.
  var showsCertificate = false
  var notes: [String]

  init(place: Place, inputs: [String], ranges: [Range], gap: Double, notes: [String]) {
    (self.place, self.inputs, self.ranges, self.gap, self.notes) = (place, inputs, ranges, gap, notes)
  }

  /// What the answer comes to: undecided where a limit was reached before an end was known.
  public var ending: Ending {
    guard let open = ranges.first(where: { !$0.isFinished }) else { return Ending(.holds, notes: notes) }
    let reason = "\(open.name): \(open.range?.cause?.words ?? "numbers are too large for bounds in doubles")"
    if open.range?.cause == .cancelled { return Ending(.interrupted(reason: reason), notes: notes) }
    return Ending(.undecided(reason: reason), notes: notes)
  }

  /// Writes an element of `outputs` for each range.
  public func write(to json: inout JSONWriter) throws {
    json.member("inputs", inputs)
    json.key("outputs")
    try json.array(lines: true) { json in
      for found in ranges {
        json.object { json in
          json.member("name", found.name)
          json.member("method", found.method.rawValue)
          write(found.range?.minimum, "minimum", to: &json)
          write(found.range?.maximum, "maximum", to: &json)
          json.key("reason")
          if found.isFinished {
            json.null()
          } else {
            json.value(found.range?.cause?.words ?? "numbers are too large for bounds in doubles")
          }
        }
        try json.passOn()
      }
    }
    json.member(place)
    if showsCertificate { json.member("certificate", orNull: certificate.map(\.text)) }
  }

  private func write(_ end: OutputRange.End?, _ key: String, to json: inout JSONWriter) {
    json.key(key)
    guard let end else { return json.null() }
    json.object { json in
      json.member("value", end.value)
      json.member("at", end.point)
      json.member("exact", end.isExact)
      json.member("bound", end.bound)
    }
  }

  /// Writes both ends of each range.
  public func write(to text: inout TextWriter) throws {
    for found in ranges {
      guard let range = found.range else {
        try text.line("\(text.style.bold(found.name)) over \(place.description): no value was found")
        continue
      }
      try text.line(text.style.bold("\(found.name) over \(place.description)"))
      let ends = [("least", range.minimum, "below"), ("greatest", range.maximum, "above")]
      let values = ends.map { Self.words($0.1) }
      let width = values.map(\.count).max() ?? 0
      for (end, value) in zip(ends, values) {
        let name = end.0 + String(repeating: " ", count: 8 - end.0.count)
        let padding = String(repeating: " ", count: width - value.count)
        try text.line("  \(name)  \(padding)\(value)  at \(inputs.values(end.1.point))")
        if !end.1.isExact {
          try text.line("            proved: none is \(end.2) \(Self.bound(end.1)), \(end.1.gap.brief) farther")
        }
      }
    }
    if ranges.allSatisfy({ $0.range.map { $0.minimum.isExact && $0.maximum.isExact } ?? false }) {
      try text.line("Exact, in rational arithmetic.")
    }
  }

  /// The value with enough digits to tell it from its bound.
  private static func words(_ end: OutputRange.End) -> String {
    end.isExact ? end.value.short : [end.value, end.bound].distinctTexts[0]
  }

  private static func bound(_ end: OutputRange.End) -> String { [end.value, end.bound].distinctTexts[1] }
}

extension [String] {
  /// Names with their values: "x1 = 0.5, x2 = -1", of many the first.
  package func values(_ values: [Double]) -> String {
    let shown = zip(self, values).prefix(20).map { "\($0) = \($1.short)" }.joined(separator: ", ")
    return values.count > 20 ? "\(shown), … (\(values.count) in all; --json has them)" : shown
  }
}
