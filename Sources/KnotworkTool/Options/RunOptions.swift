import ArgumentParser
import Knotwork
import KnotworkAnswers

/// How much work may be done, and by how many threads.
struct RunOptions: ParsableArguments {
  @Option(
    help: "How many threads share the work; all processors unless given. The result does not depend on it.",
    transform: WholeNumber.from(WholeNumber.threads))
  var threads: Int?

  @OptionGroup var time: TimeLimitOption

  @Option(
    help: ArgumentHelp(
      "Stop after this many regions, with exit code 2; those of runs before, with --resume, do not count.",
      valueName: "count"),
    transform: WholeNumber.from(1...(1 << 53)))
  var maxRegions: Int?

  @Option(
    help: ArgumentHelp(
      "Stop when the program holds this much memory, as in 500MB or 2GB, with exit code 2.", valueName: "bytes"),
    transform: ByteCount.parse)
  var maxMemory: ByteCount?

  func validate() throws {
    if let maxMemory { ResidentMemory.chosen.withLock { $0 = maxMemory.bytes } }
  }

  var threadCount: Int { threads ?? System.processors }
  var limits: Limits {
    Limits(regions: maxRegions, duration: time.duration, memory: maxMemory?.bytes)
  }

  /// What the work may cost; its progress is that of the whole run of the tool.
  var budget: Budget { Budget(threads: threadCount, limits: limits, progress: ProgressDisplay.progress) }

  /// The same for work that looks at the clock itself, and goes on after it.
  var budgetWithoutTimeLimit: Budget {
    var budget = budget
    budget.limits.duration = nil
    return budget
  }

  /// The budget for work on regions that have been found: what is left of the time, and no limit on their number.
  func budget(since start: ContinuousClock.Instant) -> Budget {
    var rest = budget.after(ContinuousClock.now - start)
    rest.limits.regions = nil
    return rest
  }
}

/// In what form a verb gives its answer.
struct FormatOptions: ParsableArguments {
  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Flag(help: "With --json: add \"seconds\", the time from the network in memory to the finished answer.")
  var timing = false

  @Option(name: [.short, .long], help: ArgumentHelp("A file for the result; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too, unless they take work to make anew.")
  var force = false

  func validate() throws {
    if timing, !json { throw ValidationError("--timing goes with --json") }
  }
}
