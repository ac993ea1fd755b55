import Foundation
import Synchronization
import Testing

/// Adds up the processor time of tests. Tests run side by side, so that the time from a test's start to its end says
/// little about it; this counts what the thread that runs it works. With KNOTWORK_TIMES in the environment a table of suites, and one
/// of the tests that take longest, are printed when the process ends.
///
/// What tests leave to other threads and to programs that they start is not told apart by suites; each is a line of the table.
package struct SuiteTime: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  private static let isWanted = ProcessInfo.processInfo.environment["KNOTWORK_TIMES"] != nil
  private static let seconds = Mutex<[String: Double]>([:])
  private static let printing: Void = { atexit { SuiteTime.printTable() } }()

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard SuiteTime.isWanted else { return try await function() }
    SuiteTime.printing
    let (start, thread) = SuiteTime.now()
    defer {
      let (end, last) = SuiteTime.now()
      // A test that has waited may go on in another thread, whose clock tells another time.
      if thread == last {
        let name = ([test.id.moduleName] + test.id.nameComponents.prefix(2)).joined(separator: ".")
        SuiteTime.seconds.withLock { $0[name, default: 0] += end - start }
      }
    }
    try await function()
  }

  private static func now() -> (Double, pthread_t) { (read(CLOCK_THREAD_CPUTIME_ID), pthread_self()) }

  private static func printTable() {
    func sorted(_ seconds: [String: Double]) -> [(key: String, value: Double)] {
      seconds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    }
    let tests = sorted(seconds.withLock { $0 })
    let all = sorted(
      tests.reduce(into: [:]) {
        $0[$1.key.split(separator: ".").prefix(2).joined(separator: "."), default: 0] += $1.value
      })
    let own = read(CLOCK_PROCESS_CPUTIME_ID)
    var ticks = tms()
    times(&ticks)
    let others = Double(ticks.tms_cutime + ticks.tms_cstime) / Double(sysconf(Int32(_SC_CLK_TCK)))
    func line(_ seconds: Double, _ name: String) { print(String(format: "%8.2f  ", seconds) + name) }
    print("processor time in seconds, by suite:")
    for (name, time) in all where time >= 0.005 { line(time, name) }
    print("and by test, those that take longest:")
    for (name, time) in tests.prefix(25) { line(time, name) }
    print("and else:")
    line(own - all.reduce(0) { $0 + $1.value }, "other threads, and what is not in a suite")
    line(others, "programs that tests start")
    line(own + others, "in all")
  }
}

extension Trait where Self == SuiteTime {
  /// Adds up the processor time of the suite's tests.
  package static var timed: SuiteTime { SuiteTime() }
}
