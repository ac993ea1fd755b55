import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats

/// Where a verb that makes a network puts it.
struct NetworkOutput: ParsableArguments {
  @Option(
    name: [.short, .long], help: ArgumentHelp("A file for the network; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace the output file if there is one.")
  var force = false

  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Flag(help: "With --json: add \"seconds\", the time from the input in memory to the finished answer.")
  var timing = false

  func validate() throws {
    if timing, !json { throw ValidationError("--timing goes with --json") }
  }

  /// Refuses before any work is done what could not be written after it.
  func check() throws {
    if let output, output != "-", !force, FileManager.default.fileExists(atPath: output) {
      throw Failure(.unwritable, "\(output): exists already; --force replaces it")
    }
  }

  /// Writes the network, if it is asked for.
  func write(_ network: Network) throws {
    guard let output else { return }
    try Output.write(String(decoding: NetworkJSON.encode(network), as: UTF8.self), to: output)
  }

  /// Writes the report to standard output, unless the network is there.
  func report(text: () -> [String], json document: (_ json: inout JSONWriter) -> Void) throws {
    guard output != "-" else { return }
    let target = try Output(nil)
    if json {
      var json = JSONWriter()
      json.object { document(&$0) }
      try target.write(json.takeBytes())
    } else {
      for line in text() { try target.line(line) }
      if let output { try target.line("\nThe network is in \(output).") }
    }
    try target.close()
  }
}
