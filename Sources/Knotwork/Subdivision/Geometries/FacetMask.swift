/// A set of facets of one cell.
protocol FacetMask: BitwiseCopyable, Sendable {
  static var none: Self { get }
  /// The largest number of facets.
  static var capacity: Int { get }
  var count: Int { get }
  func contains(_ slot: Int) -> Bool
  mutating func insert(_ slot: Int)
  func intersection(_ other: Self) -> Self
  func union(_ other: Self) -> Self
  func isSubset(of other: Self) -> Bool
  /// The pairs of vertices above and below whose sets differ in exactly two elements; their number.
  static func edges(
    _ kernels: Kernels, _ masks: Buffer<Self>, _ above: Buffer<Int32>, _ highs: Int, _ below: Buffer<Int32>,
    _ lows: Int,
    _ pairs: Buffer<Int32>
  ) -> Int
  /// The lowest number that is not in the set; `capacity` when it is full.
  var lowestAbsent: Int { get }
}

extension UInt64: FacetMask {
  static var none: UInt64 { 0 }
  static var capacity: Int { 64 }
  @inline(__always) var count: Int { nonzeroBitCount }
  @inline(__always) func contains(_ slot: Int) -> Bool { self >> UInt64(slot) & 1 == 1 }
  @inline(__always) mutating func insert(_ slot: Int) { self |= 1 << UInt64(slot) }
  @inline(__always) func intersection(_ other: UInt64) -> UInt64 { self & other }
  @inline(__always) func union(_ other: UInt64) -> UInt64 { self | other }
  @inline(__always) func isSubset(of other: UInt64) -> Bool { self & ~other == 0 }
  @inline(__always)
  static func edges(
    _ kernels: Kernels, _ masks: Buffer<UInt64>, _ above: Buffer<Int32>, _ highs: Int, _ below: Buffer<Int32>,
    _ lows: Int,
    _ pairs: Buffer<Int32>
  ) -> Int {
    kernels.edges(masks: masks, above: above, highs, below: below, lows, pairs: pairs)
  }
  @inline(__always) var lowestAbsent: Int { (~self).trailingZeroBitCount }
}

/// For cells with more than 64 facets.
struct WideMask: FacetMask {
  private var words = SIMD64<UInt64>.zero

  static var none: WideMask { WideMask() }
  static var capacity: Int { 4096 }
  var count: Int { (0..<64).reduce(0) { $0 + words[$1].nonzeroBitCount } }
  func contains(_ slot: Int) -> Bool { words[slot >> 6] >> UInt64(slot & 63) & 1 == 1 }
  mutating func insert(_ slot: Int) {
    precondition(slot < WideMask.capacity, "a region with more than \(WideMask.capacity) facets")
    words[slot >> 6] |= 1 << UInt64(slot & 63)
  }
  func intersection(_ other: WideMask) -> WideMask { WideMask(words: words & other.words) }
  func union(_ other: WideMask) -> WideMask { WideMask(words: words | other.words) }
  func isSubset(of other: WideMask) -> Bool { words & ~other.words == .zero }
  var lowestAbsent: Int {
    for index in 0..<64 where words[index] != .max { return 64 * index + (~words[index]).trailingZeroBitCount }
    return WideMask.capacity
  }

  init() {}

  private init(words: SIMD64<UInt64>) { self.words = words }

  static func edges(
    _ kernels: Kernels, _ masks: Buffer<WideMask>, _ above: Buffer<Int32>, _ highs: Int, _ below: Buffer<Int32>,
    _ lows: Int,
    _ pairs: Buffer<Int32>
  ) -> Int {
    var count = 0
    for high in 0..<highs {
      for low in 0..<lows {
        let (p, q) = (masks[Int(above[high])], masks[Int(below[low])])
        guard WideMask(words: p.words ^ q.words).count == 2 else { continue }
        pairs[2 * count] = above[high]
        pairs[2 * count + 1] = below[low]
        count += 1
      }
    }
    return count
  }
}
