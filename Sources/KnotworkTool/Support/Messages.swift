import Dispatch
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import Synchronization

/// Messages and progress, on standard error.
enum Messages {
  static let isTerminal = System.isTerminal(.error)

  /// Writes a line; what a terminal would act upon is shown instead.
  static func write(_ text: String) { write([text]) }

  static func write(_ lines: [String]) {
    clearLine()
    try? OpenFile.standardError.write(Array(lines.map { visible($0) + "\n" }.joined().utf8))
  }

  /// Lists in messages have a line for each item, indented; other line breaks come from files.
  private static func visible(_ text: String) -> String {
    text.split(separator: "\n  ", omittingEmptySubsequences: false).map(\.visible).joined(separator: "\n  ")
  }

  /// Erases a progress line; nothing where there is no terminal.
  static func clearLine() {
    if isTerminal { try? OpenFile.standardError.write(Array("\r\u{1B}[K".utf8)) }
  }
}

/// Shows how far work has come, on a terminal, from its first second on.
enum ProgressDisplay {
  /// What all enumerations of this run report to.
  static let progress = Budget.Progress()

  static func during<Result>(_ budget: Budget, _ work: () throws -> Result) rethrows -> Result {
    let progress = budget.progress
    return try during(
      fraction: { progress.fraction },
      detail: { progress.regions > 0 ? ", \(progress.regions.counted("region"))" : "" }
    ) {
      try TimeLimit.during(budget.limits.duration, work)
    }
  }

  static func during<Result>(_ progress: TrainingProgress, _ work: () throws -> Result) rethrows -> Result {
    try during(
      fraction: { progress.fraction },
      detail: {
        progress.phase.map { ", \($0)" } ?? progress.last.map { ", loss \($0.loss.short), RMSE \($0.rmse.short)" }
          ?? ", starting"
      }, work)
  }

  private static func during<Result>(
    fraction: @escaping @Sendable () -> Double, detail: @escaping @Sendable () -> String, _ work: () throws -> Result
  ) rethrows -> Result {
    guard Messages.isTerminal else { return try work() }
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    timer.schedule(deadline: .now() + 1, repeating: 0.2)
    timer.setEventHandler {
      let elapsed = Double((ContinuousClock.now - start).components.seconds)
      let fraction = fraction()
      let left = fraction > 0.01 ? ", about \(Int((elapsed / fraction - elapsed).rounded(.up))) s left" : ""
      let filled = Int(fraction * 20)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
      let text = "\r\u{1B}[K\(bar) \(Int(fraction * 100)) %\(detail())\(left)"
      try? OpenFile.standardError.write(Array(text.utf8))
    }
    timer.resume()
    defer {
      timer.cancel()
      if ContinuousClock.now - start > .seconds(1) { Messages.clearLine() }
    }
    return try work()
  }
}
