import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says of a call that failed.
struct SystemError: Error, CustomStringConvertible {
  private let number = errno
  var description: String { String(cString: strerror(number)) }
  /// Whether nobody reads the pipe any more.
  var isReaderGone: Bool { number == EPIPE }
}

/// A file that is open, until its last reference is gone. One thread uses it at a time.
final class OpenFile: Sendable {
  static let standardInput = OpenFile(STDIN_FILENO, isOwned: false)
  static let standardOutput = OpenFile(STDOUT_FILENO, isOwned: false)
  static let standardError = OpenFile(STDERR_FILENO, isOwned: false)

  private let descriptor: Int32
  private let isOwned: Bool
  private let isClosed = Atomic(false)

  /// Takes over a descriptor.
  init(_ descriptor: Int32, isOwned: Bool = true) {
    (self.descriptor, self.isOwned) = (descriptor, isOwned)
  }

  deinit { try? close() }

  /// A descriptor as `open` gives it; negative where it fails.
  static func descriptor(_ path: String, _ flags: Int32, _ mode: mode_t = 0o666) -> Int32 { open(path, flags, mode) }

  /// Opens a file to read; nil where that fails.
  convenience init?(reading path: String) { self.init(path, O_RDONLY | O_CLOEXEC) }

  /// Opens a file to write behind so many bytes; what follows them is lost. Nil where that fails.
  convenience init?(goingOnWith path: String, after count: Int) {
    self.init(path, O_RDWR | O_CLOEXEC)
    guard ftruncate(descriptor, off_t(count)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else { return nil }
  }

  private convenience init?(_ path: String, _ flags: Int32) {
    let descriptor = OpenFile.descriptor(path, flags)
    guard descriptor >= 0 else { return nil }
    self.init(descriptor)
  }

  /// Makes or replaces a file with these contents; whether that was possible.
  static func create(_ path: String, _ bytes: [UInt8]) -> Bool {
    let descriptor = descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let file = OpenFile(descriptor)
    do {
      try file.write(bytes)
      try file.close()
      return true
    } catch {
      return false
    }
  }

  /// The next bytes, some at least; none at the end.
  func read(atMost count: Int) throws(SystemError) -> [UInt8] {
    while true {
      var number = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        number = readBytes(descriptor, buffer.baseAddress, count)
        filled = max(0, number)
      }
      if number >= 0 { return bytes }
      if errno != EINTR { throw SystemError() }
    }
  }

  /// Calls `body` with what is left, piece by piece.
  func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
    while true {
      let piece = try read(atMost: 1 << 20)
      if piece.isEmpty { return }
      try body(piece)
    }
  }

  /// All that is left.
  func readToEnd() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachPiece { bytes += $0 }
    return bytes
  }

  /// The bytes at a place, as many as there are.
  func read(_ range: Range<Int>) throws(SystemError) -> [UInt8] {
    guard lseek(descriptor, off_t(range.lowerBound), SEEK_SET) >= 0 else { throw SystemError() }
    var bytes: [UInt8] = []
    while bytes.count < range.count {
      let piece = try read(atMost: range.count - bytes.count)
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// Writes all bytes.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let number = bytes.withUnsafeBytes { all in
        writeBytes(descriptor, all.baseAddress.map { $0 + written }, all.count - written)
      }
      if number >= 0 {
        written += number
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
      } else if errno != EINTR {
        throw SystemError()
      }
    }
  }

  /// Waits until all that was written is on the disk.
  func synchronize() throws(SystemError) { if fsync(descriptor) != 0 { throw SystemError() } }

  /// Closes it, once; what the system could not write until then is an error. Standard streams stay open.
  func close() throws(SystemError) {
    guard isOwned, !isClosed.exchange(true, ordering: .relaxed) else { return }
    if closeDescriptor(descriptor) != 0 { throw SystemError() }
  }
}

// In a type that has methods of these names the system's functions are not found.
private func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
