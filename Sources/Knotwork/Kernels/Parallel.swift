import CKnotworkKernels
import Dispatch

/// Work that several threads share, and arrays that they fill, each its own ranges.
package enum Parallel {
  /// As many of the threads as pay: one has done a few thousand elements before a second one has woken up.
  static func paying(_ threads: Int, for count: Int) -> Int { count < 1 << 13 ? 1 : threads }

  /// All parts in a row, each element changed by `transform`, which also gets the number of its part.
  static func concatenate<Element: BitwiseCopyable & Sendable>(
    _ parts: [[Element]], threads: Int, _ transform: @Sendable (_ element: Element, _ part: Int) -> Element
  ) -> [Element] {
    let starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let count = starts[parts.count]
    return fill(count, ranges: parts.count, threads: paying(threads, for: count)) { part, base in
      let target = base.advanced(by: starts[part])
      parts[part].withUnsafeBufferPointer { elements in
        for index in elements.indices { target[index] = transform(elements[index], part) }
      }
    }
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

  /// The numbers below `count` that satisfy a condition, ascending; each is tried twice where there are any.
  static func indices(
    below count: Int, threads: Int, where isIncluded: @Sendable (Int) -> Bool
  ) -> [Int32] {
    let threads = paying(threads, for: count)
    let blocks = threads == 1 ? 1 : 8 * threads
    @Sendable func range(_ block: Int) -> Range<Int> { count * block / blocks..<count * (block + 1) / blocks }
    let counts: [Int] = fill(blocks, ranges: blocks, threads: threads) { block, base in
      var found = 0
      for index in range(block) { found += isIncluded(index) ? 1 : 0 }
      base[block] = found
    }
    let ends = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    return fill(ends[blocks], ranges: blocks, threads: threads) { block, base in
      var (place, index) = (ends[block], range(block).lowerBound)
      while place < ends[block + 1] {
        // Written whether it is included or not, which avoids an unpredictable branch.
        base[place] = Int32(truncatingIfNeeded: index)
        place += isIncluded(index) ? 1 : 0
        index += 1
      }
    }
  }

  /// An array of `count` elements that `body` has filled, range by range.
  @inlinable
  package static func fill<Element: BitwiseCopyable & Sendable>(
    _ count: Int, ranges: Int, threads: Int, _ body: @Sendable (_ range: Int, _ base: Buffer<Element>) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let address = buffer.baseAddress else { return }
      let base = Buffer(base: address)
      kw_advise_large_pages(address, Int64(count * MemoryLayout<Element>.stride))
      run(ranges: ranges, threads: threads) { body($0, base) }
    }
  }

  /// Calls `body` for each of some ranges, on several threads; these start far apart, because where two first touch memory of
  /// one page, one waits while it is cleared.
  @usableFromInline
  package static func run(ranges: Int, threads: Int, _ body: @Sendable (_ range: Int) -> Void) {
    guard threads > 1 else {
      for range in 0..<ranges { body(range) }
      return
    }
    let queue = IndexQueue(count: ranges)
    DispatchQueue.concurrentPerform(iterations: min(threads, ranges)) { thread in
      while let range = queue.take(fromFront: thread == 0) { body(range) }
    }
  }
}
