import CKnotworkProcess
import Knotwork
import Synchronization

/// Files to read by name, where - is standard input.
enum Files {
  /// The contents of a file.
  static func read(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachPiece(of: path) { piece in bytes += piece }
    return bytes
  }

  /// Calls `body` with the contents of a file, piece by piece.
  ///
  /// - Throws: ``Failure`` for a file that is not there or cannot be read, and for one that has no end as far as memory goes.
  static func forEachPiece(of path: String, _ body: ([UInt8]) throws -> Void) throws {
    let input = try open(path)
    let limit = ResidentMemory.limit(reading: path)
    let name = path == "-" ? "standard input" : path
    var (count, next) = (0, 0)
    while true {
      let piece: [UInt8]
      do {
        piece = try input.read(atMost: 1 << 18)
      } catch {
        throw Failure(.missingInput, "\(name): reading failed: \(error)")
      }
      guard !piece.isEmpty else { return }
      count += piece.count
      try body(piece)
      // What is kept of a stream counts, not how long it is.
      guard count >= next else { continue }
      next = count + 1 << 24
      if let held = ResidentMemory.bytes, held > limit {
        throw Failure(
          .badData,
          "\(name): has no end within the memory that reading may take: after \(count >> 20) MiB the program holds "
            + "\(held >> 20) MiB, and the limit is \(limit >> 20) MiB; expected less data, or a file in place of a stream"
        )
      }
    }
  }

  /// A file to read piece by piece.
  static func open(_ path: String) throws -> OpenFile {
    try RunFiles.add(.input, path, path)
    if path == "-" {
      guard StandardStreams.hasInput else {
        throw Failure(.missingInput, "standard input is closed; expected a file or a pipe for -")
      }
      return .standardInput
    }
    switch FilePlace(path).kind {
    case .missing: throw Failure(.missingInput, "\(path): no such file")
    case .folder: throw Failure(.missingInput, "\(path): is a directory, expected a file")
    default: break
    }
    guard let file = OpenFile(reading: path) else {
      throw Failure(.missingInput, "\(path): cannot be read; check its permissions")
    }
    return file
  }
}

/// How much memory this process holds, and how much reading may make of it.
enum ResidentMemory {
  /// In bytes; nil where the system does not say.
  static var bytes: Int? { ProcessMemory.resident }

  /// What --max-memory says.
  static let chosen = Mutex<Int?>(nil)

  /// Half of what the machine or its limits give; of a file 4 GiB at most, and of a stream, which may have no end, 1 GiB. What data
  /// take is some times their size.
  static func limit(reading path: String) -> Int {
    if let chosen = chosen.withLock({ $0 }) { return chosen }
    let most = min(System.memory, Int(kw_address_space()))
    return min(most / 2, path != "-" && FilePlace(path).kind == .regular ? 4 << 30 : 1 << 30)
  }
}
