#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A library of the system, loaded when it is needed and kept until the program ends.
struct SystemLibrary {
  private let handle: UnsafeMutableRawPointer

  /// The library under the first of the names that is found; nil where none is.
  init?(_ names: [String]) {
    for name in names {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        self.handle = handle
        return
      }
    }
    return nil
  }

  /// A function; nil where the library has none of this name.
  ///
  /// - Requires: `Function` is a type with `@convention(c)`, and that of the function in C.
  func function<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
    dlsym(handle, name).map { unsafeBitCast($0, to: type) }
  }
}
