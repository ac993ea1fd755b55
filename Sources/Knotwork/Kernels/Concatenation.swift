import Dispatch

/// Arrays that several threads fill, each thread its own ranges.
enum Concatenation {
  /// All parts in a row, each element changed by `transform`, which also gets the number of its part.
  static func concatenate<Element: BitwiseCopyable & Sendable>(
    _ parts: [[Element]], threads: Int, _ transform: @Sendable (_ element: Element, _ part: Int) -> Element
  ) -> [Element] {
    var starts: [Int] = []
    var total = 0
    for part in parts {
      starts.append(total)
      total += part.count
    }
    let offsets = starts
    return fill(total, ranges: parts.count, threads: threads) { part, base in
      let target = base.advanced(by: offsets[part])
      for (index, element) in parts[part].enumerated() { target[index] = transform(element, part) }
    }
  }

  /// The values of a function at 0 ..< count.
  static func map<Element: BitwiseCopyable & Sendable>(
    count: Int, threads: Int, _ transform: @Sendable (Int) -> Element
  ) -> [Element] {
    let blocks = threads == 1 ? 1 : 8 * threads
    return fill(count, ranges: blocks, threads: threads) { block, base in
      for index in count * block / blocks..<count * (block + 1) / blocks { base[index] = transform(index) }
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
      if threads == 1 {
        for range in 0..<ranges { body(range, base) }
      } else {
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          for range in stride(from: thread, to: ranges, by: threads) { body(range, base) }
        }
      }
    }
  }
}
