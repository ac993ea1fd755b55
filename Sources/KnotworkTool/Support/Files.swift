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
final class Output {
  private let handle: FileHandle
  private let path: String?
  private let scratch: String?
  private var pending: [UInt8] = []

  /// - Parameter path: nil or - for standard output.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      handle = .standardOutput
      self.path = nil
      scratch = nil
      return
    }
    let name = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    guard FileManager.default.createFile(atPath: name, contents: nil), let handle = FileHandle(forWritingAtPath: name)
    else { throw Failure(.unwritable, "\(path): cannot be written; check that the folder exists and its permissions") }
    ScratchFiles.add(name)
    self.handle = handle
    self.path = path
    scratch = name
  }

  /// Writes a whole file at once.
  static func write(_ text: String, to path: String) throws {
    let output = try Output(path)
    try output.write(text)
    try output.close()
  }

  func write(_ bytes: [UInt8]) throws {
    pending.append(contentsOf: bytes)
    if pending.count > 1 << 16 { try flush() }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func line(_ text: String = "") throws { try write(text + "\n") }

  /// Writes what is left, and gives the file its name.
  func close() throws {
    try flush()
    guard let path, let scratch else { return }
    try handle.close()
    guard rename(scratch, path) == 0 else { throw Failure(.unwritable, "\(path): cannot be replaced") }
    ScratchFiles.forget(scratch)
  }

  private func flush() throws {
    do {
      try handle.write(contentsOf: Data(pending))
    } catch {
      throw Failure(.unwritable, "\(path ?? "standard output"): writing failed; is the disk full, or the reader gone?")
    }
    pending.removeAll(keepingCapacity: true)
  }
}

/// Incomplete files, removed when the program ends early.
enum ScratchFiles {
  private static let names = Mutex<Set<String>>([])

  static func add(_ name: String) { names.withLock { _ = $0.insert(name) } }
  static func forget(_ name: String) { names.withLock { _ = $0.remove(name) } }
  static func removeAll() { for name in names.withLock({ $0 }) { unlink(name) } }
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
