import Foundation
import Synchronization

/// Files by name, where - is standard input or output.
enum Files {
  /// The contents of a file.
  static func read(_ path: String) throws -> [UInt8] {
    do {
      return try [UInt8](open(path).readToEnd() ?? Data())
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.missingInput, "\(path): reading failed: \(error.localizedDescription)")
    }
  }

  /// A file to read piece by piece.
  static func open(_ path: String) throws -> FileHandle {
    if path == "-" { return .standardInput }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Failure(.missingInput, "\(path): no such file")
    }
    guard !isDirectory.boolValue else { throw Failure(.missingInput, "\(path): is a directory, expected a file") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Failure(.missingInput, "\(path): cannot be read; check its permissions")
    }
    return handle
  }
}

/// Where a verb writes: standard output, or a file that appears only when it is complete.
final class Output: Sendable {
  private struct State {
    let handle: FileHandle
    var pending: [UInt8] = []
    var written: Int
  }

  private let path: String?
  private let scratch: String?
  private let state: Mutex<State>

  /// - Parameter path: nil or - for standard output.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      self.path = nil
      scratch = nil
      state = Mutex(State(handle: .standardOutput, written: 0))
      return
    }
    let name = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    guard ScratchFiles.create(name), let handle = FileHandle(forWritingAtPath: name) else {
      throw Output.unwritable(path)
    }
    self.path = path
    scratch = name
    state = Mutex(State(handle: handle, written: 0))
  }

  /// A file that an interrupted run may have begun: it goes on after this many bytes, and what it has written stays when it is
  /// interrupted itself.
  init(resuming path: String, after bytes: Int?) throws {
    let name = Output.partialName(path)
    if bytes == nil, FileManager.default.fileExists(atPath: name) {
      throw Failure(
        .usage, "\(name) is of an interrupted run; name its checkpoint and --resume, or remove it to start anew")
    }
    if bytes == nil, !FileManager.default.createFile(atPath: name, contents: nil) { throw Output.unwritable(path) }
    guard let handle = FileHandle(forUpdatingAtPath: name), let size = try? handle.seekToEnd(), Int(size) >= bytes ?? 0
    else {
      throw Failure(
        .missingInput, "\(name): what the interrupted run wrote is missing; remove the checkpoint to start anew")
    }
    try handle.truncate(atOffset: UInt64(bytes ?? 0))
    self.path = path
    scratch = name
    state = Mutex(State(handle: handle, written: bytes ?? 0))
  }

  /// Where a file grows that can be gone on with.
  static func partialName(_ path: String) -> String { "\(path).partial" }

  private static func unwritable(_ path: String) -> Failure {
    Failure(.unwritable, "\(path): cannot be written; check that the folder exists and its permissions")
  }

  /// Writes a whole file at once.
  static func write(_ text: String, to path: String) throws {
    let output = try Output(path)
    try output.write(text)
    try output.close()
  }

  func write(_ bytes: [UInt8]) throws {
    try state.withLock { state in
      state.pending.append(contentsOf: bytes)
      if state.pending.count > 1 << 16 { try flush(&state) }
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Whether this is standard output, and no file.
  var isStandardOutput: Bool { path == nil }

  func line(_ text: String = "") throws { try write(text + "\n") }

  /// Writes what is left down to the disk; how many bytes there are.
  func synchronize() throws -> Int {
    try state.withLock { state in
      try flush(&state)
      try? state.handle.synchronize()
      return state.written
    }
  }

  /// Writes what is left, and gives the file its name.
  func close() throws {
    try state.withLock { state in
      try flush(&state)
      guard let path, let scratch else { return }
      try state.handle.close()
      guard rename(scratch, path) == 0 else { throw Failure(.unwritable, "\(path): cannot be replaced") }
      ScratchFiles.forget(scratch)
    }
  }

  private func flush(_ state: inout State) throws {
    do {
      try state.handle.write(contentsOf: Data(state.pending))
    } catch {
      throw Failure(.unwritable, "\(path ?? "standard output"): writing failed; is the disk full, or the reader gone?")
    }
    state.written += state.pending.count
    state.pending.removeAll(keepingCapacity: true)
  }
}

/// Incomplete files, removed when the program ends early.
enum ScratchFiles {
  private static let names = Mutex<Set<String>>([])

  /// Makes an empty file; false where that is not possible. No interruption comes between the file and its name here.
  static func create(_ name: String) -> Bool {
    names.withLock { names in
      guard FileManager.default.createFile(atPath: name, contents: nil) else { return false }
      names.insert(name)
      return true
    }
  }

  static func forget(_ name: String) { names.withLock { _ = $0.remove(name) } }
  static func removeAll() { names.withLock { for name in $0 { unlink(name) } } }
}

/// Ctrl-C: tidies up and ends at once, with exit code 130; a verb that has something to save is told first, and a second
/// Ctrl-C ends it.
enum Interrupts {
  private static let listener = Mutex<(@Sendable () -> Void)?>(nil)

  /// Calls `stop` at the first Ctrl-C while `work` runs.
  static func during<Result>(stop: @escaping @Sendable () -> Void, _ work: () throws -> Result) rethrows -> Result {
    listener.withLock { $0 = stop }
    defer { listener.withLock { $0 = nil } }
    return try work()
  }

  /// Watches for Ctrl-C as long as the program runs.
  static func install() {
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let watcher = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global(qos: .userInteractive))
    watcher.setEventHandler {
      let stop = listener.withLock { listener in
        defer { listener = nil }
        return listener
      }
      if let stop { return stop() }
      ScratchFiles.removeAll()
      Messages.clearLine()
      // The handler keeps its source alive.
      withExtendedLifetime(watcher) { _exit(Failure.Code.interrupted.rawValue) }
    }
    watcher.resume()
  }
}
