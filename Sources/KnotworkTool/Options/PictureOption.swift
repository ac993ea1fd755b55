import ArgumentParser
import KnotworkAnswers

/// A picture beside an answer.
struct PictureOption: ParsableArguments {
  @Option(
    name: .customLong("plot"),
    help: ArgumentHelp(
      "Draw the answer as well: a file that ends in .svg, or in .png where rsvg-convert, resvg, cairosvg or inkscape is installed.",
      valueName: "file"))
  var path: String?

  /// Whether one is wanted.
  var isWanted: Bool { path != nil }

  func validate() throws {
    guard let path else { return }
    let name = path.lowercased()
    guard name.hasSuffix(".svg") || name.hasSuffix(".png") || path == "-" else {
      throw ValidationError("--plot: \"\(path)\" is no picture; expected a name that ends in .svg or .png")
    }
  }

  /// Refuses before any work is done a file that could not be written after it.
  func check() throws {
    guard let path else { return }
    try RunFiles.add(.output(isGuarded: false), "--plot", path)
  }

  /// Writes the picture of an answer, where one is wanted.
  func write(_ answer: some PicturedAnswer) throws {
    guard let path else { return }
    let svg: String
    do {
      svg = try answer.picture()
    } catch let error as InvalidRequest {
      throw ValidationError(error.asOption)
    }
    let bytes = path.lowercased().hasSuffix(".png") ? try Picture.png(svg) : Array(svg.utf8)
    let output = try Output(path)
    try output.write(bytes)
    try output.close()
  }
}
