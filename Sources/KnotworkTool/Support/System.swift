#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the tool asks of the system. The rest of Foundation stays out: with it a program that needs no Swift where it runs has 30 MB
/// more, most of them of ICU.
enum System {
  /// One of the standard streams.
  enum Stream: Int32 {
    case input, output, error
  }

  /// Whether a stream is a terminal.
  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

  /// How many processors are at work.
  static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The memory of the machine, in bytes.
  static var memory: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }

  /// A variable of the environment; nil where it is not set.
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Ends the program at once.
  static func end(_ code: Int32) -> Never { _exit(code) }

  /// Ends the program as `exit` of C does.
  static func exit(_ code: Int32) -> Never { endInOrder(code) }

  /// Whether a path is that of a program.
  static func isExecutable(_ path: String) -> Bool { FilePlace(path).kind == .regular && access(path, X_OK) == 0 }

  /// A path from the root without links; the path itself where nothing is there.
  static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  /// A path from the root, with its links: a Python of a virtual environment is known by them.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }

  /// The folder of a path.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What a symbolic link says; nil for anything else.
  static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The names of the files in a folder; none where it cannot be read.
  static func files(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Removes a folder with all that is in it.
  static func removeFolder(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// A path in the folder for temporary files that nobody has used.
  static func freshTemporaryPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)").path
  }
}

// In a type that has a method of this name the system's function is not found.
private func endInOrder(_ code: Int32) -> Never { exit(code) }
