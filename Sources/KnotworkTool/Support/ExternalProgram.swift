import Foundation

/// Other programs that check what Knotwork reads and writes.
enum ExternalProgram {
  /// Where a program is: an absolute path, or a name that is looked up in PATH; nil where there is none.
  static func find(_ name: String) -> URL? {
    if name.contains("/") {
      return FileManager.default.isExecutableFile(atPath: name) ? URL(filePath: name).absoluteURL : nil
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(filePath: "\($0)/\(name)") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }

  /// The Python that KNOTWORK_PYTHON names, or the first in PATH.
  static var python: URL? { find(ProcessInfo.processInfo.environment["KNOTWORK_PYTHON"] ?? "python3") }

  /// Runs a program to its end and gives what it wrote; nil when it could not be run or failed.
  static func run(_ program: URL, _ arguments: [String], input: [UInt8] = [], in folder: URL) -> [UInt8]? {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files, not pipes: nothing can block however much is written.
    let (source, target) = (folder.appending(path: "stdin"), folder.appending(path: "stdout"))
    guard FileManager.default.createFile(atPath: source.path, contents: Data(input)),
      FileManager.default.createFile(atPath: target.path, contents: nil),
      let reader = FileHandle(forReadingAtPath: source.path), let writer = FileHandle(forWritingAtPath: target.path)
    else { return nil }
    process.standardInput = reader
    process.standardOutput = writer
    process.standardError = FileHandle.nullDevice
    do { try Leftovers.run(process) } catch { return nil }
    guard process.terminationStatus == 0, let data = FileManager.default.contents(atPath: target.path) else {
      return nil
    }
    return [UInt8](data)
  }
}
