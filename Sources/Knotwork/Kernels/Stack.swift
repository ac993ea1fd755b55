/// A growing run of plain values with unchecked access, owned by one thread.
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    self.capacity = Swift.max(capacity, 1)
    base = Memory.resize(nil, from: 0, to: self.capacity)
  }

  deinit { Memory.free(base, capacity: capacity) }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// The memory from `index` on; valid until the stack grows.
  @inline(__always)
  func buffer(from index: Int) -> Buffer<Element> { Buffer(base: base + index) }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count += 1
  }

  mutating func append(contentsOf elements: [Element]) {
    let start = extend(by: elements.count)
    elements.withUnsafeBufferPointer { buffer in
      if let source = buffer.baseAddress { (base + start).update(from: source, count: buffer.count) }
    }
  }

  /// Appends elements that lie in other memory.
  mutating func append(_ source: Buffer<Element>, count size: Int) {
    let start = extend(by: size)
    (base + start).update(from: source.base, count: size)
  }

  /// Makes room for `size` more elements, their contents undefined, and returns the index of the first.
  @inline(__always)
  mutating func extend(by size: Int) -> Int {
    if count + size > capacity { grow(to: count + size) }
    defer { count += size }
    return count
  }

  /// Forgets everything from `newCount` on.
  @inline(__always)
  mutating func truncate(to newCount: Int) { count = newCount }

  /// A copy of `size` elements from `start`.
  func copy(from start: Int, count size: Int) -> [Element] {
    Array(UnsafeBufferPointer(start: base + start, count: size))
  }

  /// Everything, no longer to be changed; the stack is empty afterwards.
  mutating func takeColumn() -> Column<Element> where Element: Sendable {
    let size = Swift.max(count, 1)
    let column = Column(owning: Memory.resize(base, from: capacity, to: size), capacity: size, count: count)
    base = Memory.resize(nil, from: 0, to: 1)
    capacity = 1
    count = 0
    return column
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    let larger = Swift.max(needed, capacity * 2)
    base = Memory.resize(base, from: capacity, to: larger)
    capacity = larger
  }
}
