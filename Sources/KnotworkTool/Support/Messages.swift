import Foundation
import Knotwork
import Synchronization

/// Messages and progress, on standard error.
enum Messages {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func write(_ text: String) {
    clearLine()
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Erases a progress line; nothing where there is no terminal.
  static func clearLine() {
    if isTerminal { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
  }
}

/// Shows how far work has come, on a terminal, from its first second on.
enum ProgressDisplay {
  static func during<Result>(_ progress: DissectionProgress, _ work: () throws -> Result) rethrows -> Result {
    guard Messages.isTerminal else { return try work() }
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    timer.schedule(deadline: .now() + 1, repeating: 0.2)
    timer.setEventHandler {
      let elapsed = Double((ContinuousClock.now - start).components.seconds)
      let fraction = progress.fraction
      let left = fraction > 0.01 ? ", about \(Int((elapsed / fraction - elapsed).rounded(.up))) s left" : ""
      let text = "\r\u{1B}[K\(Int(fraction * 100)) %, \(progress.regions.grouped) regions\(left)"
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
    timer.resume()
    defer {
      timer.cancel()
      if ContinuousClock.now - start > .seconds(1) { Messages.clearLine() }
    }
    return try work()
  }
}
