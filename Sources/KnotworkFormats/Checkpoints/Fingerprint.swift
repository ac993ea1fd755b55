import KnotworkFitting

/// A fingerprint of a stream of bytes (Fowler, Noll and Vo's FNV-1a, 64 bits): it differs for all that differs as far as accidents
/// go, and for any two streams that differ in one byte; no protection against forgery.
public struct Fingerprint: Equatable, Sendable {
  /// The fingerprint of what was added so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// Adds bytes.
  public mutating func add(bytes: some Sequence<UInt8>) {
    var sum = value
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = sum
  }

  /// Adds eight bytes.
  public mutating func add(_ word: UInt64) {
    for index in 0..<8 { add(bytes: CollectionOfOne(UInt8(truncatingIfNeeded: word >> (8 * UInt64(index))))) }
  }

  /// Adds a text.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// Adds all numbers of a table.
  public mutating func add(_ table: DataTable) {
    for name in table.inputNames + [table.targetName] { add(name) }
    for column in table.columns + [table.target, table.weights ?? []] { for value in column { add(value.bitPattern) } }
  }

  /// The value in 16 hexadecimal digits.
  public var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A short text that differs for all work that differs, as far as accidents go.
  public static func text(of parts: [[UInt8]]) -> String {
    var fingerprint = Fingerprint()
    for part in parts {
      fingerprint.add(bytes: part)
      // Where one part ends matters.
      fingerprint.add(UInt64(part.count))
    }
    return fingerprint.text
  }
}
