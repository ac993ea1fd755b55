/// A walk over the bytes of a model before it is parsed: lengths must fit, there may only be so many messages, because
/// an empty one takes two bytes in the file and hundreds in memory, and there are no groups, which nest as deep as a
/// file is long.
enum WireCheck {
  static let maximumMessages = 1 << 20

  /// The fields that hold messages or texts that can be many; texts are counted, not walked.
  private indirect enum Schema {
    case text
    case message([Int: Schema])
  }

  private static let flat = Schema.message([:])
  private static let tensor = Schema.message([13: flat])
  private static let value = Schema.message([2: .message([1: .message([2: .message([1: flat])])])])
  private static let attribute = Schema.message([5: tensor, 9: .text])
  private static let node = Schema.message([1: .text, 2: .text, 5: attribute])
  private static let function = Schema.message([4: .text, 5: .text, 6: .text, 7: node, 9: flat, 11: attribute])
  private static let graph = Schema.message([1: node, 5: tensor, 11: value, 12: value])
  private static let model = Schema.message([7: graph, 8: flat, 14: flat, 25: function])

  /// - Throws: ``FormatError`` with the place in the file.
  static func check(_ bytes: [UInt8]) throws(FormatError) {
    guard !bytes.isEmpty else { throw FormatError("the file is empty; expected an ONNX model") }
    var messages = 0
    try walk(bytes, 0..<bytes.count, model, &messages)
  }

  private static func walk(
    _ bytes: [UInt8], _ range: Range<Int>, _ schema: Schema, _ messages: inout Int
  ) throws(FormatError) {
    guard case .message(let fields) = schema else { return }
    var place = range.lowerBound
    while place < range.upperBound {
      let start = place
      let tag = try varint(bytes, &place, range.upperBound)
      let length: UInt64
      switch tag & 7 {
      case 0:
        _ = try varint(bytes, &place, range.upperBound)
        continue
      case 1: length = 8
      case 5: length = 4
      case 2: length = try varint(bytes, &place, range.upperBound)
      default: throw FormatError("byte \(start): found no field of a protocol buffer; this is not an ONNX model")
      }
      guard length <= UInt64(range.upperBound - place) else {
        throw FormatError(
          "byte \(start): a field of \(length) bytes, but only \(range.upperBound - place) follow; the file is "
            + "cut off or is not an ONNX model")
      }
      let end = place + Int(length)
      if tag & 7 == 2, tag >> 3 < 1 << 29, let child = fields[Int(tag >> 3)] {
        messages += 1
        guard messages <= maximumMessages else {
          throw FormatError("the model has more than \(maximumMessages) nodes, tensors and attributes, the limit")
        }
        try walk(bytes, place..<end, child, &messages)
      }
      place = end
    }
  }

  private static func varint(_ bytes: [UInt8], _ place: inout Int, _ end: Int) throws(FormatError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    let start = place
    while place < end, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw FormatError("byte \(start): the file ends within a number, or it is too long; this is not an ONNX model")
  }
}
