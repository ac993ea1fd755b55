import Knotwork
import KnotworkClaims
import KnotworkFormats

/// A piece of distributed work: cells of the tree of splits to be subdivided one after the other, within a number of steps.
///
/// It is done on one thread and gives the same receipt always and everywhere, so that it may be done again, twice at once, or by
/// somebody else. Its name is the SHA-256 of all that it says.
public struct WorkUnit: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.unit")

  /// What is asked.
  public let work: DistributedWork
  /// The cells, in the order of a single run.
  public let cells: [String]
  /// How many steps may be taken.
  public let steps: Int
  /// Its name: 64 hexadecimal digits.
  public let id: String

  /// - Throws: ``InvalidRequest`` for fewer steps than lead anywhere, `InvalidCheckpoint` for cells that overlap or are out of order.
  public init(_ work: DistributedWork, cells: [String], steps: Int) throws {
    let least = WorkedCell.leastSteps(for: work.network)
    guard (least...1 << 53).contains(steps) else {
      throw InvalidRequest("steps", "\(steps) is not from \(least), which lead into any cell of this network, to 2^53")
    }
    guard !cells.isEmpty else { throw InvalidRequest("cells", "a unit without cells; expected one at least") }
    _ = try WorkedCell("", regions: 0, left: cells)
    (self.work, self.cells, self.steps) = (work, cells, steps)
    id = SHA256.digits(of: WorkUnit.content(work, cells, steps, id: nil))
  }

  /// Reads a unit.
  ///
  /// - Parameters:
  ///   - document: the unit.
  ///   - network: that of the unit, as it says itself by its hash.
  /// - Throws: `FormatError` for what is no unit of this network, or has changed since it was written.
  public init(_ document: JSONValue, about network: Network) throws {
    try document.require(WorkUnit.schema)
    let work = try DistributedWork(document, about: network)
    try self.init(work, cells: document.texts("cells"), steps: document.count("steps"))
    guard try document.text("id") == id else {
      throw FormatError("the unit is damaged: its id is not the SHA-256 of what it says, \(id)")
    }
  }

  /// The document.
  public var bytes: [UInt8] { WorkUnit.content(work, cells, steps, id: id) }

  private static func content(_ work: DistributedWork, _ cells: [String], _ steps: Int, id: String?) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", schema.name)
      json.member("version", schema.version)
      write(work, cells, steps, id, to: &json)
    }
    return json.takeBytes()
  }

  private static func write(
    _ work: DistributedWork, _ cells: [String], _ steps: Int, _ id: String?, to json: inout JSONWriter
  ) {
    if let id { json.member("id", id) }
    work.write(to: &json)
    json.member("steps", steps)
    json.member("cells", cells)
  }

  /// Writes the members.
  public func write(to json: inout JSONWriter) { WorkUnit.write(work, cells, steps, id, to: &json) }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    try text.line("unit \(id): \(cells.count.counted("cell")), \(steps.counted("step"))")
  }

  /// The receipt of the unit, by doing it.
  ///
  /// - Parameters:
  ///   - budget: limits that end it without a receipt, and progress; it has one thread.
  ///   - receive: takes the bytes of the unit's file, where it has one.
  /// - Throws: `LimitReached` where a limit ends it; ``InvalidData`` where a cell is none of this network's; what `receive` throws.
  public func receipt(
    within budget: Budget = Budget(), to receive: ([UInt8]) throws -> Void = { _ in }
  ) throws -> WorkReceipt {
    do {
      switch work.question {
      case .count:
        let worked = try work.network.regionCounts(in: cells, over: work.place.domain, steps: steps, within: budget)
        return WorkReceipt(of: self, cells: worked)
      case .regions:
        var writer = PartWriter()
        let table = RegionTableRequest(over: work.place)
        try work.network.forEachRegion(
          in: cells, over: work.place.domain, keeping: table.detail(for: work.network), steps: steps, within: budget,
          finished: { writer.finish($0) }
        ) { region in try writer.write(table.line(region, of: work.network), to: receive) }
        return writer.receipt(of: self)
      case .certificate: return try certificateReceipt(within: budget, to: receive)
      }
    } catch is InvalidCheckpoint {
      throw InvalidData("the unit \(id): a cell of it is none of this network over this domain")
    }
  }

  private func certificateReceipt(
    within budget: Budget, to receive: ([UInt8]) throws -> Void
  ) throws -> WorkReceipt {
    let domain = try work.polytope
    let reader = Box(CertificateReader(work.network))
    var writer = PartWriter()
    // What is written is read again and checked as it goes out.
    func pass(_ text: String) throws {
      let bytes = Array(text.utf8)
      do {
        try reader.value.read(bytes)
      } catch {
        throw FailedGate("the part of a certificate does not hold: \(error)")
      }
      try writer.write(bytes, to: receive)
    }
    var hasBegun = false
    try work.network.certify(
      cells: cells, over: domain, steps: steps, within: budget,
      finished: { cell in
        if hasBegun { try pass(RegionProofText.end(regions: cell.regions, left: cell.left.count)) }
        hasBegun = false
        writer.finish(cell)
      }
    ) { step in
      if !hasBegun { try pass(RegionProofText.header(domain, isPart: true)) }
      hasBegun = true
      try pass(RegionProofText.line(step))
    }
    return writer.receipt(of: self)
  }

  /// A value that closures share.
  private final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
  }
}

/// Hands on the bytes of a unit's file, and keeps count of them.
private struct PartWriter {
  private var hash = SHA256()
  private var count = 0
  private var cells: [WorkedCell] = []
  private var bytes: [Int] = []

  mutating func write(_ piece: [UInt8], to receive: ([UInt8]) throws -> Void) throws {
    hash.add(piece)
    count += piece.count
    try receive(piece)
  }

  mutating func finish(_ cell: WorkedCell) {
    cells.append(cell)
    bytes.append(count)
    count = 0
  }

  func receipt(of unit: WorkUnit) -> WorkReceipt {
    var hash = hash
    return WorkReceipt(of: unit, cells: cells, file: WorkReceipt.File(bytes: bytes, digest: hash.finish()))
  }
}
