import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork eval`.
struct EvalVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluates a network on rows of inputs.",
    discussion: """
      The data are comma-separated lines, one number per input; a header that names the inputs may order the columns as \
      it likes. The answer has one line for each, and is streamed.

      EXAMPLES
        knotwork eval Examples/question.json Examples/points.csv
        printf '0.5,1\\n-1,0\\n' | knotwork eval Examples/question.json - --json
      """)

  @OptionGroup var network: NetworkArgument

  @Argument(help: ArgumentHelp("A CSV file with one row per point, or - for standard input.", valueName: "data"))
  var data: String

  @Flag(help: "Add the activation pattern of each row; with --json as \"patterns\".")
  var pattern = false

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if network.path == "-", data == "-" {
      throw ValidationError("only one of network and data can come from standard input")
    }
  }

  func run() throws {
    let network = try network.load()
    let output = try Output(format.output)
    var seconds = 0.0
    var patterns: [String] = []
    var json = JSONWriter()
    func evaluate(_ rows: [[Double]], _ json: inout JSONWriter) throws {
      let start = ContinuousClock.now
      let values = rows.map { network($0) }
      seconds += (ContinuousClock.now - start).seconds
      for (row, value) in zip(rows, values) {
        guard value.allSatisfy({ $0.isFinite }) else {
          throw Failure(.badData, "the outputs at \(row.tuple) overflow a double")
        }
        let bits = pattern ? network.pattern(at: row).description : nil
        if format.json {
          json.value(value)
          if let bits { patterns.append(bits) }
        } else {
          try output.line(CSVWriter.line(value.map(\.description) + (bits.map { [$0] } ?? [])))
        }
      }
      if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
    }
    var notes: [String] = []
    func evaluateAll(_ json: inout JSONWriter) throws {
      do {
        notes = try DataRows.forEachPiece(of: data, for: network) { rows in try evaluate(rows, &json) }
      } catch let failure as Failure where failure.code == .badData {
        // What was computed before the offence is not lost.
        if !format.json { try output.close() }
        throw failure
      }
    }
    if format.json {
      try json.object { json in
        json.member("schema", "knotwork.eval")
        json.member("version", 1)
        json.key("outputs")
        try json.array(lines: true) { json in try evaluateAll(&json) }
        if pattern {
          json.key("patterns")
          json.value(patterns)
        }
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try output.line(CSVWriter.line(network.outputNames + (pattern ? ["pattern"] : [])))
      try evaluateAll(&json)
    }
    try output.close()
    for note in notes { Messages.write("note: \(note)") }
  }
}
