import ArgumentParser
import Knotwork
import KnotworkFormats

/// The network that a verb is about.
struct NetworkArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The network's file (JSON, ONNX, NNet, NumPy, safetensors), or - for standard input.",
      valueName: "network"))
  var path: String

  @OptionGroup var reading: NetworkReading

  /// The network, and a note on standard error for all that was assumed in reading it.
  func load() throws -> Network { try loadFile().network }

  /// The network with all that its file says, and a note on standard error for all that was assumed in reading it.
  func loadFile() throws -> NetworkFile {
    let file = try read()
    for note in file.notes { Messages.write("note: \(note)") }
    return file
  }

  /// The file.
  func read() throws -> NetworkFile { try read(Files.read(path)) }

  /// The file with contents that have been read already.
  func read(_ bytes: [UInt8]) throws -> NetworkFile { try reading.read(bytes, path: path) }

  /// The claim in contents that have been read already, and what was assumed in reading it.
  func claim(_ bytes: [UInt8]) throws -> (claim: Claim, notes: [String]) {
    try NetworkReading.claim(bytes, name: displayName)
  }

  /// Whether options say which arrays of the file make up the network.
  var isChosen: Bool { reading.isChosen }

  /// The file's name for people.
  var displayName: String { path == "-" ? "standard input" : path }
}
