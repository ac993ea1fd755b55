import Synchronization

/// All open connections: which of them wait for their clients, which work, and which ends when there are too many.
final class ConnectionTable: Sendable {
  /// What is known of a connection.
  private struct Entry {
    let socket: Socket
    let client: String
    /// Since when it has waited for its client; nil while an answer is being found.
    var waitingSince: ContinuousClock.Instant?
    /// Stops the work on an answer.
    var cancel: (@Sendable () -> Void)?
    var isEnded = false
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var next = 0
    var isClosed = false
    /// The bytes of large bodies that are held.
    var bodyBytes = 0
  }

  private let state = Mutex(State())
  private let limits: ServerLimits

  init(limits: ServerLimits) { self.limits = limits }

  /// How many connections there are, with those that are about to end.
  var count: Int { state.withLock { $0.entries.count } }

  /// Takes a new connection in, and ends another one for it where there are too many; nil where all of them are at work.
  func add(_ socket: Socket, client: String) -> Int? {
    state.withLock { state in
      guard !state.isClosed else { return nil }
      let open = state.entries.filter { !$0.value.isEnded }
      let own = open.filter { $0.value.client == client }
      if own.count >= limits.connectionsPerClient {
        guard ConnectionTable.endLongestWaiting(of: own, &state) else { return nil }
      } else if open.count >= limits.connections {
        guard ConnectionTable.endLongestWaiting(of: open, &state) else { return nil }
      }
      state.next += 1
      state.entries[state.next] = Entry(socket: socket, client: client, waitingSince: .now)
      return state.next
    }
  }

  private static func endLongestWaiting(of entries: [Int: Entry], _ state: inout State) -> Bool {
    let waiting = entries.compactMap { number, entry in entry.waitingSince.map { (number, $0) } }
    guard let (number, _) = waiting.min(by: { $0.1 < $1.1 }) else { return false }
    entries[number]?.socket.shutDown()
    state.entries[number]?.isEnded = true
    return true
  }

  /// The connection waits for its client: to take a response, and then for a request, since it began with either.
  func wait(_ number: Int) {
    state.withLock {
      guard let entry = $0.entries[number] else { return }
      $0.entries[number]?.waitingSince = entry.waitingSince ?? .now
      $0.entries[number]?.cancel = nil
    }
  }

  /// The connection works, and is not ended for another one; `cancel` is called when its client goes.
  func work(_ number: Int, cancel: @escaping @Sendable () -> Void) {
    let isEnded = state.withLock { state in
      state.entries[number]?.waitingSince = nil
      state.entries[number]?.cancel = cancel
      return state.isClosed || state.entries[number]?.isEnded ?? true
    }
    if isEnded { cancel() }
  }

  /// The connection ends; its socket may be closed from now on.
  func remove(_ number: Int) { state.withLock { _ = $0.entries.removeValue(forKey: number) } }

  /// Makes room for more of a large body; false where all of them have as much as they may.
  func hold(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.bodyBytes + bytes <= limits.allBodyBytes else { return false }
      state.bodyBytes += bytes
      return true
    }
  }

  /// Gives the room back.
  func release(_ bytes: Int) { state.withLock { $0.bodyBytes -= bytes } }

  /// Stops work for clients that have gone.
  func cancelAbandoned() {
    let cancels = state.withLock { state in
      var cancels: [@Sendable () -> Void] = []
      for (number, entry) in state.entries {
        guard let cancel = entry.cancel, entry.socket.isAbandoned else { continue }
        cancels.append(cancel)
        state.entries[number]?.cancel = nil
      }
      return cancels
    }
    for cancel in cancels { cancel() }
  }

  /// Stops all work and takes nothing in any more; connections that wait end at once, others when they have said so.
  func close() {
    let cancels = state.withLock { state in
      state.isClosed = true
      for (number, entry) in state.entries where entry.waitingSince != nil {
        entry.socket.shutDown()
        state.entries[number]?.isEnded = true
      }
      return state.entries.values.compactMap(\.cancel)
    }
    for cancel in cancels { cancel() }
  }

  /// Ends the connections that are left.
  func endAll() {
    state.withLock { state in
      for entry in state.entries.values { entry.socket.shutDown() }
    }
  }

  /// Whether it was closed.
  var isClosed: Bool { state.withLock(\.isClosed) }
}
