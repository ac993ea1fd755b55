import ArgumentParser

/// Long work that can be interrupted and gone on with.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep in this file how far the work has come, every second, so that another run can go on.", valueName: "file"))
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint; it must be there.")
  var resume = false

  @Flag(help: "Go on from the checkpoint if there is one, and start anew if there is none.")
  var resumeIfAny = false

  func validate() throws {
    if checkpoint == "-" { throw ValidationError("--checkpoint: expected the name of a file") }
    if goesOn, checkpoint == nil {
      throw ValidationError("--resume\(resume ? "" : "-if-any") goes with --checkpoint, which names the file")
    }
  }

  /// Whether a checkpoint that is there is gone on from.
  var goesOn: Bool { resume || resumeIfAny }
  /// Whether there need not be one.
  var mayStart: Bool { !resume || resumeIfAny }

  /// What to do after a limit or an interruption.
  func remind() {
    if let checkpoint { Messages.write("note: --checkpoint \(checkpoint) --resume goes on from here") }
  }
}
