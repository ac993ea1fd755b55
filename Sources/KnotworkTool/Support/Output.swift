import KnotworkFormats
import KnotworkGeometry
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a verb writes: standard output; a file that appears, or replaces another, only when it is complete; or a device, pipe or
/// socket that is there and is written into. Everything that the tool writes goes through here.
final class Output: Sendable {
  private struct State {
    let file: OpenFile
    var pending: [UInt8] = []
    var written: Int
    /// Of all bytes that were written, where somebody wants to know.
    var checksum: Fingerprint?
  }

  /// What becomes of a file that is complete.
  private struct Replacement {
    let scratch: String
    let target: String
    /// Whether its contents are copied over the target's: where the target's folder takes no file, or its owner cannot be kept.
    var isCopied = false
  }

  private let path: String?
  private let replacement: Replacement?
  private let state: Mutex<State>

  /// - Parameter path: nil or - for standard output.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      guard StandardStreams.hasOutput else {
        throw Failure(.unwritable, "standard output is closed; expected a file or a pipe, or -o with a file")
      }
      self.path = nil
      replacement = nil
      state = Mutex(State(file: .standardOutput, written: 0))
      return
    }
    let place = FilePlace(path)
    if place.kind == .folder { throw Failure(.unwritable, "\(path): is a folder, expected a file") }
    self.path = path
    if place.isWrittenInto {
      guard let descriptor = Output.descriptor(into: place) else { throw RunFiles.unwritable(path) }
      replacement = nil
      state = Mutex(State(file: OpenFile(descriptor), written: 0))
      return
    }
    guard place.isWritable else { throw RunFiles.unwritable(path) }
    let (made, descriptor) = try Output.makeScratch(for: place, path)
    replacement = made
    state = Mutex(State(file: OpenFile(descriptor), written: 0))
  }

  /// A file that an interrupted run may have begun: it goes on after so many bytes, and what it has written stays when it is
  /// interrupted itself.
  ///
  /// - Parameter start: how many bytes a checkpoint knows of, and their checksum; nil to start anew.
  init(resuming path: String, after start: (bytes: Int, checksum: String)?) throws {
    let place = FilePlace(path)
    if place.kind == .folder || place.isWrittenInto {
      throw Failure(.usage, "\(path): is no file that could be gone on with; leave --checkpoint out, or name a file")
    }
    let name = Output.partialName(place.path)
    if start == nil, FilePlace(name).kind != .missing {
      throw Failure(
        .usage, "\(name) is of an interrupted run; name its checkpoint and --resume, or remove it to start anew")
    }
    if start == nil {
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw RunFiles.unwritable(path) }
      Output.keepRights(of: place, descriptor)
      try OpenFile(descriptor).close()
    }
    var checksum = Fingerprint()
    if let start {
      let missing = Failure(
        .badData,
        "\(name): is not what the interrupted run wrote, \(start.bytes) bytes of which its checkpoint has the checksum; "
          + "remove it and the checkpoint to start anew")
      guard let reader = OpenFile(reading: name) else {
        throw Failure(
          .missingInput, "\(name): what the interrupted run wrote is missing; remove the checkpoint to start anew")
      }
      var left = start.bytes
      while left > 0 {
        let piece = try reader.read(atMost: min(left, 1 << 20))
        if piece.isEmpty { break }
        checksum.add(bytes: piece)
        left -= piece.count
      }
      guard left == 0, checksum.text == start.checksum else { throw missing }
    }
    guard let file = OpenFile(goingOnWith: name, after: start?.bytes ?? 0) else { throw RunFiles.unwritable(path) }
    self.path = path
    replacement = Replacement(scratch: name, target: place.path)
    state = Mutex(State(file: file, written: start?.bytes ?? 0, checksum: checksum))
  }

  /// Where a file grows that can be gone on with.
  static func partialName(_ path: String) -> String { "\(path).partial" }

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

  func line(_ text: String = "") throws { try write(text.visible + "\n") }

  /// Writes what is left down to the disk; how many bytes there are, and the checksum of a file that can be gone on with.
  func synchronize() throws -> (bytes: Int, checksum: String) {
    try state.withLock { state in
      try flush(&state)
      try? state.file.synchronize()
      return (state.written, state.checksum?.text ?? "")
    }
  }

  /// Writes what is left, and gives the file its name.
  ///
  /// - Parameter isDurable: whether it must be on the disk before it replaces another, so that one of both outlives a power cut.
  func close(isDurable: Bool = false) throws {
    try state.withLock { state in
      try flush(&state)
      guard let path, let replacement else {
        if path != nil { try? state.file.close() }
        return
      }
      if isDurable { try? state.file.synchronize() }
      do { try state.file.close() } catch { throw Output.failedWriting(path) }
      if replacement.isCopied {
        try Output.copy(replacement, path)
        unlink(replacement.scratch)
      } else {
        guard rename(replacement.scratch, replacement.target) == 0 else {
          throw Failure(.unwritable, "\(path): cannot be replaced: \(String(cString: strerror(errno)))")
        }
      }
      Leftovers.forget(file: replacement.scratch)
    }
  }

  private func flush(_ state: inout State) throws {
    guard !state.pending.isEmpty else { return }
    do {
      try state.file.write(shown(state.pending))
    } catch {
      if error.isReaderGone, path == nil { throw Failure(.readerGone, "standard output: nobody reads it any more") }
      throw Failure(
        .unwritable,
        "\(path ?? "standard output"): writing failed after \(state.written.counted("byte")): \(error)")
    }
    state.written += state.pending.count
    state.checksum?.add(bytes: state.pending)
    state.pending.removeAll(keepingCapacity: true)
  }

  /// On a terminal names in tables and code are shown, and not acted upon; anywhere else bytes are what they are.
  private func shown(_ bytes: [UInt8]) -> [UInt8] {
    guard isStandardOutput, Output.isTerminal, bytes.contains(where: { $0 > 0x7E }) || bytes.contains(0x1B) else {
      return bytes
    }
    var text = ""
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let scalar = rest.first {
      let emphasis = ["\u{1B}[1m", "\u{1B}[0m"].first { rest.starts(with: $0.unicodeScalars) }
      if let emphasis {
        text += emphasis
        rest.removeFirst(emphasis.unicodeScalars.count)
        continue
      }
      text += scalar == "\n" || scalar == "\t" || scalar == "\r" ? String(scalar) : String(scalar).visible
      rest.removeFirst()
    }
    return Array(text.utf8)
  }

  private static let isTerminal = System.isTerminal(.output)

  private static func failedWriting(_ path: String) -> Failure {
    Failure(.unwritable, "\(path): writing failed; is the disk full?")
  }

  /// Opens what is written into.
  private static func descriptor(into place: FilePlace) -> Int32? {
    if place.kind == .socket { return LocalSocket.descriptor(to: place.path) }
    let descriptor = open(place.path, O_WRONLY | O_APPEND | O_CLOEXEC)
    return descriptor >= 0 ? descriptor : nil
  }

  /// An empty file beside the one that it will replace, with its rights; in the folder for temporary files where that is not
  /// possible.
  private static func makeScratch(for place: FilePlace, _ path: String) throws -> (Replacement, descriptor: Int32) {
    let number = getpid()
    let isElsewhere = place.information != nil && access(place.folderPath, W_OK | X_OK) != 0
    let stem = isElsewhere ? System.freshTemporaryPath() : place.path
    for attempt in 0..<100 {
      let name = "\(stem).\(number)\(attempt == 0 ? "" : "-\(attempt)").partial"
      let made = Leftovers.making(file: name) { () -> Int32? in
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isElsewhere ? 0o600 : 0o666)
        return descriptor >= 0 ? descriptor : nil
      }
      if let made {
        let isKept = isElsewhere || keepRights(of: place, made)
        return (Replacement(scratch: name, target: place.path, isCopied: isElsewhere || !isKept), made)
      }
      // Left by a run that was killed.
      guard errno == EEXIST else { break }
    }
    throw RunFiles.unwritable(path)
  }

  /// Gives a new file owner and mode of the one that it will replace; false where that is not allowed.
  @discardableResult
  private static func keepRights(of place: FilePlace, _ descriptor: Int32) -> Bool {
    guard let information = place.information else { return true }
    var made = stat()
    guard fstat(descriptor, &made) == 0 else { return false }
    if made.st_uid != information.st_uid || made.st_gid != information.st_gid,
      fchown(descriptor, information.st_uid, information.st_gid) != 0
    {
      return false
    }
    return fchmod(descriptor, information.st_mode & 0o7777) == 0
  }

  private static func copy(_ replacement: Replacement, _ path: String) throws {
    guard let reader = OpenFile(reading: replacement.scratch) else { throw failedWriting(path) }
    let descriptor = open(replacement.target, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { throw RunFiles.unwritable(path) }
    let writer = OpenFile(descriptor)
    do {
      try reader.forEachPiece { try writer.write($0) }
      try writer.close()
    } catch {
      throw failedWriting(path)
    }
  }
}
