import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

extension SpaceOptions {
  /// The rows of `--data` as a table, with what was measured where there is such a column; nil without data. What was assumed in
  /// reading them is said on standard error.
  ///
  /// - Parameters:
  ///   - name: the output of the network that is shown.
  ///   - target: the column that was measured; nil for the one that is called as the output is.
  ///   - rows: the rows, which were read and kept before.
  func table(
    of network: Network, output name: String, target: String?, _ rows: DataRows?
  ) throws -> (DataTable, hasTarget: Bool)? {
    guard let rows, let data else { return nil }
    let options = TableOptions(target: target ?? name, features: network.inputNames, keepsConstants: true)
    if let target, data == "-" {
      throw ValidationError("--target \(target): expected --data with a file, not standard input")
    }
    do {
      guard data != "-" else { throw InvalidData("standard input is read once") }
      let loaded = try LoadedTable(.table(data, dialect), options: options)
      for note in loaded.notes { Messages.write("note: \(note)") }
      return (loaded.table, true)
    } catch {
      if target != nil { throw error }
      for note in rows.notes { Messages.write("note: \(note)") }
      return (rows.table(of: network, named: name), false)
    }
  }
}
