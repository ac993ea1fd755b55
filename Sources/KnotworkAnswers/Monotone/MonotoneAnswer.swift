import Knotwork
import KnotworkClaims
import KnotworkFormats

/// What outputs do along inputs: rising, falling, constant or neither, with the interval of slopes.
public struct MonotoneAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.monotone")

  /// What one output does along one input.
  public struct Row: Sendable {
    /// The name of the output.
    public let output: String
    /// The name of the input.
    public let input: String
    /// The slopes.
    public let range: SlopeRange
    /// Whether they are as is claimed; nil where that was not found out, and where nothing is claimed.
    public let holds: Bool?
  }

  /// How steep an output is.
  public struct Lipschitz: Sendable {
    /// The name of the output.
    public let output: String
    /// The bound, and points that show a slope.
    public let steepness: Steepness
  }

  /// Where.
  public let place: Place
  /// The names of the inputs.
  public let inputs: [String]
  /// What is to hold of slopes; nil where nothing is claimed.
  public let claim: MonotoneRequest.Claim?
  /// One for each output and input.
  public let rows: [Row]
  /// Lipschitz constants in two norms for each output; nil unless asked for.
  public let lipschitz: [Lipschitz]?
  let limit: Duration?

  /// What the answer comes to: it fails where a claim does, and is undecided where it is open, or nothing is claimed and it is open what
  /// an output does.
  public var ending: Ending {
    if claim != nil, rows.contains(where: { $0.holds == false }) { return Ending(.fails(reason: nil)) }
    let open = rows.first { claim == nil ? $0.range.trend == .undecided : $0.holds == nil }
    guard let open else { return Ending() }
    let reason = "\(open.output) along \(open.input): \(reason(open.range))"
    return Ending(open.range.cause == .cancelled ? .interrupted(reason: reason) : .undecided(reason: reason))
  }

  private func reason(_ range: SlopeRange) -> String {
    // What was left of the time is of no interest.
    if case .duration = range.cause, let limit { return LimitReached.Cause.duration(limit: limit).words }
    if case .regions = range.cause { return "slopes too close to 0 to be decided" }
    return range.cause?.words ?? "slopes too close to 0 to be decided"
  }

  /// Writes an element of `slopes` for each output and input.
  public func write(to json: inout JSONWriter) throws {
    json.member("inputs", inputs)
    json.key("claim")
    if let claim { json.value(claim.words) } else { json.null() }
    json.member("holds", orNull: claim == nil ? nil : verdict)
    json.key("slopes")
    try json.array(lines: true) { json in
      for row in rows {
        json.object { json in
          json.member("output", row.output)
          json.member("input", row.input)
          json.member("trend", row.range.trend.rawValue)
          json.member("holds", orNull: row.holds)
          write(row.range.least, "least", to: &json)
          write(row.range.greatest, "greatest", to: &json)
          json.key("reason")
          if row.range.cause == nil { json.null() } else { json.value(reason(row.range)) }
        }
        try json.passOn()
      }
    }
    if let lipschitz {
      json.key("lipschitz")
      json.array(lines: true) { json in
        for constant in lipschitz {
          json.object { json in
            json.member("output", constant.output)
            json.member("norm", constant.steepness.norm.rawValue)
            json.member("bound", constant.steepness.bound)
            write(constant.steepness.pair, to: &json)
          }
        }
      }
    }
    json.member(place)
  }

  private var verdict: Bool? {
    if rows.contains(where: { $0.holds == false }) { return false }
    return rows.allSatisfy { $0.holds == true } ? true : nil
  }

  private func write(_ end: SlopeRange.End, _ key: String, to json: inout JSONWriter) {
    json.key(key)
    json.object { json in
      json.member("slope", orNull: end.slope.isFinite ? end.slope : nil)
      json.member("bound", orNull: end.bound.isFinite ? end.bound : nil)
      write(end.pair, to: &json)
    }
  }

  private func write(_ pair: SlopePair?, to json: inout JSONWriter) {
    json.key("pair")
    guard let pair else { return json.null() }
    json.object { json in
      json.member("from", pair.from)
      json.member("to", pair.to)
      json.member("values", pair.values)
      json.member("slope", pair.slope)
    }
  }

  /// Writes a table of trends, and the points that show what a claim gets wrong.
  public func write(to text: inout TextWriter) throws {
    try text.line("Slopes over \(place.description)")
    try text.line()
    var table = TextTable(["output", "input", "", "least slope", "greatest"] + (claim.map { [$0.words] } ?? []))
    for row in rows {
      let verdict = row.holds.map { $0 ? "holds" : "fails" } ?? "undecided"
      table.append(
        [
          row.output, row.input, row.holds != nil && row.range.trend == .undecided ? "" : row.range.trend.rawValue,
          Self.words(row.range.least), Self.words(row.range.greatest),
        ] + (claim == nil ? [] : [verdict]))
    }
    try text.table(table, leftAligned: [0, 1, 2, 5])
    for row in rows { try write(row, to: &text) }
    guard let lipschitz else { return }
    try text.line()
    for constant in lipschitz {
      let steepness = constant.steepness
      let norm = steepness.norm == .infinity ? "largest coordinate" : "Euclid"
      try text.line(
        "Lipschitz constant of \(constant.output) (distances by \(norm)): "
          + (steepness.pair.map { "at least \($0.slope.short), " } ?? "") + "at most \(steepness.bound.roundedUp)")
    }
  }

  /// The points that show that a claim fails; where nothing is claimed those of outputs that both rise and fall.
  private func write(_ row: Row, to text: inout TextWriter) throws {
    let (least, greatest) = (row.range.least.pair, row.range.greatest.pair)
    var shown: [SlopePair?] = []
    switch claim {
    case nil: shown = row.range.trend == .neither && rows.count <= 12 ? [least, greatest] : []
    case .rising: shown = row.holds == false ? [least] : []
    case .falling: shown = row.holds == false ? [greatest] : []
    case .within(let interval):
      guard row.holds == false else { break }
      shown = [
        least.flatMap { $0.slope < interval.lowerBound ? $0 : nil },
        greatest.flatMap { $0.slope > interval.upperBound ? $0 : nil },
      ]
    }
    let pairs = shown.compactMap(\.self)
    guard !pairs.isEmpty, let input = inputs.firstIndex(of: row.input) else { return }
    try text.line()
    for pair in pairs {
      let values = pair.values.distinctTexts
      let ends = [pair.from[input], pair.to[input]].distinctTexts
      try text.line(
        "\(row.output) changes from \(values[0]) to \(values[1]) as \(row.input) goes from \(ends[0]) to \(ends[1])")
      try text.line("  at \(inputs.values(pair.from))")
    }
  }

  /// The slope that is taken, or the bound where these are far apart.
  private static func words(_ end: SlopeRange.End) -> String {
    guard end.bound.isFinite else { return "unknown" }
    return end.bound == end.slope ? end.bound.short : "\(end.slope.short) (bound \(end.bound.short))"
  }
}
