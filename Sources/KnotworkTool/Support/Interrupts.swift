import CKnotworkProcess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C, and what ends programs otherwise (SIGTERM, SIGHUP): tidies up and ends at once, with 128 and the number of the
/// signal as its exit code; a verb that has something to save is told first, and a second signal ends it.
enum Interrupts {
  private static let listener = Mutex<(@Sendable () -> Void)?>(nil)
  private static let received = Atomic<Int32>(SIGINT)

  /// The exit code of what was stopped by a signal.
  static var exitCode: Int32 { 128 + received.load(ordering: .relaxed) }

  /// Calls `stop` at the first signal while `work` runs.
  static func during<Result>(stop: @escaping @Sendable () -> Void, _ work: () throws -> Result) rethrows -> Result {
    listener.withLock { $0 = stop }
    defer { listener.withLock { $0 = nil } }
    return try work()
  }

  /// Watches for signals as long as the program runs.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    // Under nohup the end of a terminal is ignored, and stays so.
    for (number, keepsIgnored) in [(SIGINT, false), (SIGTERM, false), (SIGHUP, true)] {
      kw_watch_signal(number, keepsIgnored) { Interrupts.receive($0) }
    }
  }

  private static func receive(_ number: Int32) {
    received.store(number, ordering: .relaxed)
    let stop = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    if let stop { return stop() }
    Leftovers.removeAll()
    Messages.clearLine()
    System.end(128 + number)
  }
}
