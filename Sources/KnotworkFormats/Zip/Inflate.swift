/// Decompresses deflated data (RFC 1951), with canonical Huffman codes: short ones by a table, others bit by bit.
struct Inflate {
  private let input: ArraySlice<UInt8>
  private var position: Int
  private var bits: UInt64 = 0
  private var bitCount: UInt64 = 0
  private var output: [UInt8] = []
  /// How much of the output has been given away; it stays as long as what follows may repeat it.
  private var given = 0
  private let limit: Int
  private var block = Block.none
  private var isLast = false

  private enum Block {
    case none
    case codes(lengths: Huffman, distances: Huffman)
  }

  /// The decompressed bytes, exactly `size` of them.
  ///
  /// - Throws: ``FormatError`` when the data are damaged, end early, or give more or fewer bytes.
  /// - Complexity: linear; never holds more than `size` bytes, whatever the data say.
  static func decompress(_ bytes: ArraySlice<UInt8>, size: Int) throws(FormatError) -> [UInt8] {
    var inflate = Inflate(input: bytes, limit: size)
    // A byte of deflated data gives at most 1032.
    let (most, overflow) = bytes.count.multipliedReportingOverflow(by: 1032)
    inflate.output.reserveCapacity(min(size, overflow ? size : most))
    try inflate.run(until: .max)
    guard inflate.output.count == size else {
      throw FormatError("the compressed data give \(inflate.output.count.counted("byte")), expected \(size)")
    }
    return inflate.output
  }

  /// Data of unknown size, to be had piece by piece.
  init(_ bytes: ArraySlice<UInt8>) { self.init(input: bytes, limit: .max) }

  private init(input: ArraySlice<UInt8>, limit: Int) {
    self.input = input
    self.limit = limit
    position = input.startIndex
  }

  /// The next piece of the output, of about 64 KiB; nil at the end.
  ///
  /// - Throws: ``FormatError`` when the data are damaged or end early.
  mutating func next() throws(FormatError) -> [UInt8]? {
    let window = 1 << 15
    if given > window {
      output.removeFirst(given - window)
      given = window
    }
    try run(until: given + 1 << 16)
    guard output.count > given else { return nil }
    defer { given = output.count }
    return Array(output[given...])
  }

  /// What follows the compressed data, once they have ended.
  var rest: ArraySlice<UInt8> { input[(position - Int(bitCount / 8))...] }

  /// Works until there are so many bytes of output, or to the end.
  private mutating func run(until count: Int) throws(FormatError) {
    while output.count < count {
      if case .codes(let lengths, let distances) = block {
        guard try compressed(lengths: lengths, distances: distances, until: count) else { return }
        block = .none
      }
      if isLast { return }
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try stored()
      case 1: block = .codes(lengths: Inflate.fixedLengths, distances: Inflate.fixedDistances)
      case 2:
        let (lengths, distances) = try codes()
        block = .codes(lengths: lengths, distances: distances)
      default: throw damaged
      }
    }
  }

  private var damaged: FormatError { FormatError("the compressed data are damaged") }

  /// Takes in whole bytes while there is room for them.
  private mutating func refill() {
    while bitCount <= 56, position < input.endIndex {
      bits |= UInt64(input[position]) << bitCount
      bitCount += 8
      position += 1
    }
  }

  private mutating func take(_ count: UInt64) throws(FormatError) -> Int {
    if bitCount < count {
      refill()
      guard bitCount >= count else { throw FormatError("the compressed data end early") }
    }
    let value = bits & ((1 << count) - 1)
    bits >>= count
    bitCount -= count
    return Int(value)
  }

  private mutating func append(_ byte: UInt8) throws(FormatError) {
    guard output.count < limit else {
      throw FormatError("the compressed data give more than the \(limit) bytes announced")
    }
    output.append(byte)
  }

  private mutating func stored() throws(FormatError) {
    _ = try take(bitCount % 8)
    let length = try take(16)
    guard try take(16) == length ^ 0xFFFF else { throw damaged }
    // The bytes that are ahead in the bits are read again.
    position -= Int(bitCount / 8)
    bits = 0
    bitCount = 0
    guard input.endIndex - position >= length else { throw FormatError("the compressed data end early") }
    guard length <= limit - output.count else {
      throw FormatError("the compressed data give more than the \(limit) bytes announced")
    }
    output.append(contentsOf: input[position..<position + length])
    position += length
  }

  /// - Returns: whether the block has ended.
  private mutating func compressed(
    lengths: Huffman, distances: Huffman, until count: Int
  ) throws(FormatError) -> Bool {
    while output.count < count {
      let symbol = try symbol(of: lengths)
      if symbol < 256 {
        try append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return true }
      guard symbol < 286 else { throw damaged }
      let length = try Inflate.lengthBases[symbol - 257] + take(Inflate.lengthBits[symbol - 257])
      let code = try self.symbol(of: distances)
      guard code < 30 else { throw damaged }
      let distance = try Inflate.distanceBases[code] + take(Inflate.distanceBits[code])
      guard distance <= output.count else { throw damaged }
      for _ in 0..<length { try append(output[output.count - distance]) }
    }
    return false
  }

  private mutating func symbol(of huffman: Huffman) throws(FormatError) -> Int {
    refill()
    let entry = huffman.table[Int(bits & UInt64(Huffman.tableSize - 1))]
    let length = UInt64(entry & 15)
    if length > 0, length <= bitCount {
      bits >>= length
      bitCount -= length
      return Int(entry >> 4)
    }
    return try longSymbol(of: huffman)
  }

  private mutating func longSymbol(of huffman: Huffman) throws(FormatError) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      code |= try take(1)
      let count = huffman.counts[length]
      if code - count < first { return huffman.symbols[index + code - first] }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw damaged
  }

  /// The two codes that stand at the head of a block.
  private mutating func codes() throws(FormatError) -> (lengths: Huffman, distances: Huffman) {
    let lengthCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let codeCount = try take(4) + 4
    guard lengthCount <= 286, distanceCount <= 30 else { throw damaged }
    var sizes = [Int](repeating: 0, count: 19)
    for place in Inflate.codeOrder.prefix(codeCount) { sizes[place] = try take(3) }
    guard let code = Huffman(sizes) else { throw damaged }
    sizes = []
    while sizes.count < lengthCount + distanceCount {
      let symbol = try symbol(of: code)
      switch symbol {
      case 0..<16: sizes.append(symbol)
      case 16:
        guard let last = sizes.last else { throw damaged }
        sizes.append(contentsOf: [Int](repeating: last, count: try take(2) + 3))
      case 17: sizes.append(contentsOf: [Int](repeating: 0, count: try take(3) + 3))
      default: sizes.append(contentsOf: [Int](repeating: 0, count: try take(7) + 11))
      }
    }
    guard sizes.count == lengthCount + distanceCount, sizes[256] != 0,
      let lengths = Huffman(Array(sizes[..<lengthCount])), let distances = Huffman(Array(sizes[lengthCount...]))
    else { throw damaged }
    return (lengths, distances)
  }

  /// A canonical code: how many codes there are of each length, and the symbols in the order of their codes.
  private struct Huffman {
    static let tableBits = 10
    static let tableSize = 1 << tableBits

    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []
    /// For the next bits of the data the symbol of a code that they start with, times 16, plus its length; 0 where it is
    /// longer.
    var table = [UInt16](repeating: 0, count: tableSize)

    /// Nil where there are more codes than their lengths allow.
    init?(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var left = 1
      for length in 1...15 {
        left = left << 1 - counts[length]
        if left < 0 { return nil }
      }
      var code = 0
      for length in 1...15 {
        for symbol in lengths.indices where lengths[symbol] == length {
          symbols.append(symbol)
          if length <= Huffman.tableBits { fill(code: code, length: length, symbol: symbol) }
          code += 1
        }
        code <<= 1
      }
    }

    /// Codes come with their highest bit first, which is the lowest of the data.
    private mutating func fill(code: Int, length: Int, symbol: Int) {
      let reversed = (0..<length).reduce(0) { $0 | (code >> $1 & 1) << (length - 1 - $1) }
      for index in stride(from: reversed, to: Huffman.tableSize, by: 1 << length) {
        table[index] = UInt16(symbol << 4 | length)
      }
    }
  }

  private static let fixedLengths = Huffman(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  private static let fixedDistances = Huffman([Int](repeating: 5, count: 30))!
  private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits: [UInt64] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [UInt64] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]
}
