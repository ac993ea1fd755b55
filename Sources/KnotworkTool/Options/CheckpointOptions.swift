import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// Long work that can be interrupted and resumed.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep in this file how far the work has come, every second; it is removed when the work is done.",
      valueName: "file"))
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint, if there is one.")
  var resume = false

  func validate() throws {
    if checkpoint == "-" { throw ValidationError("--checkpoint: expected the name of a file") }
    if resume, checkpoint == nil { throw ValidationError("--resume: say from which --checkpoint file") }
  }

  /// What identifies the regions of a network over a domain, beside what the verb adds.
  static func fingerprint(_ verb: String, _ network: Network, _ domain: Domain) -> String {
    // Doubles are described so that they can be read back without loss.
    EnumerationCheckpointJSON.fingerprint(
      of: [Array(verb.utf8), NetworkJSON.encode(network), Array(String(reflecting: domain).utf8)])
  }

  /// Refuses to keep the checkpoint where the result goes.
  func requireDifferent(from output: String?) throws {
    guard let checkpoint, let output, output != "-" else { return }
    func place(_ path: String) -> String { URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path }
    guard ![output, Output.partialName(output)].map(place).contains(place(checkpoint)) else {
      throw Failure(.usage, "--checkpoint and -o name the same file; expected two")
    }
  }

  /// What to do after a limit.
  func remind() {
    if let checkpoint { Messages.write("note: --checkpoint \(checkpoint) --resume goes on from here") }
  }

  /// The record to go on from; nil to start anew.
  func start(_ fingerprint: String) throws -> EnumerationCheckpointJSON.Record? {
    guard let checkpoint else { return nil }
    guard FileManager.default.fileExists(atPath: checkpoint) else { return nil }
    guard resume else {
      throw Failure(.usage, "\(checkpoint) exists; go on from it with --resume, or remove it to start anew")
    }
    let record: EnumerationCheckpointJSON.Record
    do {
      record = try EnumerationCheckpointJSON.decode(Files.read(checkpoint))
    } catch let error as FormatError {
      throw Failure(.badData, "\(checkpoint): \(error.description)")
    }
    guard record.fingerprint == fingerprint else {
      throw Failure(.badData, "\(checkpoint): is of another network, domain or question")
    }
    return record
  }

  /// Keeps checkpoints from a record on; nil where none are asked for. `outputBytes` is asked before each is written.
  func checkpoints(
    from start: EnumerationCheckpointJSON.Record?, _ fingerprint: String,
    outputBytes: @escaping @Sendable () throws -> Int? = { nil }
  ) -> Checkpoints? {
    guard let checkpoint else { return nil }
    return Checkpoints(from: start?.checkpoint) { progress in
      let record = EnumerationCheckpointJSON.Record(
        checkpoint: progress, fingerprint: fingerprint, outputBytes: try outputBytes())
      let output = try Output(checkpoint)
      try output.write(EnumerationCheckpointJSON.encode(record))
      try output.close()
    }
  }

  /// The work is done.
  func remove() {
    if let checkpoint { unlink(checkpoint) }
  }
}
