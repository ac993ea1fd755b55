/// Finds regions by their patterns: an open hash table.
struct PatternIndex: Sendable {
  private let words: [UInt64]
  private let wordCount: Int
  private var slots: [Int32]
  private let shift: UInt64
  private let keys: [UInt64]

  /// - Parameter words: `wordCount` words for each region.
  init(words: [UInt64], wordCount: Int, regionCount: Int) {
    self.words = words
    self.wordCount = wordCount
    var size = 16
    while size < 2 * regionCount { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    shift = UInt64(64 - size.trailingZeroBitCount)
    // A sum of products with odd keys, of which the highest bits depend on all words.
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    keys = (0..<max(1, wordCount)).map { _ in
      state = (state ^ (state >> 31)) &* 0xD6E8_FEB8_6659_FD93 &+ 0x632B_E59B_D9B4_E019
      return state | 1
    }
    for region in 0..<regionCount {
      var slot = slot(of: hash(from: region * wordCount, flipping: -1))
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(truncatingIfNeeded: region)
    }
  }

  @inline(__always)
  private func slot(of hash: UInt64) -> Int { Int(((hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9) >> shift) }

  @inline(__always)
  private func hash(from start: Int, flipping bit: Int) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<wordCount {
      var word = words[start + index]
      if bit >> 6 == index { word ^= 1 << UInt64(bit & 63) }
      sum = (sum ^ (sum >> 32)) &+ word &* keys[index] &+ (word >> 32) &* keys[index]
    }
    return sum
  }

  /// The region whose pattern differs from that of another in just one bit.
  func region(differingFrom region: Int, inBit bit: Int) -> Int? {
    let start = region * wordCount
    var slot = slot(of: hash(from: start, flipping: bit))
    while slots[slot] >= 0 {
      let other = Int(slots[slot]) * wordCount
      var isEqual = true
      for index in 0..<wordCount {
        let expected = bit >> 6 == index ? words[start + index] ^ 1 << UInt64(bit & 63) : words[start + index]
        if words[other + index] != expected {
          isEqual = false
          break
        }
      }
      if isEqual { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The region with a pattern.
  func region(withPattern pattern: [UInt64]) -> Int? {
    var sum: UInt64 = 0
    for (index, word) in pattern.enumerated() {
      sum = (sum ^ (sum >> 32)) &+ word &* keys[index] &+ (word >> 32) &* keys[index]
    }
    var slot = slot(of: sum)
    while slots[slot] >= 0 {
      let other = Int(slots[slot]) * wordCount
      if words[other..<other + wordCount].elementsEqual(pattern) { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
