import KnotworkAnswers

extension ByteSource {
  /// The bytes of a file, or of standard input for -.
  static func file(_ path: String) -> ByteSource {
    ByteSource(name: path == "-" ? "standard input" : path) { read in
      let input = try Files.open(path)
      while let piece = try input.read(upToCount: 1 << 16), !piece.isEmpty { try read([UInt8](piece)) }
    }
  }
}
