/// From the bytes of a file to text in UTF-8: compressed data are decompressed, UTF-16 is decoded, and what is no text is
/// named.
struct TableDecoder {
  private enum Kind {
    case unknown, plain
    case utf16(UTF16Decoder)
    case gzip
    case zstd(ZstdDecoder)
  }

  /// The text of what was compressed may again be UTF-16.
  private enum Depth { case file, contents }

  typealias Body = ([UInt8]) throws(TableOffence) -> Void

  private var kind = Kind.unknown
  private let depth: Depth
  /// Bytes before it is known what they are; all of them for gzip.
  private var held: [UInt8] = []
  private var inner: [TableDecoder] = []
  /// What a user should know.
  private(set) var notes: [String] = []

  init() { depth = .file }

  private init(contents: Void) { depth = .contents }

  /// Takes the next piece and hands on the text that it gives.
  mutating func decode(_ bytes: [UInt8], _ body: Body) throws(TableOffence) {
    if case .plain = kind { return try body(bytes) }
    held.append(contentsOf: bytes)
    if case .unknown = kind {
      guard held.count >= FileSignature.length else { return }
      try recognise()
    }
    try pass(isLast: false, body)
  }

  /// The file has ended.
  mutating func finish(_ body: Body) throws(TableOffence) {
    if case .unknown = kind { try recognise() }
    try pass(isLast: true, body)
  }

  private mutating func recognise() throws(TableOffence) {
    if depth == .file, held.starts(with: [0x1F, 0x8B]) {
      kind = .gzip
    } else if depth == .file, held.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      kind = .zstd(try ZstdDecoder())
    } else if let sentence = FileSignature.complaint(about: held) {
      throw TableOffence(line: 1, column: 0, sentence)
    } else if let decoder = UTF16Decoder(recognising: held) {
      kind = .utf16(decoder)
      notes = [decoder.note]
    } else {
      kind = .plain
      if held.starts(with: [0xEF, 0xBB, 0xBF]) { held.removeFirst(3) }
    }
    if case .gzip = kind { inner = [TableDecoder(contents: ())] }
    if case .zstd = kind { inner = [TableDecoder(contents: ())] }
  }

  private mutating func pass(isLast: Bool, _ body: Body) throws(TableOffence) {
    switch kind {
    case .unknown: break
    case .plain:
      let text = held
      held = []
      if !text.isEmpty { try body(text) }
    case .utf16(var decoder):
      let text = decoder.decode(held)
      held = []
      kind = .utf16(decoder)
      if !text.isEmpty { try body(text) }
    case .gzip:
      guard isLast else { return }
      var gzip = Gzip(held)
      held = []
      var contents = inner[0]
      while let text = try TableDecoder.nextPiece(of: &gzip) { try contents.decode(text, body) }
      try contents.finish(body)
      notes = ["the file is compressed with gzip"] + contents.notes
    case .zstd(let decoder):
      let data = held
      held = []
      try decoder.decode(data) { (text) throws(TableOffence) in try inner[0].decode(text, body) }
      if isLast {
        try decoder.finish()
        try inner[0].finish(body)
      }
      notes = ["the file is compressed with zstd"] + inner[0].notes
    }
  }

  private static func nextPiece(of gzip: inout Gzip) throws(TableOffence) -> [UInt8]? {
    do {
      return try gzip.next()
    } catch {
      throw TableOffence(line: 1, column: 0, "compressed with gzip, but \(error.description)")
    }
  }
}
