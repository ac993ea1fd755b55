import Foundation
import Synchronization
import Testing
import _KnotworkTestSupport

@testable import KnotworkServe

/// Connections: keeping them, their limits, and what happens when they end.
@Suite(.timed, .serialized) struct ServerTests {
  /// Says what it was asked; "/stream" goes on until it is cancelled.
  private struct Echo: Service {
    let isCancelled = Shared()

    final class Shared: Sendable {
      let flag = Mutex(false)
      var value: Bool { flag.withLock { $0 } }
    }

    func admit(_ head: RequestHead) throws(Refusal) -> Int {
      if head.target.path == "/no" { throw Refusal(404, "no") }
      return 1000
    }

    func response(to head: RequestHead, body: [UInt8], work: Work) -> Response {
      switch head.target.path {
      case "/stream":
        return Response(streaming: "text/plain") { write in
          while !work.isCancelled {
            try write(Array("line\n".utf8))
            usleep(2000)
          }
          isCancelled.flag.withLock { $0 = true }
          try write(Array("end\n".utf8))
        }
      case "/wait":
        while !work.isCancelled { usleep(2000) }
        isCancelled.flag.withLock { $0 = true }
        return Response(type: "text/plain", Array("cancelled".utf8))
      default:
        return Response(type: "text/plain", Array("\(head.method) \(head.target.path) \(body.count)".utf8))
      }
    }

    func response(to refusal: Refusal) -> Response {
      Response(refusal.status, type: "text/plain", Array(refusal.message.utf8))
    }
  }

  /// A server at a free port, while `body` runs.
  private func serving(
    _ limits: ServerLimits = ServerLimits(), service: Echo = Echo(),
    _ body: (_ port: Int, _ server: Server) throws -> Void
  ) throws {
    let listener = try Listener(host: nil, port: 0)
    let server = Server(listener, service: service, limits: limits)
    let ended = DispatchSemaphore(value: 0)
    let thread = Thread {
      server.run()
      ended.signal()
    }
    thread.start()
    defer {
      server.stop()
      #expect(ended.wait(timeout: .now() + 10) == .success)
    }
    try body(listener.port, server)
  }

  @Test func oneConnectionManyRequests() throws {
    try serving { port, _ in
      let client = try Client(port: port)
      for number in 0..<50 {
        try client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
        #expect(try client.answer().text == "POST /\(number) 2")
      }
      // Several at once are answered in order.
      try client.send(
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET /c HT")
      #expect(try client.answer().text == "GET /a 0")
      #expect(try client.answer().text == "POST /b 1")
      try client.send("TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let last = try client.answer()
      #expect(last.text == "GET /c 0" && last.field("Connection") == "close")
      #expect(client.isEnded(within: .seconds(5)))
    }
  }

  @Test func headsAlone() throws {
    try serving { port, _ in
      let client = try Client(port: port)
      try client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer(toHead: true).field("Content-Length") == "9")
      #expect(try client.answer().text == "GET /b 0")
    }
  }

  @Test func bodies() throws {
    try serving { port, _ in
      var client = try Client(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
      #expect(try client.answer().status == 100)
      try client.send([UInt8](repeating: 1, count: 400))
      try client.send([UInt8](repeating: 1, count: 600))
      #expect(try client.answer().text == "POST / 1000")
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n")
      #expect(try client.answer().status == 413)
      // The response is not lost although nobody reads what comes after it.
      client = try Client(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
      try client.send([UInt8](repeating: 1, count: 3_000_000))
      #expect(try client.answer().status == 413)
      client = try Client(port: port)
      try client.send("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().status == 404)
      #expect(client.isEnded(within: .seconds(5)))
      client = try Client(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
      client.endSending()
      #expect(try client.answer().status == 400)
    }
  }

  @Test func slowClientsEnd() throws {
    var limits = ServerLimits()
    (limits.headTime, limits.bodyTime, limits.idleTime) = (.milliseconds(300), .milliseconds(300), .milliseconds(300))
    try serving(limits) { port, _ in
      let loris = try Client(port: port)
      try loris.send("GET / HT")
      let start = ContinuousClock.now
      #expect(try loris.answer().status == 408)
      #expect(ContinuousClock.now - start < .seconds(10))
      let half = try Client(port: port)
      try half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
      #expect(try half.answer().status == 408)
      // One that never said anything is told nothing.
      let silent = try Client(port: port)
      #expect(try !silent.receive())
    }
  }

  /// The connection that has kept the server waiting longest makes room for a new one; those at work stay.
  @Test func tooManyConnections() throws {
    var limits = ServerLimits()
    limits.connectionsPerClient = 3
    try serving(limits) { port, server in
      let busy = try Client(port: port)
      try busy.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
      while try busy.line() != "5\r" {}
      let waiting = try (0..<2).map { _ in try Client(port: port) }
      for client in waiting {
        try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
      }
      let new = try Client(port: port)
      try new.send("GET /new HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try new.answer().text == "GET /new 0")
      #expect(waiting[0].isEnded(within: .seconds(5)))
      try waiting[1].send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try waiting[1].answer().status == 200)
      #expect(try busy.line() != nil)
    }
  }

  @Test func whenAllAreAtWork() throws {
    var limits = ServerLimits()
    limits.connectionsPerClient = 1
    try serving(limits) { port, _ in
      let busy = try Client(port: port)
      try busy.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
      while try busy.line() != "5\r" {}
      #expect(try Client(port: port).answer().status == 503)
    }
  }

  @Test(arguments: ["/stream", "/wait"]) func workEndsWhenItsClientGoes(_ path: String) throws {
    let service = Echo()
    try serving(service: service) { port, server in
      do {
        let client = try Client(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        if path == "/stream" { while try client.line() != "5\r" {} } else { usleep(100_000) }
        #expect(!service.isCancelled.value)
      }
      let deadline = ContinuousClock.now + .seconds(10)
      while server.connectionCount > 0, ContinuousClock.now < deadline { usleep(5000) }
      #expect(server.connectionCount == 0)
      if path == "/wait" { #expect(service.isCancelled.value) }
    }
  }

  /// With open streams, idle connections and heads that are not complete.
  @Test func itStops() throws {
    var clients: [Client] = []
    let start = ContinuousClock.now
    try serving { port, _ in
      clients = try (0..<3).map { _ in try Client(port: port) }
      try clients[0].send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
      while try clients[0].line() != "5\r" {}
      try clients[1].send("GET / HTTP/1.1\r\n")
      try clients[2].send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try clients[2].answer().status == 200)
    }
    // The stream ends as streams do.
    var lines: [String] = []
    while let line = try clients[0].line() { lines.append(line) }
    #expect(lines.suffix(5) == ["4\r", "end", "\r", "0\r", "\r"])
    #expect(clients[1].isEnded(within: .seconds(5)) && clients[2].isEnded(within: .seconds(5)))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func streamsOfVersion10EndWithTheConnection() throws {
    try serving { port, server in
      let client = try Client(port: port)
      try client.send("GET /stream HTTP/1.0\r\nHost: a\r\n\r\n")
      var lines: [String] = []
      while lines.count < 8, let line = try client.line() { lines.append(line) }
      #expect(!lines.contains { $0.hasPrefix("Transfer-Encoding") } && lines.contains("line"))
    }
  }
}
