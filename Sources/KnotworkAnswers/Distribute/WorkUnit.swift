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
    JSONWriter.document(schema) { write(work, cells, steps, id, to: &$0) }
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
}
