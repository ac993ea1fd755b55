import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats

/// The network that a verb is about.
struct NetworkArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The network's file (JSON, ONNX, NNet, NumPy, safetensors), or - for standard input.", valueName: "network"))
  var path: String

  @Flag(help: "For ONNX: leave out a Softmax or Sigmoid at the end, and take what goes into it.")
  var cutFinal = false

  /// The network, and a note on standard error for all that was assumed in reading it.
  func load() throws -> Network {
    let file = try read()
    for note in file.notes { Messages.write("note: \(note)") }
    return file.network
  }

  /// The file.
  func read() throws -> NetworkFile { try read(Files.read(path)) }

  /// The file with contents that have been read already.
  func read(_ bytes: [UInt8]) throws -> NetworkFile {
    do {
      let folder = ExternalDataFolder(path: path == "-" ? "" : URL(filePath: path).deletingLastPathComponent().path)
      return try NetworkFile(
        bytes, name: path == "-" ? "" : path, options: ONNXOptions(cutsFinalActivation: cutFinal),
        externalData: folder.read)
    } catch {
      throw Failure(.badData, "\(displayName): \(error.description)")
    }
  }

  /// The claim in contents that have been read already.
  func claim(_ bytes: [UInt8]) throws -> Claim {
    do {
      return try VNNLIB.decode(bytes)
    } catch {
      throw Failure(.badData, "\(displayName): \(error.description)")
    }
  }

  /// The file's name for people.
  var displayName: String { path == "-" ? "standard input" : path }
}
