import CKnotworkKernels

/// A run of plain values that no longer change, shared by all copies; access is checked in debug builds only.
struct Column<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable {
  private let cells: Buffer<Element>
  private let memory: Memory<Element>
  let count: Int

  /// Takes over memory that ``Memory`` has allocated.
  init(owning base: UnsafeMutablePointer<Element>, capacity: Int, count: Int) {
    cells = Buffer(base: base)
    memory = Memory(base, capacity: capacity)
    self.count = count
  }

  init(_ elements: [Element]) {
    var stack = Stack<Element>(capacity: elements.count)
    stack.append(contentsOf: elements)
    self = stack.takeColumn()
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  @inline(__always)
  subscript(index: Int) -> Element {
    assert(indices.contains(index), "element \(index) of \(count)")
    return withExtendedLifetime(memory) { cells[index] }
  }
}

/// Memory that is freed with the object. Large memory grows by moving pages, without a copy.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Element>
  private let capacity: Int

  init(_ base: UnsafeMutablePointer<Element>, capacity: Int) {
    self.base = base
    self.capacity = capacity
  }

  deinit { Memory.free(base, capacity: capacity) }

  /// Memory for `capacity` elements that holds what `base` held, with room for `former`; nil and 0 where there was none.
  static func resize(
    _ base: UnsafeMutablePointer<Element>?, from former: Int, to capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    assert(MemoryLayout<Element>.alignment <= 16)
    let stride = MemoryLayout<Element>.stride
    guard let memory = kw_resize(base, Int64(former * stride), Int64(capacity * stride)) else {
      fatalError("out of memory: no room for \(capacity * stride) bytes")
    }
    return memory.assumingMemoryBound(to: Element.self)
  }

  static func free(_ base: UnsafeMutablePointer<Element>, capacity: Int) {
    _ = kw_resize(base, Int64(capacity * MemoryLayout<Element>.stride), 0)
  }
}
