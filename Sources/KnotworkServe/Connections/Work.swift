import Synchronization

/// The work on one request, which ends early when the client goes or the server stops.
final class Work: Sendable {
  private struct State {
    var isCancelled = false
    var actions: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// Whether it is to end.
  var isCancelled: Bool { state.withLock(\.isCancelled) }

  /// Calls `action` when the work is to end; at once if it is.
  func onCancel(_ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      if !state.isCancelled { state.actions.append(action) }
      return state.isCancelled
    }
    if isLate { action() }
  }

  /// Ends it.
  func cancel() {
    let actions = state.withLock { state in
      state.isCancelled = true
      defer { state.actions = [] }
      return state.actions
    }
    for action in actions { action() }
  }
}
