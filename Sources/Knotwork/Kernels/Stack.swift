/// A growing run of plain values with unchecked access, owned by one thread.
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    self.capacity = Swift.max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// The memory from `index` on; valid until the stack grows.
  @inline(__always)
  func cells(from index: Int) -> Cells<Element> { Cells(base: base + index) }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count += 1
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

  @inline(never)
  private mutating func grow(to needed: Int) {
    let larger = Swift.max(needed, capacity * 2)
    let next = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    next.update(from: base, count: count)
    base.deallocate()
    base = next
    capacity = larger
  }
}
