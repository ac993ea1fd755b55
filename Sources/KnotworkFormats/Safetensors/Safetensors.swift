import Knotwork

/// Networks from safetensors files: a header of names, types, shapes and places, then the numbers.
public enum Safetensors {
  /// Reads the dense layers of a file, as `torch.nn.Sequential` names them (`0.weight`, `0.bias`, `2.weight`, …), or Keras.
  ///
  /// - Returns: the network, and what was assumed: the file says nothing of activations.
  /// - Throws: ``FormatError`` naming the array, also where neither the file nor the options tell how the layers fit together.
  public static func decode(
    _ bytes: [UInt8], options: TensorOptions = TensorOptions()
  ) throws(FormatError) -> (network: Network, notes: [String]) {
    let read = try TensorNetwork(tensors(bytes), options: options)
    return (read.network, read.notes)
  }

  /// The header's length, when a file begins like one of this format.
  static func headerLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count > 9, let length = bytes[...].unsigned(8, at: 0), length >= 2, length <= bytes.count - 8,
      bytes[8] == UInt8(ascii: "{")
    else { return nil }
    return Int(length)
  }

  private static func tensors(_ bytes: [UInt8]) throws(FormatError) -> [(name: String, tensor: NumberArray)] {
    guard let length = headerLength(bytes) else {
      throw FormatError("the header is missing, or longer than the file; it is truncated or no safetensors file")
    }
    let header: JSONValue
    do {
      header = try JSONValue(parsing: Array(bytes[8..<8 + length]))
    } catch {
      throw FormatError("in the header: \(error.description)")
    }
    guard case .object(let members) = header else {
      throw FormatError("the header is \(header.kind); expected an object")
    }
    let data = bytes[(8 + length)...]
    var tensors: [(name: String, tensor: NumberArray)] = []
    var places: [Range<Int>] = []
    for member in members where member.key != "__metadata__" {
      let (place, tensor) = try entry(member.value, name: member.key, data: data)
      places.append(place)
      tensors.append((member.key, tensor))
    }
    places.sort { $0.lowerBound < $1.lowerBound }
    for (left, right) in zip(places, places.dropFirst()) where left.upperBound > right.lowerBound {
      throw FormatError("two arrays overlap at byte \(right.lowerBound) of the data; the file is damaged")
    }
    return tensors
  }

  private static func entry(
    _ value: JSONValue, name: String, data: ArraySlice<UInt8>
  ) throws(FormatError) -> (place: Range<Int>, tensor: NumberArray) {
    func integers(_ key: String) -> [Int]? {
      guard let elements = value[key]?.elements else { return nil }
      let numbers = elements.compactMap { $0.number.flatMap { Int(exactly: $0) } }.filter { $0 >= 0 }
      return numbers.count == elements.count ? numbers : nil
    }
    guard let shape = integers("shape"), let offsets = integers("data_offsets"), offsets.count == 2,
      let type = value["dtype"]?.string
    else { throw FormatError("the array \"\(name)\" lacks a dtype, a shape, or two data_offsets") }
    guard let element = elementType(type) else {
      throw FormatError("the array \"\(name)\" has the type \(type); expected F64, F32, F16, BF16 or integers")
    }
    guard offsets[0] <= offsets[1], offsets[1] <= data.count else {
      throw FormatError(
        "the array \"\(name)\" lies at bytes \(offsets[0]) to \(offsets[1]) of \(data.count); the file is truncated")
    }
    guard let count = NumberArray.count(shape), NumberArray.count([count, element.size]) == offsets[1] - offsets[0]
    else {
      throw FormatError(
        "the array \"\(name)\" has the shape \(shape) and the type \(type), but \(offsets[1] - offsets[0]) bytes")
    }
    let place = offsets[0]..<offsets[1]
    let bytes = data[data.startIndex + place.lowerBound..<data.startIndex + place.upperBound]
    return (place, NumberArray(shape: shape, elements: element.numbers(in: bytes)))
  }

  private static func elementType(_ name: String) -> NumberType? {
    switch name {
    case "F64": .double
    case "F32": .single
    case "F16": .half
    case "BF16": .brain
    case "I8", "I16", "I32", "I64": .signed(bytes: (Int(name.dropFirst()) ?? 8) / 8)
    case "U8", "U16", "U32", "U64": .unsigned(bytes: (Int(name.dropFirst()) ?? 8) / 8)
    default: nil
    }
  }
}
