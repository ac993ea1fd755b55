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

  @Option(
    help: ArgumentHelp(
      "For ONNX: the shape of the input, where the file leaves sizes open: 1,3,32,32.", valueName: "sizes"))
  var inputShape: String?

  func validate() throws { _ = try options() }

  private func options() throws -> ONNXOptions {
    let shape = try inputShape.map { text in
      try NumberList.numbers(text, in: "--input-shape").map { number in
        guard let size = Int(exactly: number), size > 0 else {
          throw ValidationError("--input-shape: \"\(text)\" is no shape; expected sizes of at least 1, as in 1,3,32,32")
        }
        return size
      }
    }
    return ONNXOptions(cutsFinalActivation: cutFinal, inputShape: shape)
  }

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
    let options = try options()
    do {
      let folder = ExternalDataFolder(path: path == "-" ? "" : URL(filePath: path).deletingLastPathComponent().path)
      return try NetworkFile(
        bytes, name: path == "-" ? "" : path, options: options,
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
