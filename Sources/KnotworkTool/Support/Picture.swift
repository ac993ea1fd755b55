/// Pictures as files.
enum Picture {
  /// What turns SVG on standard input into PNG on standard output, at twice its size.
  private static let converters: [(name: String, arguments: [String])] = [
    ("rsvg-convert", ["--zoom", "2", "--format", "png"]),
    ("resvg", ["--zoom", "2", "-", "-c"]),
    ("cairosvg", ["-", "--format", "png", "--scale", "2"]),
    ("inkscape", ["--pipe", "--export-type=png", "--export-filename=-", "--export-dpi=192"]),
  ]

  /// A picture as PNG, by the first of the converters that is there and can do it.
  ///
  /// - Throws: ``Failure`` where there is none.
  static func png(_ svg: String) throws -> [UInt8] {
    var failed: [String] = []
    for (name, arguments) in converters {
      guard let program = ExternalProgram.find(name) else { continue }
      let bytes = try Leftovers.withFolder {
        ExternalProgram.run(program, arguments, input: Array(svg.utf8), in: $0)
      }
      if let bytes, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return bytes }
      failed.append(name)
    }
    let names = converters.map(\.name).joined(separator: ", ")
    guard failed.isEmpty else {
      throw Failure(
        .unwritable,
        "PNG: \(failed.joined(separator: ", ")) could not convert the picture; name a file that ends in .svg")
    }
    throw Failure(
      .unwritable,
      "PNG needs one of \(names) in PATH, and there is none; install librsvg2-bin, or name a file that ends in .svg")
  }
}
