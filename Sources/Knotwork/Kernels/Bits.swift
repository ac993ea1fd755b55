/// One bit per unit, facet or coordinate, in words of 64.
protocol BitWords {
  subscript(word: Int) -> UInt64 { get }
}

extension BitWords {
  /// Bit `index`, counted through all words.
  @inline(__always) subscript(bit index: Int) -> Bool { self[index >> 6] >> UInt64(index & 63) & 1 == 1 }
}

extension Buffer: BitWords where Element == UInt64 {
  @inline(__always)
  func setBit(_ index: Int) { self[index >> 6] = self[index >> 6] | 1 << UInt64(index & 63) }
}

extension Column: BitWords where Element == UInt64 {}

extension Array: BitWords where Element == UInt64 {
  @inline(__always) mutating func setBit(_ index: Int) { self[index >> 6] |= 1 << UInt64(index & 63) }
}

extension Stack where Element == UInt64 {
  @inline(__always) subscript(bit index: Int) -> Bool { buffer(from: 0)[bit: index] }
  @inline(__always) func setBit(_ index: Int) { buffer(from: 0).setBit(index) }
}
