import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkServe

/// Heads are read strictly: what two programs could understand in different ways is refused.
@Suite(.timed) struct HeadTests {
  /// The head of a text and what is left behind it; nil where more has to come.
  private func head(_ text: String, inPiecesOf count: Int = .max, limit: Int = 1000) throws -> (
    head: RequestHead, rest: [UInt8]
  )? {
    var scanner = HeadScanner(limit: limit)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      scanner.append(bytes.prefix(count))
      bytes = bytes.dropFirst(count)
      if let lines = try scanner.head() {
        scanner.append(bytes)
        return (try RequestHead(lines: lines), scanner.bytes)
      }
    }
    return nil
  }

  private func status(_ text: String) -> Int? {
    do {
      _ = try head(text)
      return nil
    } catch {
      return (error as? Refusal)?.status
    }
  }

  @Test(arguments: [1, 2, 3, 7, 1000]) func piecesMakeNoDifference(_ count: Int) throws {
    let text =
      "\r\nPOST /api/1/read?name=a%20b+c&x HTTP/1.1\r\nHost: localhost:1\r\nContent-Length:  3 \r\nX:\r\n\r\nabcGET"
    let (head, rest) = try #require(try self.head(text, inPiecesOf: count))
    #expect(head.method == "POST")
    #expect(head.target.path == "/api/1/read")
    #expect(head.target["name"] == "a b c" && head.target["x"] == "" && head.target["y"] == nil)
    #expect(head.bodyLength == 3)
    #expect(head.keepsAlive)
    #expect(try head.value(of: "x") == "")
    #expect(String(decoding: rest, as: UTF8.self) == "abcGET")
  }

  @Test func whatKeepsAConnectionOpen() throws {
    func keeps(_ version: String, _ field: String) throws -> Bool? {
      try head("GET / HTTP/\(version)\r\nHost: a\r\n\(field)\r\n")?.head.keepsAlive
    }
    #expect(try keeps("1.1", "") == true)
    #expect(try keeps("1.1", "Connection: x, Close\r\n") == false)
    #expect(try keeps("1.0", "") == false)
    #expect(try keeps("1.0", "Connection: keep-alive\r\n") == true)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\n\n", 400), ("GET / HTTP/1.1\rHost: a\r\n\r\n", 400), ("\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\u{1}\r\n\r\n", 400), ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /%+1 HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /# HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /ä HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
  ]) func refused(_ text: String, _ expected: Int) {
    #expect(status(text) == expected)
  }

  @Test func limits() throws {
    let long = String(repeating: "a", count: 1000)
    #expect(status("GET /\(long)") == 414)
    #expect(status("GET / HTTP/1.1\r\nX: \(long)") == 431)
    let fields = String(repeating: "X: y\r\n", count: RequestHead.mostFields)
    #expect(throws: Refusal.self) { try head("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", limit: 100_000) }
    // One less than the limit, and one more, by a byte of the path.
    let rest = " HTTP/1.1\r\nHost: a\r\n\r\n"
    let room = 1000 - rest.utf8.count - "GET /".utf8.count
    #expect(try head("GET /" + String(repeating: "a", count: room) + rest) != nil)
    #expect(status("GET /" + String(repeating: "a", count: room + 1) + rest) == 431)
  }

  @Test func incompleteHeadsWait() throws {
    #expect(try head("") == nil)
    #expect(try head("GET / HTTP/1.1\r\nHost: a\r\n") == nil)
    #expect(try head("GET / HTTP/1.1\r\nHost: a\r\n\r") == nil)
  }

  @Test func absoluteTargets() throws {
    let (head, _) = try #require(try self.head("GET HTTP://A:1?q HTTP/1.1\r\nHost: a:1\r\n\r\n"))
    #expect(head.target.path == "/" && head.target["q"] == "")
  }

  /// Whatever is done to a head, it is read or refused, and in the same way in pieces of any size.
  @Test func damagedHeads() {
    let text =
      "POST /api/1/ask?x=%20 HTTP/1.1\r\nHost: localhost:7373\r\nContent-Length: 12\r\nConnection: close\r\n\r\n"
    var generator = SplitMix64(state: Seed.current)
    for _ in 0..<Seed.cases(3000, soak: 300_000) {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert([0, 9, 10, 13, 32, 37, 58].randomElement(using: &generator) ?? 0, at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        }
      }
      func result(_ count: Int) -> String {
        var scanner = HeadScanner(limit: 200)
        var rest = bytes[...]
        do {
          while !rest.isEmpty {
            scanner.append(rest.prefix(count))
            rest = rest.dropFirst(count)
            if let lines = try scanner.head() { return "\(try RequestHead(lines: lines))" }
          }
          return "more"
        } catch {
          return "\(error.status)"
        }
      }
      #expect(result(1) == result(1000), "\(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
