import ArgumentParser
import Dispatch
import KnotworkAnswers
import Synchronization

/// How long a verb may take.
struct TimeLimitOption: ParsableArguments {
  @Option(help: ArgumentHelp("Stop after this many seconds, with exit code 2.", valueName: "seconds"))
  var timeLimit: Double?

  func validate() throws {
    if let timeLimit, !(timeLimit > 0 && timeLimit < 1e9) {
      throw ValidationError("--time-limit: \(timeLimit.short) is not a positive number of seconds")
    }
  }

  /// The limit; nil for none.
  var duration: Duration? { timeLimit.map { .seconds($0) } }

  /// Does work that has no answer before its end: when the time is over, the program ends with exit code 2 and leaves no
  /// incomplete file behind.
  func during<Result>(_ work: () throws -> Result) rethrows -> Result {
    guard let duration else { return try work() }
    return try TimeLimit.ending(
      after: duration, limit: duration, "; there is no answer yet, and nothing is written", work)
  }
}

/// The end of the program where work does not look at the clock.
enum TimeLimit {
  /// For how long work may go on after its time is over: it looks at the clock itself, but a single step of it may take longer.
  private static let grace = Duration.milliseconds(900)
  /// How much longer, once, where a part of the answer is written: the rest of it is better late than missing.
  private static let graceForAnswers = 5.0
  private static let answerHasBegun = Atomic<Bool>(false)

  /// Says that a part of the answer is written.
  static func beginAnswer() { answerHasBegun.store(true, ordering: .relaxed) }

  /// Does work that looks at the clock itself and says what it has got; where it has not ended some time after the limit, the
  /// program does.
  static func during<Result>(_ limit: Duration?, _ work: () throws -> Result) rethrows -> Result {
    guard let limit else { return try work() }
    return try ending(
      after: limit + grace, limit: limit, " within one step of the work, which does not end; there is no answer", work)
  }

  fileprivate static func ending<Result>(
    after time: Duration, limit: Duration, _ state: String, _ work: () throws -> Result
  ) rethrows -> Result {
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInteractive))
    timer.schedule(deadline: .now() + time / .seconds(1), repeating: graceForAnswers)
    timer.setEventHandler {
      if answerHasBegun.exchange(false, ordering: .relaxed) { return }
      Leftovers.removeAll()
      Messages.write("error: the time limit of \(limit.words) was reached\(state)")
      System.end(Failure.Code.undecided.rawValue)
    }
    timer.resume()
    defer { timer.cancel() }
    return try work()
  }
}
