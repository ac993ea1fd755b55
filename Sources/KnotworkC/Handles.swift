import Synchronization

/// What C holds of an object: its address, and a reference that it gives back when it frees it.
enum Handle {
  static func make(_ object: some AnyObject) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  /// The object behind a handle.
  ///
  /// - Throws: ``Failure`` for NULL.
  static func object<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type = Object.self) throws -> Object {
    guard let object = optional(handle, type) else { throw Failure(.wrongUse, "found NULL; expected a handle") }
    return object
  }

  /// The same; nil for NULL.
  static func optional<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type = Object.self) -> Object? {
    handle.map { Unmanaged<Object>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  static func free<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type) {
    if let handle { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release() }
  }
}

/// Numbers at an address that stays, for as long as the object does.
final class Numbers<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let base: UnsafePointer<Element>
  let count: Int
  private let memory: UnsafeMutableBufferPointer<Element>

  init(_ elements: [Element]) {
    // Never empty, so that there is an address.
    memory = .allocate(capacity: max(1, elements.count))
    _ = memory.initialize(from: elements)
    guard let address = memory.baseAddress else { preconditionFailure("memory of one element has an address") }
    base = UnsafePointer(address)
    count = elements.count
  }

  /// Numbers that `body` writes, all of them.
  init(count: Int, _ body: (UnsafeMutablePointer<Element>) -> Void) {
    memory = .allocate(capacity: max(1, count))
    guard let address = memory.baseAddress else { preconditionFailure("memory of one element has an address") }
    body(address)
    base = UnsafePointer(address)
    self.count = count
  }

  deinit { memory.deallocate() }
}

/// A text as C takes it, at an address that stays.
typealias Text = Numbers<CChar>

extension Numbers<CChar> {
  convenience init(_ text: String) { self.init(Array(text.utf8CString)) }
}
