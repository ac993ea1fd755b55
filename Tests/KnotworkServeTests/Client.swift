import Foundation
import Testing

@testable import KnotworkServe

/// A client that sends bytes as they are.
final class Client {
  private let socket: Socket
  private var rest: [UInt8] = []

  struct Answer {
    let status: Int
    let head: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func field(_ name: String) -> String? {
      head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
  }

  init(port: Int) throws {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    socket = Socket(descriptor: Foundation.socket(AF_INET, kind, 0))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafeBytes(of: &address) {
      connect(socket.descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    try #require(result == 0, "connect: \(String(cString: strerror(errno)))")
  }

  deinit { socket.close() }

  func send(_ text: String) throws { try send(Array(text.utf8)) }
  func send(_ bytes: [UInt8]) throws { try socket.send(bytes, each: .seconds(10)) }
  func endSending() { socket.shutDown(onlySending: true) }

  /// More bytes; false at the end.
  func receive(within time: Duration = .seconds(20)) throws -> Bool {
    let bytes = try socket.receive(atMost: 1 << 16, until: .now + time)
    rest += bytes
    return !bytes.isEmpty
  }

  /// Whether the server ends the connection.
  func isEnded(within time: Duration) -> Bool {
    do {
      while try receive(within: time) {}
      return true
    } catch Socket.Failure.closed {
      return true
    } catch {
      return false
    }
  }

  /// All bytes until there are so many lines.
  func line() throws -> String? {
    while true {
      if let end = rest.firstIndex(of: 10) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest = Array(rest[(end + 1)...])
        return line
      }
      guard try receive() else { return nil }
    }
  }

  /// The next answer; chunks are put together.
  func answer(toHead: Bool = false) throws -> Answer {
    var lines: [String] = []
    while let line = try line() {
      if line == "\r" { break }
      lines.append(line)
    }
    let head = lines.joined(separator: "\n").replacingOccurrences(of: "\r\n", with: "\n")
      .replacingOccurrences(of: "\r", with: "").replacingOccurrences(of: "\n", with: "\r\n")
    let words = head.split(separator: " ")
    try #require(words.count > 1 && words[0] == "HTTP/1.1", "\(head)")
    let status = try #require(Int(words[1]))
    let empty = Answer(status: status, head: head, body: [])
    if toHead || status == 304 || status == 100 { return empty }
    if empty.field("Transfer-Encoding") == "chunked" {
      var body: [UInt8] = []
      while let line = try line(), let size = Int(line.dropLast(), radix: 16) {
        while rest.count < size + 2 { try #require(try receive()) }
        body += rest.prefix(size)
        rest = Array(rest.dropFirst(size + 2))
        if size == 0 { break }
      }
      return Answer(status: status, head: head, body: body)
    }
    let size = try #require(empty.field("Content-Length").flatMap { Int($0) }, "\(head)")
    while rest.count < size { try #require(try receive()) }
    defer { rest = Array(rest.dropFirst(size)) }
    return Answer(status: status, head: head, body: Array(rest.prefix(size)))
  }
}
