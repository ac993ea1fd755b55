import ArgumentParser
import Knotwork
import KnotworkFormats

/// The network that a verb is about.
struct NetworkArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The network's JSON file, or - for standard input.", valueName: "network"))
  var path: String

  func load() throws -> Network {
    do {
      return try NetworkJSON.decode(Files.read(path))
    } catch let error as FormatError {
      throw Failure(.badData, "\(path == "-" ? "standard input" : path): \(error.description)")
    }
  }
}
