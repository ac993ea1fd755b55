/// Decompresses deflated data (RFC 1951), with canonical Huffman codes decoded bit by bit.
struct Inflate {
  private let input: ArraySlice<UInt8>
  private var position: Int
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// The decompressed bytes, exactly `size` of them.
  ///
  /// - Throws: ``FormatError`` when the data are damaged, end early, or give more or fewer bytes.
  /// - Complexity: linear; never holds more than `size` bytes, whatever the data say.
  static func decompress(_ bytes: ArraySlice<UInt8>, size: Int) throws(FormatError) -> [UInt8] {
    var inflate = Inflate(input: bytes, limit: size)
    try inflate.run()
    guard inflate.output.count == size else {
      throw FormatError("the compressed data give \(inflate.output.count) bytes, expected \(size)")
    }
    return inflate.output
  }

  private init(input: ArraySlice<UInt8>, limit: Int) {
    self.input = input
    self.limit = limit
    position = input.startIndex
    // A byte of deflated data gives at most 1032.
    let (most, overflow) = input.count.multipliedReportingOverflow(by: 1032)
    output.reserveCapacity(min(limit, overflow ? limit : most))
  }

  private mutating func run() throws(FormatError) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try stored()
      case 1: try compressed(lengths: Inflate.fixedLengths, distances: Inflate.fixedDistances)
      case 2:
        let (lengths, distances) = try codes()
        try compressed(lengths: lengths, distances: distances)
      default: throw damaged
      }
    }
  }

  private var damaged: FormatError { FormatError("the compressed data are damaged") }

  private mutating func take(_ count: UInt32) throws(FormatError) -> Int {
    while bitCount < count {
      guard position < input.endIndex else { throw FormatError("the compressed data end early") }
      bits |= UInt32(input[position]) << bitCount
      bitCount += 8
      position += 1
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
    bits = 0
    bitCount = 0
    let length = try take(16)
    guard try take(16) == length ^ 0xFFFF else { throw damaged }
    guard input.endIndex - position >= length else { throw FormatError("the compressed data end early") }
    guard output.count + length <= limit else {
      throw FormatError("the compressed data give more than the \(limit) bytes announced")
    }
    output.append(contentsOf: input[position..<position + length])
    position += length
  }

  private mutating func compressed(lengths: Huffman, distances: Huffman) throws(FormatError) {
    while true {
      let symbol = try symbol(of: lengths)
      if symbol < 256 {
        try append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol < 286 else { throw damaged }
      let length = try Inflate.lengthBases[symbol - 257] + take(Inflate.lengthBits[symbol - 257])
      let code = try self.symbol(of: distances)
      guard code < 30 else { throw damaged }
      let distance = try Inflate.distanceBases[code] + take(Inflate.distanceBits[code])
      guard distance <= output.count else { throw damaged }
      for _ in 0..<length { try append(output[output.count - distance]) }
    }
  }

  private mutating func symbol(of huffman: Huffman) throws(FormatError) -> Int {
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
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    /// Nil where there are more codes than their lengths allow.
    init?(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var left = 1
      for length in 1...15 {
        left = left << 1 - counts[length]
        if left < 0 { return nil }
      }
      for length in 1...15 { symbols.append(contentsOf: lengths.indices.filter { lengths[$0] == length }) }
    }
  }

  private static let fixedLengths = Huffman(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  private static let fixedDistances = Huffman([Int](repeating: 5, count: 30))!
  private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits: [UInt32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [UInt32] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]
}
