/// A view of contiguous memory with unchecked access. Whoever made the memory (an ``Arena``, a ``Stack``, a ``Column``) keeps it alive.
package struct Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Element>

  @inlinable
  init(base: UnsafeMutablePointer<Element>) { self.base = base }

  @inlinable @inline(__always)
  package subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// The view that starts `offset` elements later.
  @inlinable @inline(__always)
  package func advanced(by offset: Int) -> Buffer { Buffer(base: base + offset) }

  /// Copies `count` elements of other memory.
  func copy(_ count: Int, from source: Buffer, at start: Int, to target: Int) {
    (base + target).update(from: source.base + start, count: count)
  }
}

extension Buffer<Int32> {
  /// Copies `count` numbers of other memory, those below 0 changed by `below` and the others by `above`.
  func copy(
    _ count: Int, from source: Buffer, at start: Int, to target: Int, adding above: Int, toNegative below: Int = 0
  ) {
    let (above, below) = (Int32(truncatingIfNeeded: above), Int32(truncatingIfNeeded: below))
    let (input, output) = (source.base + start, base + target)
    for index in 0..<count {
      let number = input[index]
      output[index] = number &+ (number < 0 ? below : above)
    }
  }
}

/// Memory that lives as long as the object: filled while it is made, read by many threads afterwards.
final class Arena: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// A copy of `elements`, followed by `padding` copies of `filler`, aligned to cache lines.
  func buffer<Element: BitwiseCopyable>(
    _ elements: [Element], paddedTo count: Int, with filler: Element
  ) -> Buffer<Element> {
    let size = Swift.max(count, elements.count, 1)
    let block = UnsafeMutableRawPointer.allocate(byteCount: size * MemoryLayout<Element>.stride, alignment: 64)
    let base = block.bindMemory(to: Element.self, capacity: size)
    base.initialize(repeating: filler, count: size)
    for (index, element) in elements.enumerated() { base[index] = element }
    blocks.append(block)
    return Buffer(base: base)
  }

  deinit { for block in blocks { block.deallocate() } }
}
