/// How the numbers of an array are stored, as NumPy and safetensors do it.
enum NumberType: Equatable, Sendable {
  case half, brain, single, double
  case signed(bytes: Int)
  case unsigned(bytes: Int)

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .half, .brain: 2
    case .single: 4
    case .double: 8
    case .signed(let bytes), .unsigned(let bytes): bytes
    }
  }

  /// The number with these bits, which fill `size` bytes; widened, never rounded, but for integers beyond 2⁵³.
  func number(_ bits: UInt64) -> Double {
    switch self {
    case .half: NumberType.widened(UInt16(truncatingIfNeeded: bits))
    case .brain: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16))
    case .single: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .double: Double(bitPattern: bits)
    case .signed(let bytes): Double(Int64(bitPattern: bits << UInt64(64 - 8 * bytes)) >> Int64(64 - 8 * bytes))
    case .unsigned: Double(bits)
    }
  }

  /// The numbers in `bytes`, one after the other.
  ///
  /// - Requires: the count of `bytes` is a multiple of ``size``.
  func numbers(in bytes: ArraySlice<UInt8>, bigEndian: Bool = false) -> [Double] {
    let size = size
    precondition(bytes.count.isMultiple(of: size), "NumberType: \(bytes.count) bytes for numbers of \(size)")
    var numbers: [Double] = []
    numbers.reserveCapacity(bytes.count / size)
    var start = bytes.startIndex
    while start < bytes.endIndex {
      var bits: UInt64 = 0
      for offset in 0..<size {
        bits = bits << 8 | UInt64(bytes[bigEndian ? start + offset : start + size - 1 - offset])
      }
      numbers.append(number(bits))
      start += size
    }
    return numbers
  }

  /// An IEEE 754 half as a double.
  private static func widened(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
