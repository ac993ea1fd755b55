import ArgumentParser

/// An amount of memory as people write it: 500MB, 2GB, 1.5GiB.
struct ByteCount {
  let bytes: Int

  private static let units: [(name: String, factor: Double)] = [
    ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6),
    ("GB", 1e9), ("TB", 1e12), ("B", 1),
  ]

  /// Parses an amount.
  static func parse(_ text: String) throws -> ByteCount {
    guard let count = ByteCount(text) else {
      throw ValidationError("expected an amount of memory from 1B to 4000000TB, as in 500MB or 2GB")
    }
    return count
  }

  private init?(_ argument: String) {
    let unit = ByteCount.units.first { argument.hasSuffix($0.name) }
    let digits = argument.dropLast(unit?.name.count ?? 0).trimmingPrefix { $0 == " " }
    guard let number = Double(String(digits)), case let size = number * (unit?.factor ?? 1), size >= 1, size < 0x1p62
    else { return nil }
    bytes = Int(size)
  }
}
