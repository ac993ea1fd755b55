#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard input and output, which whoever starts a program may have closed.
enum StandardStreams {
  /// Whether there is a standard input.
  static var hasInput: Bool { isOpen[0] }
  /// Whether there is a standard output.
  static var hasOutput: Bool { isOpen[1] }

  /// Looked at once, before any file is opened.
  private static let isOpen: [Bool] = (0...2).map { number in
    if fcntl(Int32(number), F_GETFD) >= 0 { return true }
    // Its number is taken, or the next file that is opened would become it.
    _ = open("/dev/null", O_RDWR)
    return false
  }

  /// Takes the numbers of those that are closed; to be called first.
  static func reserve() { _ = isOpen }
}
