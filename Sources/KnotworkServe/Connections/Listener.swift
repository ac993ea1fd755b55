#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sockets that wait for connections, all with one port.
struct Listener: Sendable {
  /// One for each address.
  let sockets: [Socket]
  /// The port.
  let port: Int

  /// Why nothing can listen, for people.
  struct Failure: Error, CustomStringConvertible {
    let description: String
    /// Whether the port is taken.
    var isTaken = false
  }

  /// Listens at the addresses of a host.
  ///
  /// - Parameters:
  ///   - host: an address or a name; nil for this machine alone, by IPv4 and, where there is such a thing, IPv6.
  ///   - port: 0 for any that is free.
  init(host: String?, port: Int) throws(Failure) {
    guard let host else {
      let first = try Listener.socket("127.0.0.1", port)
      let number = Listener.port(of: first)
      sockets = [first] + ((try? Listener.socket("::1", number)).map { [$0] } ?? [])
      self.port = number
      return
    }
    let socket = try Listener.socket(host, port)
    sockets = [socket]
    self.port = Listener.port(of: socket)
  }

  func close() { for socket in sockets { socket.close() } }

  /// The next connections; none when `timeout` is over.
  func accept(timeout: Duration) -> [(socket: Socket, client: String)] {
    var entries = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let milliseconds = timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000
    guard poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds)) > 0 else { return [] }
    var result: [(socket: Socket, client: String)] = []
    for entry in entries where entry.revents != 0 {
      var address = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let descriptor = withUnsafeMutableBytes(of: &address) {
        acceptConnection(entry.fd, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
      }
      guard descriptor >= 0 else {
        // Without descriptors or memory of the system it waits until connections end.
        if errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM { usleep(20_000) }
        continue
      }
      let socket = Socket(descriptor: descriptor)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      socket.set(Int32(TCP_NODELAY), level: Int32(IPPROTO_TCP))
      #if canImport(Darwin)
        socket.set(SO_NOSIGPIPE)
      #endif
      result.append((socket, Listener.text(of: &address, length)))
    }
    return result
  }

  private static func socket(_ host: String, _ port: Int) throws(Failure) -> Socket {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    #if canImport(Glibc)
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    let error = getaddrinfo(host, String(port), &hints, &list)
    guard error == 0, let found = list?.pointee else {
      throw Failure(description: "the host \(host) is not known: \(String(cString: gai_strerror(error)))")
    }
    defer { freeaddrinfo(list) }
    let socket = Socket(descriptor: openSocket(found))
    guard socket.descriptor >= 0 else { throw failure(host, port) }
    _ = fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(socket.descriptor, F_SETFL, fcntl(socket.descriptor, F_GETFL) | O_NONBLOCK)
    socket.set(SO_REUSEADDR)
    if found.ai_family == AF_INET6 { socket.set(Int32(IPV6_V6ONLY), level: Int32(IPPROTO_IPV6)) }
    guard bind(socket.descriptor, found.ai_addr, found.ai_addrlen) == 0, listen(socket.descriptor, 128) == 0 else {
      let failure = failure(host, port)
      socket.close()
      throw failure
    }
    return socket
  }

  private static func failure(_ host: String, _ port: Int) -> Failure {
    let number = errno
    let reason = String(cString: strerror(number))
    return Failure(description: "cannot listen at \(host), port \(port): \(reason)", isTaken: number == EADDRINUSE)
  }

  private static func port(of socket: Socket) -> Int {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
      _ = getsockname(socket.descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
      // The port has the same place in the addresses of both families.
      return Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
  }

  /// The address of a client in numbers.
  private static func text(of address: inout sockaddr_storage, _ length: socklen_t) -> String {
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let error = withUnsafeBytes(of: &address) {
      getnameinfo(
        $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length, &name, socklen_t(name.count), nil, 0,
        NI_NUMERICHOST)
    }
    return error == 0 ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
  }
}

// In a type that has methods of these names the system's functions are not found.
private func acceptConnection(
  _ descriptor: Int32, _ address: UnsafeMutablePointer<sockaddr>, _ length: UnsafeMutablePointer<socklen_t>
) -> Int32 {
  accept(descriptor, address, length)
}

private func openSocket(_ address: addrinfo) -> Int32 {
  socket(address.ai_family, address.ai_socktype, address.ai_protocol)
}
