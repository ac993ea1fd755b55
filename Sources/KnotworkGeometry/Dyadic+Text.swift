import BigInt

extension Dyadic: CustomStringConvertible {
  /// The number as text that gives it back exactly: as a double where it is one (0.1 stands for the double nearest to it), else
  /// as a hexadecimal integer times a power of 2, as in -0x1f3p-70.
  public var description: String {
    let double = nearest
    if double.isFinite, Dyadic(double) == self { return double.description }
    let magnitude = BigUInt(words: limbs.map { UInt($0) })
    let spare = magnitude.trailingZeroBitCount
    return "\(signum < 0 ? "-" : "")0x\(String(magnitude >> spare, radix: 16))p\(64 * scale + spare)"
  }

  /// The longest texts that are read, and the largest power of 2: far more than any certificate needs.
  private static var digitLimit: Int { 1 << 16 }
  private static var exponentLimit: Int { 1 << 20 }

  /// The number that ``description`` writes; nil for other text.
  public init?(_ text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    guard digits.hasPrefix("0x") else {
      guard let value = Double(String(text)), value.isFinite else { return nil }
      self.init(value)
      return
    }
    let parts = digits.dropFirst(2).split(separator: "p", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count <= Dyadic.digitLimit, let magnitude = BigInt(parts[0], radix: 16),
      magnitude >= 0, let exponent = Int(parts[1]), exponent.magnitude <= UInt(Dyadic.exponentLimit)
    else { return nil }
    self = Dyadic(integer: isNegative ? -magnitude : magnitude).scaled(by: exponent)
  }
}
