import ArgumentParser
import Foundation
import KnotworkAnswers

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
    guard let timeLimit, let duration else { return try work() }
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInteractive))
    timer.schedule(deadline: .now() + timeLimit)
    timer.setEventHandler {
      Leftovers.removeAll()
      Messages.write(
        "error: the time limit of \(duration.words) was reached; there is no answer yet, and nothing is written")
      _exit(Failure.Code.undecided.rawValue)
    }
    timer.resume()
    defer { timer.cancel() }
    return try work()
  }
}
