/// One array of a .npy file (NumPy Enhancement Proposal 1, versions 1 to 3).
enum NumPyArray: Equatable {
  case numbers(NumberArray)
  case texts([String])

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads an array of floating-point numbers of 2, 4 or 8 bytes, of integers, of truth values, or of texts.
  ///
  /// - Throws: ``FormatError`` for other types (objects are pickles, and never read), and for data that are longer or
  ///   shorter than the shape says.
  init(decoding bytes: [UInt8]) throws(FormatError) {
    guard bytes.starts(with: NumPyArray.magic), bytes.count > 10 else {
      throw FormatError("not a NumPy array; it should begin with the byte 147 and NUMPY")
    }
    let isShort = bytes[6] == 1
    guard (1...3).contains(bytes[6]) else {
      throw FormatError("a NumPy array of version \(bytes[6]); expected 1 to 3")
    }
    let start = isShort ? 10 : 12
    guard let length = bytes[...].unsigned(isShort ? 2 : 4, at: 8), length <= 1 << 16,
      start + Int(length) <= bytes.count
    else { throw FormatError("the header of the NumPy array is truncated, or longer than 65,536 bytes") }
    let end = start + Int(length)
    try self.init(NumPyHeader(parsing: bytes[start..<end]), data: bytes[end...])
  }

  private init(_ header: NumPyHeader, data: ArraySlice<UInt8>) throws(FormatError) {
    let order = header.type.first ?? " "
    let kind = header.type.dropFirst().first ?? " "
    guard "<>|=".contains(order), let size = Int(header.type.dropFirst(2)), size > 0, size < 1 << 32 else {
      throw NumPyArray.unreadable(header.type)
    }
    let width = kind == "U" ? 4 * size : size
    let count = try NumPyArray.count(header.shape, width: width, bytes: data.count)
    if kind == "U" {
      self = .texts(
        try (0..<count).map { (index) throws(FormatError) in
          try NumPyArray.text(data.dropFirst(index * width).prefix(width), bigEndian: order == ">")
        })
      return
    }
    let type: NumberType? =
      switch (kind, size) {
      case ("f", 2): .half
      case ("f", 4): .single
      case ("f", 8): .double
      case ("i", 1), ("i", 2), ("i", 4), ("i", 8): .signed(bytes: size)
      case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): .unsigned(bytes: size)
      default: nil
      }
    guard let type else { throw NumPyArray.unreadable(header.type) }
    let elements = type.numbers(in: data, bigEndian: order == ">")
    self = .numbers(NumPyArray.tensor(elements, header))
  }

  /// Numbers in the order of memory as an array.
  private static func tensor(_ elements: [Double], _ header: NumPyHeader) -> NumberArray {
    guard header.isFortranOrder, header.shape.count == 2 else {
      return NumberArray(shape: header.shape, elements: elements)
    }
    return NumberArray(shape: header.shape.reversed(), elements: elements).transposed
  }

  private static func unreadable(_ type: String) -> FormatError {
    let reason =
      type.contains(where: { $0 == "O" })
      ? "Python objects, which are pickled and never read; save arrays of numbers"
      : "expected floating-point numbers of 2, 4 or 8 bytes (such as <f8), integers, or texts"
    return FormatError("the array has the type \"\(type.prefix(20))\": \(reason)")
  }

  /// How many entries there are, when they fill the data.
  private static func count(_ shape: [Int], width: Int, bytes: Int) throws(FormatError) -> Int {
    guard let count = NumberArray.count(shape), let needed = NumberArray.count([count, width]) else {
      throw FormatError("the array's shape is \(shape), which is more than any file holds")
    }
    guard needed == bytes else {
      throw FormatError(
        "the array's shape is \(shape), which takes \(needed) bytes, but there are \(bytes); the file is damaged")
    }
    return count
  }

  private static func text(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) throws(FormatError) -> String {
    var text = ""
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
      let unit = bytes[start..<start + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      guard let scalar = Unicode.Scalar(bigEndian ? unit : unit.byteSwapped) else {
        throw FormatError("a text has the code \(unit), which is no character")
      }
      text.unicodeScalars.append(scalar)
    }
    while text.unicodeScalars.last == "\0" { text.unicodeScalars.removeLast() }
    return text
  }

  /// The array as a .npy file of version 1; numbers as doubles, texts as UTF-32.
  func encoded() -> [UInt8] {
    var data: [UInt8] = []
    let type: String
    let shape: [Int]
    switch self {
    case .numbers(let tensor):
      (type, shape) = ("<f8", tensor.shape)
      data.reserveCapacity(tensor.elements.count * 8)
      for number in tensor.elements {
        let bits = number.bitPattern
        for shift in 0..<8 { data.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * shift))) }
      }
    case .texts(let texts):
      let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
      (type, shape) = ("<U\(width)", [texts.count])
      for text in texts {
        let codes = text.unicodeScalars.map(\.value)
        for code in codes + [UInt32](repeating: 0, count: width - codes.count) {
          for shift in 0..<4 { data.append(UInt8(truncatingIfNeeded: code >> UInt32(8 * shift))) }
        }
      }
    }
    let tuple = shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(\.description).joined(separator: ", ")))"
    var header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    header.append(contentsOf: [UInt8](repeating: 0x20, count: 63 - (10 + header.count) % 64) + [0x0A])
    return NumPyArray.magic + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)] + header + data
  }
}
