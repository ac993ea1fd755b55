import CKnotworkKernels
import Dispatch
import Synchronization

/// Arrays that several threads fill, each thread its own ranges.
enum Concatenation {
  /// As many of the threads as pay: one has done a few thousand elements before a second one has woken up.
  static func paying(_ threads: Int, for count: Int) -> Int { count < 1 << 13 ? 1 : threads }

  /// All parts in a row, each element changed by `transform`, which also gets the number of its part.
  static func concatenate<Element: BitwiseCopyable & Sendable>(
    _ parts: [[Element]], threads: Int, _ transform: @Sendable (_ element: Element, _ part: Int) -> Element
  ) -> [Element] {
    Pieces(parts, parts.enumerated().map { ($0, $1.indices) }).joined(threads: threads, transform)
  }

  /// The values of a function at 0 ..< count.
  static func map<Element: BitwiseCopyable & Sendable>(
    count: Int, threads: Int, _ transform: @Sendable (Int) -> Element
  ) -> [Element] {
    let threads = paying(threads, for: count)
    let blocks = threads == 1 ? 1 : 8 * threads
    return fill(count, ranges: blocks, threads: threads) { block, base in
      for index in count * block / blocks..<count * (block + 1) / blocks { base[index] = transform(index) }
    }
  }

  /// The numbers below `count` that satisfy a condition, ascending.
  static func indices(
    below count: Int, threads: Int, where isIncluded: @Sendable (Int) -> Bool
  ) -> [Int32] {
    let threads = paying(threads, for: count)
    let blocks = threads == 1 ? 1 : 8 * threads
    @Sendable func range(_ block: Int) -> Range<Int> { count * block / blocks..<count * (block + 1) / blocks }
    let flags: [UInt8] = fill(count, ranges: blocks, threads: threads) { block, base in
      for index in range(block) { base[index] = isIncluded(index) ? 1 : 0 }
    }
    var sums = [0]
    for block in 0..<blocks { sums.append(flags[range(block)].reduce(sums[block]) { $0 &+ Int($1) }) }
    let starts = sums
    return fill(starts[blocks], ranges: blocks, threads: threads) { block, base in
      var place = starts[block]
      for index in range(block) where flags[index] != 0 {
        base[place] = Int32(truncatingIfNeeded: index)
        place += 1
      }
    }
  }

  /// An array of `size` elements of which `body`, called for each number below `count`, sets some; the others are undefined.
  static func scatter(
    _ count: Int, over size: Int, threads: Int, _ body: @Sendable (_ number: Int, _ target: Cells<Int32>) -> Void
  ) -> [Int32] {
    let threads = paying(threads, for: count)
    let blocks = threads == 1 ? 1 : 8 * threads
    return fill(size, ranges: blocks, threads: threads) { block, base in
      for number in count * block / blocks..<count * (block + 1) / blocks { body(number, base) }
    }
  }

  /// For each number below the last of some ascending starts, which start is the last one not above it.
  static func owners(of starts: [Int32], threads: Int) -> [Int32] {
    scatter(starts.count - 1, over: Int(starts[starts.count - 1]), threads: threads) { owner, target in
      for number in Int(starts[owner])..<Int(starts[owner + 1]) { target[number] = Int32(truncatingIfNeeded: owner) }
    }
  }

  /// An array of `count` elements that `body` has filled, range by range.
  static func fill<Element: BitwiseCopyable & Sendable>(
    _ count: Int, ranges: Int, threads: Int, _ body: @Sendable (_ range: Int, _ base: Cells<Element>) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let address = buffer.baseAddress else { return }
      let base = Cells(base: address)
      kw_advise_large_pages(address, Int64(count * MemoryLayout<Element>.stride))
      run(ranges: ranges, threads: threads) { body($0, base) }
    }
  }

  /// Calls `body` for each of some ranges, on several threads.
  ///
  /// One thread takes them from the front and the others from the back: where two first touch memory of one page, one waits
  /// while it is cleared. A thread that wakes up late takes fewer.
  private static func run(ranges: Int, threads: Int, _ body: @Sendable (_ range: Int) -> Void) {
    guard threads > 1 else {
      for range in 0..<ranges { body(range) }
      return
    }
    let taken = Atomic<Int>(0)
    let back = Atomic<Int>(ranges)
    DispatchQueue.concurrentPerform(iterations: min(threads, ranges)) { thread in
      var front = 0
      while taken.wrappingAdd(1, ordering: .relaxed).oldValue < ranges {
        if thread == 0 {
          body(front)
          front += 1
        } else {
          body(back.wrappingSubtract(1, ordering: .relaxed).newValue)
        }
      }
    }
  }
}
