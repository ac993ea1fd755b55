import KnotworkFormats
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that keeps how far work has come: of one run at a time, whole at any moment, and there until the answer is written.
final class CheckpointFile: Sendable {
  let path: String
  /// What an earlier run has kept; nil to start anew.
  let contents: [UInt8]?
  private let lockName: String
  /// Nil once it is given back.
  private let lock: Mutex<Int32?>

  /// Takes the file that the options name; nil where they name none.
  ///
  /// - Parameter isDisposable: whether a file that is there may be replaced although it is not gone on with.
  /// - Throws: ``Failure`` where another run has it, where it is missing and must not be, or is there and must not be replaced.
  static func open(_ options: CheckpointOptions, isDisposable: ([UInt8]) -> Bool = { _ in false }) throws
    -> CheckpointFile?
  {
    try options.checkpoint.map { try CheckpointFile($0, options, isDisposable) }
  }

  private init(_ path: String, _ options: CheckpointOptions, _ isDisposable: ([UInt8]) -> Bool) throws {
    self.path = path
    try RunFiles.add(.checkpoint, "--checkpoint", path)
    let place = FilePlace(path)
    lockName = "\(place.path).lock"
    let descriptor = try CheckpointFile.lock(lockName, path)
    lock = Mutex(descriptor)
    CheckpointFile.tidy(place)
    guard place.kind == .regular else {
      guard options.mayStart else {
        CheckpointFile.release(descriptor, lockName)
        throw Failure(
          .missingInput,
          "\(path): there is no such checkpoint; leave --resume out to start anew, or say --resume-if-any to do so where there is none"
        )
      }
      contents = nil
      return
    }
    do {
      let bytes = try CheckpointFile.read(path)
      if !options.goesOn, !isDisposable(bytes) {
        throw Failure(.usage, "\(path) exists; go on from it with --resume, or remove it to start anew")
      }
      contents = options.goesOn ? bytes : nil
    } catch {
      CheckpointFile.release(descriptor, lockName)
      throw error
    }
  }

  /// Replaces what the file says.
  func write(_ bytes: [UInt8]) throws {
    let output = try Output(path)
    try output.write(bytes)
    try output.close(isDurable: true)
  }

  /// The answer is written: nothing is left to go on with.
  func remove() {
    unlink(FilePlace(path).path)
    release()
  }

  /// The run ends, and the file stays.
  func release() {
    lock.withLock { lock in
      if let descriptor = lock { CheckpointFile.release(descriptor, lockName) }
      lock = nil
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = OpenFile(reading: path), let bytes = try? file.readToEnd() else {
      throw Failure(.missingInput, "\(path): the checkpoint cannot be read; check its permissions")
    }
    return bytes
  }

  /// A lock that ends with the process, however it ends; the file that has it is removed at the end, and may stay after a kill.
  private static func lock(_ name: String, _ path: String) throws -> Int32 {
    while true {
      let descriptor = OpenFile.descriptor(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw RunFiles.unwritable(path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw Failure(
          .usage, "\(path): another run keeps its checkpoint here; wait for its end, or name another file")
      }
      // Another run may have removed it between both calls.
      var (own, there) = (stat(), stat())
      if fstat(descriptor, &own) == 0, stat(name, &there) == 0, own.st_ino == there.st_ino, own.st_dev == there.st_dev {
        _ = Leftovers.making(file: name) { true }
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Removes what runs that were killed while they wrote this checkpoint have left: no other run writes it now.
  private static func tidy(_ place: FilePlace) {
    let name = "\(place.path.split(separator: "/").last ?? "")."
    for file in System.files(in: place.folderPath) {
      guard file.hasPrefix(name), file.hasSuffix(".partial") else { continue }
      let number = file.dropFirst(name.count).dropLast(".partial".count)
      if !number.isEmpty, number.allSatisfy({ "0123456789-".contains($0) }) { unlink("\(place.folderPath)/\(file)") }
    }
  }

  private static func release(_ lock: Int32, _ name: String) {
    unlink(name)
    Leftovers.forget(file: name)
    close(lock)
  }
}
