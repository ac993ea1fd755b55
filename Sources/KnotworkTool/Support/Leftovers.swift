import CKnotworkProcess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What must not outlive the program: incomplete files, scratch folders, and other programs that were started.
enum Leftovers {
  private struct State {
    var files: Set<String> = []
    var folders: Set<String> = []
    var processes: Set<Int32> = []
  }

  private static let state = Mutex(State())

  /// Makes a file, and forgets none: no signal is looked at between its start and its name here.
  ///
  /// - Parameter make: makes the file; its result is given back.
  static func making<Result>(file: String, _ make: () -> Result?) -> Result? {
    state.withLock { state in
      guard let result = make() else { return nil }
      state.files.insert(file)
      return result
    }
  }

  /// The file is complete, or gone.
  static func forget(file: String) { state.withLock { _ = $0.files.remove(file) } }

  /// Calls `body` with an empty folder that is gone afterwards.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = System.freshTemporaryPath()
    try state.withLock { state in
      guard mkdir(folder, 0o700) == 0 else {
        throw Failure(.unwritable, "\(folder): a scratch folder cannot be made: \(SystemError())")
      }
      state.folders.insert(folder)
    }
    defer {
      System.removeFolder(folder)
      state.withLock { _ = $0.folders.remove(folder) }
    }
    return try body(folder)
  }

  /// Runs a program to its end, or to that of this one.
  ///
  /// - Parameter start: starts it, and gives its number; a negative one where it cannot be started.
  /// - Returns: its exit code; nil where it could not be started.
  static func run(_ start: () -> Int32) -> Int32? {
    let started = state.withLock { state -> Int32? in
      let number = start()
      if number > 0 { state.processes.insert(number) }
      return number > 0 ? number : nil
    }
    guard let number = started else { return nil }
    let status = kw_wait(number)
    state.withLock { _ = $0.processes.remove(number) }
    return status
  }

  /// Ends and removes everything, as far as it can be done now.
  static func removeAll() {
    // Where memory has run out, the lock may be held by whoever asked for it, for ever; otherwise it is free soon.
    for _ in 0..<100 {
      if state.withLockIfAvailable({ remove(&$0) }) != nil { return }
      usleep(1000)
    }
  }

  private static func remove(_ state: inout State) {
    for process in state.processes {
      // A group of its own has the programs that it started in turn.
      if getpgid(process) == process { kill(-process, SIGKILL) }
      kill(process, SIGKILL)
    }
    for file in state.files { unlink(file) }
    for folder in state.folders { System.removeFolder(folder) }
  }
}
