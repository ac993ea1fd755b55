import Knotwork
import KnotworkClaims
import KnotworkFormats

/// Puts the files of units together, in the order of a single run.
public struct PartFiles {
  private let ledger: WorkLedger
  private let read: (_ unit: String, _ range: Range<Int>) throws -> [UInt8]

  /// - Parameters:
  ///   - ledger: of work that is complete, and whose units write files.
  ///   - read: reads bytes of the file of a unit.
  /// - Throws: ``InvalidData`` where a file is not as its receipt says, and what `read` throws.
  public init(_ ledger: WorkLedger, read: @escaping (_ unit: String, _ range: Range<Int>) throws -> [UInt8]) throws {
    (self.ledger, self.read) = (ledger, read)
    for receipt in ledger.allReceipts {
      guard let file = receipt.file else { throw InvalidData("the receipt of the unit \(receipt.unit) names no file") }
      guard try SHA256.digits(of: read(receipt.unit, 0..<file.count)) == file.digest else {
        throw InvalidData("the file of the unit \(receipt.unit) is not as its receipt says; do the unit again")
      }
    }
  }

  /// The bytes about a cell.
  private func bytes(_ cell: WorkedCell, _ unit: String) throws -> [UInt8] {
    let range = try ledger.range(of: cell, in: unit)
    let bytes = try range.isEmpty ? [] : read(unit, range)
    guard bytes.count == range.count else {
      throw InvalidData("the file of the unit \(unit) is too short; do the unit again")
    }
    return bytes
  }

  /// The table of all regions, the same as that of a single run.
  ///
  /// - Parameter receive: takes its bytes.
  public func writeTable(to receive: ([UInt8]) throws -> Void) throws {
    let work = ledger.plan.work
    try receive(RegionTableRequest(over: work.place).headerLine(for: work.network))
    var number = 0
    try ledger.forEachCell { cell, unit in
      var piece: [UInt8] = []
      for line in try bytes(cell, unit).split(separator: UInt8(ascii: "\n")) {
        guard let comma = line.firstIndex(of: UInt8(ascii: ",")) else {
          throw InvalidData("the file of the unit \(unit) has a line without fields")
        }
        piece += Array(String(number).utf8) + line[comma...] + [UInt8(ascii: "\n")]
        number += 1
      }
      try receive(piece)
    }
    guard number == ledger.regionCount else {
      throw InvalidData(
        "the files have \(number.counted("line")), and the receipts \(ledger.regionCount.counted("region"))")
    }
  }

  /// The certificate of all regions, the same as that of a single run.
  ///
  /// - Parameter receive: takes its bytes.
  public func writeCertificate(to receive: ([UInt8]) throws -> Void) throws {
    try receive(Array(RegionProofText.header(ledger.plan.work.polytope).utf8))
    try splice("", to: receive)
    try receive(Array(RegionProofText.end(regions: ledger.regionCount).utf8))
  }

  /// The steps of a cell, with those of the cells that it leaves in their places.
  private func splice(_ cell: String, to receive: ([UInt8]) throws -> Void) throws {
    let (worked, unit) = try ledger.done(cell)
    let lines = try bytes(worked, unit).split(separator: UInt8(ascii: "\n"))[...]
    // What leads into the cell ends with as many sides as it has digits.
    let sides = lines.indices.filter { lines[$0].starts(with: "side ".utf8) }
    var rest =
      sides.isEmpty
      ? lines.drop {
        $0.starts(with: "knotwork".utf8) || $0.starts(with: "box ".utf8) || $0.starts(with: "where ".utf8)
      }
      : lines[(sides[sides.count - 1] + 1)...]
    guard sides.count == cell.utf8.count, rest.popLast()?.starts(with: "end ".utf8) == true else {
      throw InvalidData(
        "the file of the unit \(unit) has no part about the cell \"\(cell.prefix(80))\"; do the unit again")
    }
    var left = worked.left[...]
    var piece: [UInt8] = []
    for line in rest {
      guard line.elementsEqual("left".utf8) else {
        piece += line + [UInt8(ascii: "\n")]
        continue
      }
      guard let next = left.popFirst() else {
        throw InvalidData("a part of the unit \(unit) leaves more than its receipt")
      }
      try receive(piece)
      piece = []
      try splice(next, to: receive)
    }
    guard left.isEmpty else { throw InvalidData("a part of the unit \(unit) leaves less than its receipt") }
    try receive(piece)
  }
}
