import Knotwork
import KnotworkClaims
import KnotworkFormats

/// What was done of a unit of work: what was found in each of its cells, and which cells in them are left.
///
/// It says nothing of when, where and by whom, so that two receipts of one unit are the same, byte for byte.
public struct WorkReceipt: FinishedAnswer, SealedDocument, Equatable {
  /// The kind of document.
  public static let schema = Schema("knotwork.receipt")

  /// The name of the unit.
  public let unit: String
  /// What was done of each of its cells.
  public let cells: [WorkedCell]
  /// What was found in each cell besides the number of its regions; empty for questions about no more than that.
  public let findings: [CellFinding?]
  /// The file that the unit has written; nil for questions that are answered by numbers.
  public let file: File?

  /// A file of a unit: what was found in each of its cells, one behind the other.
  public struct File: Equatable, Sendable {
    /// How many bytes are about each cell.
    public let bytes: [Int]
    /// The SHA-256 of all of them.
    public let digest: String
    /// How many they are.
    public var count: Int { bytes.reduce(0, +) }
  }

  init(of unit: WorkUnit, cells: [WorkedCell], findings: [CellFinding?] = [], file: File? = nil) {
    self.unit = unit.id
    self.cells = cells
    self.findings = findings
    self.file = file
  }

  /// Reads a receipt.
  ///
  /// - Throws: `FormatError` for what is no receipt, says what cannot be, or has changed since it was written.
  public init(_ document: JSONValue) throws {
    try document.require(WorkReceipt.schema)
    unit = try document.text("unit")
    let entries = try document.list("cells")
    do {
      cells = try entries.map { entry in
        let cell = try WorkedCell(entry.text("cell"), regions: entry.count("regions"), left: entry.texts("left"))
        try cell.requirePartition(with: entry.texts("finished"))
        return cell
      }
    } catch let error as InvalidCheckpoint {
      throw FormatError("the receipt is damaged: \(error)")
    }
    findings = try entries.contains { $0["found"] != nil } ? entries.map { try CellFinding($0["found"]) } : []
    file = try document["sha256"].map { _ in
      File(bytes: try entries.map { try $0.count("bytes") }, digest: try document.text("sha256"))
    }
    try requireChecksum(of: document, "receipt")
  }

  /// Inputs at which the claim of the unit fails; nil where none were found.
  public var counterexample: [Double]? {
    findings.lazy.compactMap { finding in
      if case .claim(let proof) = finding { proof.counterexample } else { nil }
    }.first
  }

  /// How many regions were found.
  public var regionCount: Int { cells.reduce(0) { $0 + $1.regions } }
  /// The cells that are left.
  public var left: [String] { cells.flatMap(\.left) }

  /// The document.
  public var bytes: [UInt8] { sealed }

  func writeContent(to json: inout JSONWriter) {
    json.member("unit", unit)
    json.key("cells")
    json.array(lines: true) { json in
      for (index, cell) in cells.enumerated() {
        json.object { json in
          json.member("cell", cell.cell)
          json.member("regions", cell.regions)
          if let file { json.member("bytes", file.bytes[index]) }
          json.member("left", cell.left)
          json.member("finished", cell.finished)
          if !findings.isEmpty { json.member("found", findings[index]) }
        }
      }
    }
    if let file { json.member("sha256", file.digest) }
  }

  /// Writes the members.
  public func write(to json: inout JSONWriter) { writeSealed(to: &json) }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    try text.line("unit \(unit): \(regionCount.counted("region")), \(left.count.counted("cell")) left")
  }
}
