/// The head of a .npy file: a Python dictionary with the keys `descr`, `fortran_order` and `shape`.
struct NumPyHeader: Equatable {
  /// For example "<f8".
  let type: String
  /// Whether the first index runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]

  /// Reads the dictionary.
  ///
  /// - Throws: ``FormatError`` for everything but these three keys with values of these kinds.
  init(parsing text: ArraySlice<UInt8>) throws(FormatError) {
    var parser = Parser(rest: text)
    var type: String?
    var order: Bool?
    var shape: [Int]?
    try parser.expect("{")
    while !parser.skips("}") {
      let key = try parser.text()
      try parser.expect(":")
      switch key {
      case "descr": type = try parser.text()
      case "fortran_order": order = try parser.truth()
      case "shape": shape = try parser.lengths()
      default: throw FormatError("the array's header has the unknown key \"\(key.prefix(40))\"")
      }
      if !parser.skips(",") {
        try parser.expect("}")
        break
      }
    }
    guard let type, let order, let shape else {
      throw FormatError("the array's header lacks one of descr, fortran_order and shape")
    }
    self.type = type
    isFortranOrder = order
    self.shape = shape
  }

  private struct Parser {
    var rest: ArraySlice<UInt8>

    mutating func skips(_ symbol: Unicode.Scalar) -> Bool {
      rest = rest.drop { $0 == 0x20 || $0 == 0x0A }
      guard rest.first == UInt8(ascii: symbol) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func expect(_ symbol: Unicode.Scalar) throws(FormatError) {
      guard skips(symbol) else {
        throw FormatError(
          "the array's header is damaged, or of a kind that is not read (records, objects): expected \"\(symbol)\" "
            + "before \"\(String(decoding: rest.prefix(20), as: UTF8.self))\"")
      }
    }

    mutating func text() throws(FormatError) -> String {
      let quote: Unicode.Scalar = skips("\"") ? "\"" : "'"
      if quote == "'" { try expect("'") }
      let text = rest.prefix { $0 != UInt8(ascii: quote) }
      rest = rest.dropFirst(text.count)
      try expect(quote)
      return String(decoding: text, as: UTF8.self)
    }

    mutating func truth() throws(FormatError) -> Bool {
      rest = rest.drop { $0 == 0x20 }
      for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
        rest = rest.dropFirst(word.utf8.count)
        return value
      }
      throw FormatError("the array's header has a fortran_order that is neither True nor False")
    }

    mutating func lengths() throws(FormatError) -> [Int] {
      var lengths: [Int] = []
      try expect("(")
      while !skips(")") {
        rest = rest.drop { $0 == 0x20 }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
          throw FormatError("the array's header has a shape with something that is not a length")
        }
        lengths.append(length)
        rest = rest.dropFirst(digits.count)
        // Old versions wrote long integers as 3L.
        if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
        if !skips(",") {
          try expect(")")
          break
        }
      }
      guard lengths.count <= 32 else {
        throw FormatError("an array of \(lengths.count) dimensions; expected at most 32")
      }
      return lengths
    }
  }
}
