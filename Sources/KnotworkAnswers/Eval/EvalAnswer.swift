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
  let threads: Int
  let allowsNoRows: Bool

  /// Writes `outputs` and, if they are wanted, `patterns`.
  ///
  /// - Throws: ``InvalidData`` for rows that cannot be read and outputs that overflow.
  public func writeJSON(to json: inout JSONWriter) throws -> Ending {
    var ending = Ending()
    var patterns: [String] = []
    json.key("outputs")
    try json.array(lines: true) { json in
      ending = try forEachRow { values, pattern in
        json.value(Array(values))
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
        var line = ""
        for value in values {
          if !line.isEmpty { line += "," }
          line += value.description
        }
        if let pattern { line += "," + CSVWriter.line([pattern]) }
        line += "\n"
        try text.append(line)
      }
    } catch let error as InvalidData {
      // What was computed before the offence is not lost.
      try text.finish()
      throw error
    }
  }

  /// Calls `body` with the outputs of each row, and its pattern where it is wanted.
  private func forEachRow(_ body: (_ values: ArraySlice<Double>, _ pattern: String?) throws -> Void) throws -> Ending {
    var work = Duration.zero
    var (count, outside) = (0, 0)
    let (n, m) = (network.inputCount, network.outputCount)
    let evaluator = network.evaluator
    var notes = try InputRows(rows, names: network.inputNames, allowsNoRows: allowsNoRows).forEachBlock { inputs in
      let start = ContinuousClock.now
      let values = evaluator(rows: inputs, threads: threads)
      work += ContinuousClock.now - start
      for row in 0..<inputs.count / n {
        count += 1
        let (input, output) = (inputs[row * n..<(row + 1) * n], values[row * m..<(row + 1) * m])
        guard output.allSatisfy(\.isFinite) else {
          throw InvalidData(
            "\(rows.name): row \(count) of the data, \(input.tuple): an output overflows a double; expected numbers nearer to those "
              + "that the network was made for")
        }
        if let ranges, !ranges.contains(input) { outside += 1 }
        try body(output, showsPatterns ? network.pattern(at: Array(input)).description : nil)
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

extension InputRanges {
  /// Whether no input of a row lies outside its range.
  fileprivate func contains(_ row: ArraySlice<Double>) -> Bool {
    for (index, value) in row.enumerated() where value < lower[index] || value > upper[index] { return false }
    return true
  }
}
