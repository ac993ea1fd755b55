import _KnotworkTestSupport

/// Damages files as disks, editors and attackers do: bytes changed, lost, doubled and cut off, numbers made extreme.
struct Mutator {
  private var generator: SeededGenerator
  /// Pieces of text that formats give a meaning to.
  private let words: [[UInt8]]

  init(seed: UInt64, words: [String]) {
    generator = SeededGenerator(seed: seed)
    self.words = words.map { Array($0.utf8) }
  }

  /// Sizes and offsets at which sums overflow.
  private static let extremes: [UInt64] = [
    0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 40, UInt64(Int64.max), 1 << 63, .max,
  ]

  /// A damaged copy.
  mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: place)
      case 5:
        let value = Mutator.extremes.randomElement(using: &generator) ?? 0
        let width = [2, 4, 8].randomElement(using: &generator) ?? 4
        let last = min(bytes.count, place + width)
        bytes.replaceSubrange(
          place..<last, with: (0..<last - place).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) })
      case 6 where Int.random(in: 0..<4, using: &generator) == 0: bytes.removeSubrange(place...)
      default:
        let other = Int.random(in: 0...bytes.count, using: &generator)
        bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)].prefix(64), at: place)
      }
    }
    return bytes
  }
}
