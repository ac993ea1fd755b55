#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The types of elements, by the numbers that ONNX gives them.
enum GraphElementType: Int32 {
  case float = 1
  case uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32, uint64, complex64, complex128,
    bfloat16
  case uint4 = 21
  case int4, uint2 = 25, int2

  /// "float", or "type 23" for one that is not known.
  static func name(_ code: Int32) -> String {
    let others: [Int32: String] = [
      17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz", 23: "float4e2m1",
      24: "float8e8m0",
    ]
    return GraphElementType(rawValue: code).map { "\($0)" } ?? others[code] ?? "type \(code)"
  }

  /// Whether values of the type are rounded real numbers.
  var isReal: Bool { [.float, .double, .float16, .bfloat16].contains(self) }

  /// Bytes of an element in raw data; nil for what cannot be read.
  var width: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    case .string, .complex64, .complex128, .uint4, .int4, .uint2, .int2: nil
    }
  }

  /// Bits of an element of which several lie in a byte, the first in the lowest bits; else nil.
  var packedBits: Int? {
    switch self {
    case .uint4, .int4: 4
    case .uint2, .int2: 2
    default: nil
    }
  }

  /// A real number from the bits of an element.
  func real(_ bits: UInt64) -> Double {
    switch self {
    case .float: NumberType.single.number(bits)
    case .bfloat16: NumberType.brain.number(bits)
    case .float16: NumberType.half.number(bits)
    default: Double(bitPattern: bits)
    }
  }

  /// A whole number from the bits of an element, or nil where it is beyond 2⁶³.
  func integer(_ bits: UInt64) -> Int64? {
    switch self {
    case .int8: Int64(Int8(truncatingIfNeeded: bits))
    case .int16: Int64(Int16(truncatingIfNeeded: bits))
    case .int32: Int64(Int32(truncatingIfNeeded: bits))
    case .int64: Int64(bitPattern: bits)
    case .bool: bits & 0xFF == 0 ? 0 : 1
    case .uint8: Int64(UInt8(truncatingIfNeeded: bits))
    case .uint16: Int64(UInt16(truncatingIfNeeded: bits))
    case .uint32: Int64(UInt32(truncatingIfNeeded: bits))
    default: Int64(exactly: bits)
    }
  }
}

extension GraphTensor {
  /// A tensor of a file.
  ///
  /// - Parameter external: gives the bytes of a tensor that is kept in another file.
  /// - Throws: ``FormatError`` when sizes and data do not fit, or the type cannot be read.
  init(_ proto: ProtoTensor, name: String, external: (ProtoTensor) throws -> [UInt8]) throws {
    guard let type = GraphElementType(rawValue: proto.dataType), let width = type.width ?? type.packedBits else {
      throw FormatError(
        "\(name) has elements of type \(GraphElementType.name(proto.dataType)); expected float, double, half or "
          + "whole numbers"
      )
    }
    let sizes = proto.dims.map { Int($0) }
    guard sizes.allSatisfy({ $0 >= 0 }), let count = Shape.count(sizes) else {
      throw FormatError("\(name) claims the shape \(Shape.text(sizes)), which cannot be")
    }
    let isExternal = proto.dataLocation == 1
    if let bits = type.packedBits {
      let bytes =
        isExternal
        ? try external(proto)
        : proto.rawData.isEmpty ? proto.int32Data.map { UInt8(truncatingIfNeeded: $0) } : [UInt8](proto.rawData)
      try self.init(packed: bytes, bits: bits, isSigned: type == .int4 || type == .int2, shape: sizes, name: name)
      return
    }
    if isExternal || !proto.rawData.isEmpty {
      // Elements are taken from where they lie: a copy of a large tensor would double the memory.
      let file = isExternal ? try external(proto) : []
      let bytes = isExternal ? file.span : proto.rawData.span
      guard bytes.count == count * width else {
        throw FormatError(
          "\(name) has \(bytes.count.counted("byte")); its shape \(Shape.text(sizes)) of \(type) needs \(count * width)"
        )
      }
      try self.init(type, width, shape: sizes, name: name, raw: bytes)
      return
    }
    let (given, bits) = GraphTensor.typedField(of: proto, type)
    guard given == count else {
      throw FormatError("\(name) has \(given.counted("number")); its shape \(Shape.text(sizes)) needs \(count)")
    }
    try self.init(type, shape: sizes, name: name, count: count, bits: bits)
  }

  /// Whole numbers of a few bits, several in a byte.
  private init(packed bytes: [UInt8], bits: Int, isSigned: Bool, shape: [Int], name: String) throws(FormatError) {
    let perByte = 8 / bits
    let count = Shape.count(shape) ?? 0
    guard bytes.count == (count + perByte - 1) / perByte else {
      throw FormatError(
        "\(name) has \(bytes.count.counted("byte")); its shape \(Shape.text(shape)) of \(bits)-bit numbers needs "
          + "\((count + perByte - 1) / perByte)")
    }
    let top = Int64(1) << (bits - 1)
    var integers: [Int64] = []
    integers.reserveCapacity(count)
    for index in 0..<count {
      let number = Int64(bytes[index / perByte]) >> (index % perByte * bits) & (2 * top - 1)
      integers.append(isSigned && number >= top ? number - 2 * top : number)
    }
    self.init(shape: shape, integers: integers)
  }

  /// Elements from little-endian bytes.
  private init(
    _ type: GraphElementType, _ width: Int, shape: [Int], name: String, raw bytes: Span<UInt8>
  ) throws(FormatError) {
    let count = bytes.count / width
    if type.isReal {
      var reals: [Double] = []
      reals.reserveCapacity(count)
      for index in 0..<count { reals.append(type.real(GraphTensor.bits(bytes, index, width))) }
      self.init(shape: shape, reals: reals)
      return
    }
    var integers: [Int64] = []
    integers.reserveCapacity(count)
    for index in 0..<count {
      integers.append(try GraphTensor.integer(type, GraphTensor.bits(bytes, index, width), name, index))
    }
    self.init(shape: shape, integers: integers)
  }

  /// Elements from the field for their type.
  private init(
    _ type: GraphElementType, shape: [Int], name: String, count: Int, bits: (Int) -> UInt64
  ) throws(FormatError) {
    if type.isReal {
      self.init(shape: shape, reals: (0..<count).map { type.real(bits($0)) })
      return
    }
    var integers: [Int64] = []
    integers.reserveCapacity(count)
    for index in 0..<count { integers.append(try GraphTensor.integer(type, bits(index), name, index)) }
    self.init(shape: shape, integers: integers)
  }

  private static func integer(
    _ type: GraphElementType, _ bits: UInt64, _ name: String, _ index: Int
  ) throws(FormatError) -> Int64 {
    guard let integer = type.integer(bits) else {
      throw FormatError("\(name), element \(index + 1): \(bits) is too large a whole number")
    }
    return integer
  }

  /// How many numbers the field for a type holds, and the bits of each.
  private static func typedField(of proto: ProtoTensor, _ type: GraphElementType) -> (Int, (Int) -> UInt64) {
    switch type {
    case .float:
      let data = proto.floatData
      return (data.count, { UInt64(data[$0].bitPattern) })
    case .double:
      let data = proto.doubleData
      return (data.count, { data[$0].bitPattern })
    case .int64:
      let data = proto.int64Data
      return (data.count, { UInt64(bitPattern: data[$0]) })
    case .uint32, .uint64:
      let data = proto.uint64Data
      return (data.count, { data[$0] })
    default:
      let data = proto.int32Data
      return (data.count, { UInt64(truncatingIfNeeded: data[$0]) })
    }
  }

  /// The bits of an element of little-endian bytes.
  @inline(__always)
  private static func bits(_ bytes: Span<UInt8>, _ index: Int, _ width: Int) -> UInt64 {
    var bits: UInt64 = 0
    let start = index * width
    for offset in 0..<width { bits |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
    return bits
  }
}
