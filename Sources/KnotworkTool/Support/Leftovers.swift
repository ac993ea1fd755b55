import Foundation
import Synchronization

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
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try state.withLock { state in
      do {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      } catch {
        throw Failure(.unwritable, "\(folder.path): a scratch folder cannot be made: \(error.localizedDescription)")
      }
      state.folders.insert(folder.path)
    }
    defer {
      try? FileManager.default.removeItem(at: folder)
      state.withLock { _ = $0.folders.remove(folder.path) }
    }
    return try body(folder)
  }

  /// Runs a program to its end, or to that of this one.
  static func run(_ process: Process) throws {
    let number = try state.withLock { state in
      try process.run()
      state.processes.insert(process.processIdentifier)
      return process.processIdentifier
    }
    process.waitUntilExit()
    state.withLock { _ = $0.processes.remove(number) }
  }

  /// Ends and removes everything, as far as it can be done now.
  static func removeAll() {
    // Where memory has run out, the lock may be held by whoever asked for it.
    _ = state.withLockIfAvailable { state in
      for process in state.processes {
        // A group of its own has the programs that it started in turn.
        if getpgid(process) == process { kill(-process, SIGKILL) }
        kill(process, SIGKILL)
      }
      for file in state.files { unlink(file) }
      for folder in state.folders { try? FileManager.default.removeItem(atPath: folder) }
    }
  }
}
