#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A descriptor of the system, and what is done with it. Whoever made it closes it.
struct Socket: Sendable {
  let descriptor: Int32

  /// Why nothing more comes or goes.
  enum Failure: Error {
    /// The client has gone, or the connection was ended from within.
    case closed
    /// It took longer than it may.
    case late
  }

  /// How many bytes are read and written at a time.
  static let piece = 64 << 10

  /// The next bytes, some at least; none where the client sends no more.
  func receive(atMost count: Int, until deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
    while true {
      try wait(for: Int16(POLLIN), until: deadline)
      var number = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: min(count, Socket.piece)) { buffer, filled in
        number = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        filled = max(0, number)
      }
      if number >= 0 { return bytes }
      guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw .closed }
    }
  }

  /// Sends all bytes.
  ///
  /// - Parameter time: how long the client may take for each piece of them.
  func send(_ bytes: [UInt8], each time: Duration) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let number = bytes.withUnsafeBytes { all in
        sendBytes(
          descriptor, all.baseAddress! + sent, min(Socket.piece, all.count - sent),
          Socket.withoutSignal | Int32(MSG_DONTWAIT))
      }
      if number > 0 {
        sent += number
      } else if number < 0, errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(for: Int16(POLLOUT), until: .now + time)
      } else if number == 0 || errno != EINTR {
        throw .closed
      }
    }
  }

  private func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws(Failure) {
    while true {
      let left = deadline - .now
      guard left > .zero else { throw .late }
      var entry = pollfd(fd: descriptor, events: events, revents: 0)
      let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
      let found = poll(&entry, 1, Int32(clamping: milliseconds + 1))
      if found > 0 { return }
      if found < 0, errno != EINTR { throw .closed }
    }
  }

  /// Whether the client has ended its side, with or without bytes left to read.
  var isAbandoned: Bool {
    #if canImport(Darwin)
      var byte: UInt8 = 0
      return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0
    #else
      var entry = pollfd(fd: descriptor, events: Socket.peerHasEnded, revents: 0)
      return poll(&entry, 1, 0) > 0
    #endif
  }

  /// Ends the sides of a connection, so that whoever waits for it goes on; the descriptor stays.
  func shutDown(onlySending: Bool = false) {
    #if canImport(Glibc)
      _ = shutdown(descriptor, Int32(onlySending ? SHUT_WR : SHUT_RDWR))
    #else
      _ = shutdown(descriptor, onlySending ? SHUT_WR : SHUT_RDWR)
    #endif
  }

  func close() { closeDescriptor(descriptor) }

  /// Sets an option that is a number.
  func set(_ option: Int32, level: Int32 = SOL_SOCKET, to value: Int32 = 1) {
    var value = value
    _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  #if !canImport(Darwin)
    /// POLLRDHUP, which the system's headers show to GNU programs only.
    private static let peerHasEnded: Int16 = 0x2000
  #endif

  private static var withoutSignal: Int32 {
    #if canImport(Darwin)
      0
    #else
      Int32(MSG_NOSIGNAL)
    #endif
  }
}

// In a type that has methods of these names the system's functions are not found.
private func sendBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int, _ flags: Int32) -> Int {
  send(descriptor, bytes, count, flags)
}

private func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
