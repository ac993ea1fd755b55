import Knotwork
import KnotworkClaims
import KnotworkFormats

/// Distributed work from its first unit on: what is asked, how long a unit is, and into how many units cells that are left are dealt.
public struct WorkPlan: FinishedAnswer, SealedDocument {
  /// The kind of document.
  public static let schema = Schema("knotwork.plan")

  /// What is asked.
  public let work: DistributedWork
  /// How many steps a unit may take.
  public let steps: Int
  /// How many steps the first one may take, which finds cells for the others.
  public let firstSteps: Int
  /// Into how many units at most the cells that are left are dealt at once.
  public let ways: Int

  /// So many steps take some seconds.
  public static let usualSteps = 10_000_000
  /// So many leave some twenty cells, within a few hundredths of a second.
  public static let usualFirstSteps = 100_000
  /// As many units.
  public static let usualWays = 20

  /// - Throws: ``InvalidRequest`` for numbers that cannot be.
  public init(
    _ work: DistributedWork, steps: Int = usualSteps, firstSteps: Int? = nil, ways: Int = usualWays
  ) throws {
    let least = WorkedCell.leastSteps(for: work.network)
    let first = firstSteps ?? max(least, min(steps, WorkPlan.usualFirstSteps))
    for (name, number) in [("steps", steps), ("first_steps", first)] where !(least...1 << 53).contains(number) {
      throw InvalidRequest(name, "\(number) is not from \(least), which lead into any cell of this network, to 2^53")
    }
    guard (1...1_000_000).contains(ways) else { throw InvalidRequest("ways", "\(ways) is not from 1 to 1000000") }
    (self.work, self.steps, self.firstSteps, self.ways) = (work, steps, first, ways)
  }

  /// Reads a plan.
  ///
  /// - Parameters:
  ///   - document: the plan.
  ///   - network: that of the plan, as it says itself by its hash.
  /// - Throws: `FormatError` for what is no plan of this network, or has changed since it was written.
  public init(_ document: JSONValue, about network: Network) throws {
    try document.require(WorkPlan.schema)
    let work = try DistributedWork(document, about: network)
    guard let told = document["place"] else { throw FormatError("\"place\" is missing") }
    let source: Place.Source
    switch try told.text("from") {
    case Place.Source.file.word: source = .file
    case Place.Source.assumed.word: source = .assumed
    case Place.Source.data("").word: source = .data(try told.text("data"))
    default: source = .given
    }
    let place = Place(
      work.place.domain, coordinates: work.place.coordinates, words: try told.text("description"), source: source)
    try self.init(
      DistributedWork(work.question, about: network, over: place, claim: work.claim?.words),
      steps: document.count("steps"),
      firstSteps: document.count("first_steps"), ways: document.count("ways"))
    try requireChecksum(of: document, "plan")
  }

  /// The unit that all work starts with.
  public var firstUnit: WorkUnit {
    get throws { try WorkUnit(work, cells: [""], steps: firstSteps) }
  }

  /// Deals cells out into units.
  ///
  /// The largest cells, as far as their depth tells, come into different units.
  ///
  /// - Parameters:
  ///   - cells: the paths of the cells.
  ///   - ways: into how many at most; those of the plan unless given.
  ///   - steps: how long they are; those of the plan unless given.
  public func units(of cells: [String], ways: Int? = nil, steps: Int? = nil) throws -> [WorkUnit] {
    let count = min(ways ?? self.ways, cells.count)
    guard count > 0 else { return [] }
    var hands = [[String]](repeating: [], count: count)
    let sorted = cells.sorted { ($0.utf8.count, $1) < ($1.utf8.count, $0) }
    for (index, cell) in sorted.enumerated() { hands[index % count].append(cell) }
    return try hands.map { try WorkUnit(work, cells: $0.sorted(by: >), steps: steps ?? self.steps) }
  }

  /// The document.
  public var bytes: [UInt8] { sealed }

  func writeContent(to json: inout JSONWriter) {
    work.write(to: &json)
    json.key("place")
    json.object { json in
      json.member("description", work.place.words)
      json.member("from", work.place.source.word)
      if case .data(let name) = work.place.source { json.member("data", name) }
    }
    json.member("first_steps", firstSteps)
    json.member("steps", steps)
    json.member("ways", ways)
  }

  /// Writes the members.
  public func write(to json: inout JSONWriter) { writeSealed(to: &json) }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    try text.line(
      "\(work.question.rawValue) over \(work.place.description), in units of \(steps.counted("step"))")
  }
}
