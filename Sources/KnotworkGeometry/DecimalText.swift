#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers as decimal text with a given number of digits, as C's printf writes them; Foundation would do it too, and takes far more
/// room in a library that others load.
package enum DecimalText {
  /// Up to so many significant digits, without zeros at the end: "%.6g".
  package static func significant(_ number: Double, digits: Int) -> String { text("%.*g", digits, number) }

  /// So many decimals: "%.2f".
  package static func fixed(_ number: Double, decimals: Int) -> String { text("%.*f", decimals, number) }

  private static func text(_ format: String, _ digits: Int, _ number: Double) -> String {
    withVaList([Int32(clamping: digits), number]) { arguments in
      // No double takes more than 309 digits before its point.
      var bytes = [CChar](repeating: 0, count: 340 + max(0, digits))
      let length = vsnprintf(&bytes, bytes.count, format, arguments)
      // A program that others load cannot know which sign its host has chosen for the decimal point.
      return String(
        decoding: bytes.prefix(Int(max(0, length))).map { $0 == 44 ? 46 : UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
