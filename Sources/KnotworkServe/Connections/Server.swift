import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Takes connections and answers each in a thread of its own, so that one which is slow keeps no other waiting.
final class Server: Sendable {
  private let listener: Listener
  private let table: ConnectionTable
  private let service: any Service
  private let limits: ServerLimits
  private let isStopped = Atomic<Bool>(false)

  init(_ listener: Listener, service: any Service, limits: ServerLimits) {
    self.listener = listener
    self.service = service
    self.limits = limits
    table = ConnectionTable(limits: limits)
  }

  /// How many connections there are.
  var connectionCount: Int { table.count }

  /// Answers until ``stop()``, and returns when the connections have ended, two seconds later at most.
  func run() {
    while !isStopped.load(ordering: .relaxed) {
      // Often enough to see that clients have gone; nobody waits for it where there are no connections.
      let accepted = listener.accept(timeout: .milliseconds(table.count > 0 ? 50 : 250))
      table.cancelAbandoned()
      for (socket, client) in accepted { begin(socket, client) }
    }
    listener.close()
    table.close()
    let deadline = ContinuousClock.now + .seconds(2)
    while table.count > 0, ContinuousClock.now < deadline { usleep(5_000) }
    table.endAll()
    let last = ContinuousClock.now + .milliseconds(200)
    while table.count > 0, ContinuousClock.now < last { usleep(5_000) }
  }

  /// Ends ``run()``; may be called from any thread.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  private func begin(_ socket: Socket, _ client: String) {
    guard let number = table.add(socket, client: client) else {
      let response = service.response(
        to: Refusal(503, "too many connections at work", headers: [HeaderField("Retry-After", "1")]))
      if case .bytes(let bytes) = response.body {
        try? socket.send(response.head(keepsAlive: false, isChunked: false) + bytes, each: .zero)
      }
      socket.shutDown()
      socket.close()
      return
    }
    let isStarted = ConnectionThread.start { [table, service, limits] in
      var connection = Connection(socket, number: number, table: table, service: service, limits: limits)
      connection.run()
      table.remove(number)
      socket.close()
    }
    guard !isStarted else { return }
    table.remove(number)
    socket.close()
  }
}
