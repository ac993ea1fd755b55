import Knotwork
import KnotworkFormats

/// The outputs of a network, row by row; the text is CSV. Rows are evaluated while they are written.
public struct EvalAnswer: Answer {
  /// The kind of document.
  public static let schema = Schema("knotwork.eval")

  let network: Network
  let rows: ByteSource
  let showsPatterns: Bool
  let ranges: InputRanges?

  /// Writes `outputs` and, if they are wanted, `patterns`.
  ///
  /// - Throws: ``InvalidData`` for rows that cannot be read and outputs that overflow.
  public func writeJSON(to json: inout JSONWriter) throws -> Ending {
    var ending = Ending()
    var patterns: [String] = []
    json.key("outputs")
    try json.array(lines: true) { json in
      ending = try forEachRow { values, pattern in
        json.value(values)
        if let pattern { patterns.append(pattern) }
        try json.passOn()
      }
    }
    if showsPatterns { json.member("patterns", patterns) }
    return ending
  }

  /// Writes a header and one line of CSV for each row.
  ///
  /// - Throws: as ``writeJSON(to:)``; the lines before the offence have been written.
  public func writeText(to text: inout TextWriter) throws -> Ending {
    try text.line(CSVWriter.line(network.outputNames + (showsPatterns ? ["pattern"] : [])))
    do {
      return try forEachRow { values, pattern in
        try text.line(CSVWriter.line(values.map(\.description) + (pattern.map { [$0] } ?? [])))
      }
    } catch let error as InvalidData {
      // What was computed before the offence is not lost.
      try text.finish()
      throw error
    }
  }

  private func forEachRow(_ body: (_ values: [Double], _ pattern: String?) throws -> Void) throws -> Ending {
    var work = Duration.zero
    var (count, outside) = (0, 0)
    let source = rows
    var notes = try InputRows(rows, names: network.inputNames).forEachPiece { rows in
      let start = ContinuousClock.now
      let values = rows.map { network($0) }
      work += ContinuousClock.now - start
      for (row, value) in zip(rows, values) {
        count += 1
        guard value.allSatisfy({ $0.isFinite }) else {
          throw InvalidData(
            "\(source.name): row \(count) of the data, \(row.tuple): an output overflows a double; expected numbers nearer to those "
              + "that the network was made for")
        }
        if let ranges, row.indices.contains(where: { row[$0] < ranges.lower[$0] || row[$0] > ranges.upper[$0] }) {
          outside += 1
        }
        try body(value, showsPatterns ? network.pattern(at: row).description : nil)
      }
    }
    if outside > 0 {
      notes.append(
        "\(outside.counted("row lies", "rows lie")) outside the ranges of the data that the network was made for; what it gives "
          + "there is a guess")
    }
    return Ending(notes: notes, work: work)
  }
}
