import Foundation
import Testing

/// A folder for the files of one test, and a Python that reads and writes them; `KNOTWORK_PYTHON` names it.
struct Scratch: ~Copyable {
  struct Failure: Error, CustomStringConvertible { let description: String }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }

  func read(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: folder.appending(path: name))) }

  /// Rows of numbers, as JSON.
  func write(rows: [[Double]], to name: String) throws {
    try JSONEncoder().encode(rows).write(to: folder.appending(path: name))
  }

  func readRows(_ name: String) throws -> [[Double]] {
    try JSONDecoder().decode([[Double]].self, from: Data(contentsOf: folder.appending(path: name)))
  }

  /// Runs a Python script in the folder and gives what it printed.
  @discardableResult
  func python(_ script: String) throws -> String {
    guard let python = Scratch.pythonPath else { throw Failure(description: "no Python") }
    return try run(python, ["-c", script])
  }

  /// Runs a program in the folder and gives what it printed; throws when it fails.
  @discardableResult
  func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    try write([], to: "stdout")
    try write([], to: "stderr")
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "stdout"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "stderr"))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(program): \(String(decoding: try read("stderr").suffix(2000), as: UTF8.self))")
    }
    return String(decoding: try read("stdout"), as: UTF8.self)
  }

  private static let pythonPath = ProcessInfo.processInfo.environment["KNOTWORK_PYTHON"]

  /// Whether there is a Python with these modules; says so when there is none.
  static func hasPython(_ modules: String...) -> Bool {
    guard pythonPath != nil, let scratch = try? Scratch() else {
      print("skipped: KNOTWORK_PYTHON names no Python")
      return false
    }
    let isThere = (try? scratch.python("import \(modules.joined(separator: ", "))")) != nil
    if !isThere { print("skipped: \(pythonPath ?? "") lacks one of \(modules.joined(separator: ", "))") }
    return isThere
  }

  /// Whether a program can be run; says so when it cannot.
  static func hasProgram(_ name: String) -> Bool {
    let isThere = (try? Scratch().run(name, ["--version"])) != nil
    if !isThere { print("skipped: there is no \(name)") }
    return isThere
  }
}
