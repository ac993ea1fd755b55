import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// Which inputs a question is about: a box that is given, the ranges of data, or those in the file of the network.
struct SpaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      One interval per input, or one for all: --box=-1:1,0:2. Unless given, the ranges in the network's file, or else -1:1. For \
      a slice, the range of its two coordinates.
      """, valueName: "intervals"))
  var box: String?

  @Option(
    help: ArgumentHelp(
      "Instead of --box: the ranges of the inputs in this table, whose header may name them in any order.",
      valueName: "file"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "With --data: the ranges between these shares of the rows, as in 0.01:0.99, instead of all of them.",
      valueName: "low:high"))
  var quantiles: String?

  @OptionGroup(title: "How the table of --data is written") var dialect: DialectOptions

  func validate() throws {
    if quantiles != nil, data == nil { throw ValidationError("--quantiles go with --data") }
    _ = try shares()
    if box != nil, data != nil { throw ValidationError("--box and --data exclude each other") }
    if data == nil, dialect.describesText || dialect.missingValues != nil {
      throw ValidationError("options on how a table is written go with --data")
    }
  }

  /// The shares of --quantiles.
  private func shares() throws -> (Double, Double)? {
    guard let quantiles else { return nil }
    let parts = quantiles.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1], 0 <= low, low <= high, high <= 1 else {
      throw ValidationError("--quantiles \(quantiles): expected two shares of the rows, as in 0.01:0.99")
    }
    return (low, high)
  }

  /// Whether one was given.
  var isGiven: Bool { box != nil || data != nil }

  /// Refuses to read two files from standard input.
  func requireDifferent(from network: NetworkArgument) throws {
    if data == "-", network.path == "-" {
      throw Failure(.usage, "only one of network and --data can come from standard input")
    }
  }

  /// The rows of the table, with a note for each thing that was assumed in reading it; nil where none was given.
  func rows(for network: Network, keepsRows: Bool = false) throws -> DataRows? {
    guard let data else { return nil }
    let shares = try shares()
    let all = try DataRows(
      .table(data, dialect), names: network.inputNames, keepsRows: keepsRows || shares != nil)
    let rows = try shares.map { try all.between(quantile: $0.0, $0.1) } ?? all
    for note in rows.notes { Messages.write("note: \(note)") }
    return rows
  }

  /// The ranges that are given, or else those of the file; nil where there are none.
  func ranges(for file: NetworkFile) throws -> InputRanges? {
    if let rows = try rows(for: file.network) { return rows.ranges }
    return try box.map { InputRanges(try NumberList.box($0, dimension: file.network.inputCount)) } ?? file.ranges
  }

  /// The box, and who says so; [−1, 1] on every coordinate where nobody does.
  func box(for file: NetworkFile, _ rows: DataRows?) throws -> (box: Box, source: Place.Source) {
    if let rows { return (try rows.ranges.box(), .data(rows.name)) }
    let inputs = file.network.inputCount
    if let box { return (try NumberList.box(box, dimension: inputs), .given) }
    guard let ranges = file.ranges else { return (try Box(-1...1, dimension: inputs), .assumed) }
    for note in ranges.constantsInWords(file.network.inputNames) { Messages.write("note: \(note)") }
    return (try ranges.box(), .file)
  }
}
