import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

/// A table of rows, perhaps with a column that was measured.
struct MeasuredTableOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The rows; the header may name the inputs in any order.", valueName: "file"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "The column that was measured; the one that is called as the output is, where there is one, unless given.",
      valueName: "name"))
  var target: String?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  /// The rows, and the same with what was measured, where that is known.
  func load(for network: Network) throws -> (rows: DataRows, measured: DataTable?) {
    guard data != "-" else { throw ValidationError("--data is read twice; expected a file, not standard input") }
    let rows = try DataRows(.table(data, dialect), names: network.inputNames, keepsRows: true)
    let options = TableOptions(
      target: target ?? outputName ?? network.outputNames[0], features: network.inputNames, keepsConstants: true)
    do {
      // What was measured is a column that is used: the notes of the rows alone would say that it is left out.
      let loaded = try LoadedTable(.table(data, dialect), options: options)
      for note in loaded.notes { Messages.write("note: \(note)") }
      return (rows, loaded.table)
    } catch {
      if target != nil { throw error }
      for note in rows.notes { Messages.write("note: \(note)") }
      return (rows, nil)
    }
  }
}
