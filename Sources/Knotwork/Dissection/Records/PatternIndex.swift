/// Finds regions by their patterns: an open hash table.
struct PatternIndex: Sendable {
  private let words: Column<UInt64>
  private let wordCount: Int
  private var slots: [Int32]
  private let shift: UInt64
  private let keys: [UInt64]

  /// - Parameter words: `wordCount` words for each region.
  init(words: Column<UInt64>, wordCount: Int, regionCount: Int) {
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
      let start = region * wordCount
      var slot = slot(of: hash { words[start + $0] })
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(truncatingIfNeeded: region)
    }
  }

  @inline(__always)
  private func slot(of hash: UInt64) -> Int { Int(((hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9) >> shift) }

  @inline(__always)
  private func hash(_ word: (Int) -> UInt64) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<wordCount {
      let word = word(index)
      sum = (sum ^ (sum >> 32)) &+ word &* keys[index] &+ (word >> 32) &* keys[index]
    }
    return sum
  }

  /// The region whose pattern differs from that of another in just one bit.
  func region(differingFrom region: Int, inBit bit: Int) -> Int? {
    let start = region * wordCount
    func flipped(_ index: Int) -> UInt64 {
      let word = words[start + index]
      return bit >> 6 == index ? word ^ 1 << UInt64(bit & 63) : word
    }
    return self.region(withHash: hash(flipped)) { other in
      (0..<wordCount).allSatisfy { words[other + $0] == flipped($0) }
    }
  }

  /// The region with a pattern.
  func region(withPattern pattern: [UInt64]) -> Int? {
    region(withHash: hash { pattern[$0] }) { start in
      (0..<wordCount).allSatisfy { words[start + $0] == pattern[$0] }
    }
  }

  /// The first region of a hash whose words match; `matches` gets where they start.
  @inline(__always)
  private func region(withHash hash: UInt64, where matches: (Int) -> Bool) -> Int? {
    var slot = slot(of: hash)
    while slots[slot] >= 0 {
      if matches(Int(slots[slot]) * wordCount) { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
