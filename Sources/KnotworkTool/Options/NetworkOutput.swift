import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// Where a verb that makes a network puts it.
struct NetworkOutput: ParsableArguments {
  @Option(
    name: [.short, .long], help: ArgumentHelp("A file for the network; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist.")
  var force = false

  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Flag(help: "With --json: add \"seconds\", the time from the input in memory to the finished answer.")
  var timing = false

  func validate() throws {
    if timing, !json { throw ValidationError("--timing goes with --json") }
  }

  /// Refuses before any work is done what could not be written after it.
  ///
  /// - Parameters:
  ///   - inputs: the files that will be read.
  ///   - others: what else the verb writes: options and paths.
  func check(reading inputs: String..., writing others: [(option: String, path: String?)] = []) throws {
    try RunFiles.expect(inputs)
    // The answer goes to standard output, unless the network is there.
    if output != "-" { try RunFiles.add(.output(isGuarded: false), "the answer", "-") }
    for (option, path) in [("--output", output)] + others {
      if let path { try RunFiles.add(.output(isGuarded: !force), option, path) }
    }
  }

  /// Writes the network with the ranges of its inputs, if it is asked for.
  func write(_ network: Network, ranges: InputRanges) throws {
    guard let output else { return }
    try Output.write(String(decoding: NetworkJSON.encode(network, ranges: ranges), as: UTF8.self), to: output)
  }

  /// Writes the answer to standard output, unless the network is there.
  func write(_ answer: some Answer, work: Duration) throws {
    guard output != "-" else { return try answer.writeText(in: .plain) { _ in }.finish() }
    let target = try Output(nil)
    let ending: Ending
    if json {
      ending = try answer.writeDocument(work: timing ? work : nil) { try target.write($0) }
    } else {
      ending = try answer.writeText(in: target.textStyle) { try target.write($0) }
      if let output {
        try target.line()
        try target.line("The network is in \(output).")
      }
    }
    try target.close()
    try ending.finish()
  }
}
