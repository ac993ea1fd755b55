/// A view of contiguous memory with unchecked access. Whoever made the memory (an ``Arena`` or a ``Stack``) keeps it alive.
struct Cells<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// The view that starts `offset` elements later.
  @inline(__always)
  func advanced(by offset: Int) -> Cells { Cells(base: base + offset) }
}

/// Memory that lives as long as the object: filled while it is made, read by many threads afterwards.
final class Arena: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// A copy of `elements`, followed by `padding` copies of `filler`, aligned to cache lines.
  func cells<Element: BitwiseCopyable>(
    _ elements: [Element], paddedTo count: Int, with filler: Element
  ) -> Cells<Element> {
    let size = Swift.max(count, elements.count, 1)
    let block = UnsafeMutableRawPointer.allocate(byteCount: size * MemoryLayout<Element>.stride, alignment: 64)
    let base = block.bindMemory(to: Element.self, capacity: size)
    base.initialize(repeating: filler, count: size)
    for (index, element) in elements.enumerated() { base[index] = element }
    blocks.append(block)
    return Cells(base: base)
  }

  deinit { for block in blocks { block.deallocate() } }
}
