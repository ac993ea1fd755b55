import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// The built tool, run as a user would.
enum Tool {
  /// The root of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  private static let executable: URL = {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let folder =
      bundle?.deletingLastPathComponent() ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return folder.appending(path: "knotwork")
  }()

  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  /// Runs `knotwork` with arguments in the repository's root.
  static func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Result {
    try run(executable, arguments, input: input, environment: environment)
  }

  static func run(_ arguments: [String], input: String = "") throws -> Result {
    try run(executable, arguments, input: input, environment: [:])
  }

  static func run(_ arguments: [String]) throws -> Result { try run(executable, arguments, environment: [:]) }

  /// Runs a line of shell, in which `knotwork` is the built tool, in a folder.
  static func shell(_ line: String, in folder: URL = root) throws -> Result {
    let path =
      "\(executable.deletingLastPathComponent().path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    return try run(
      URL(filePath: "/bin/sh"), ["-c", line], environment: ["PATH": path], in: folder)
  }

  /// Half of the rows of Examples/hinge.csv as a table of its own.
  static func halfOfHinge(in folder: URL) throws -> String {
    let text = try String(contentsOf: root.appending(path: "Examples/hinge.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n").enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let file = folder.appending(path: "hinge.csv")
    try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  static func start(_ arguments: [String], output: FileHandle) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func run(
    _ executable: URL, _ arguments: [String], input: String = "", environment: [String: String], in folder: URL = root
  ) throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: nothing can block however much is written.
    let scratch = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let files = ["in", "out", "err"].map { scratch.appending(path: $0) }
    try Data(input.utf8).write(to: files[0])
    try Data().write(to: files[1])
    try Data().write(to: files[2])
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    let result = Result(
      code: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
      errors: try String(contentsOf: files[2], encoding: .utf8))
    try keepsContract(result)
    return result
  }

  /// Every document that any test sees is as Documentation/Schemas promises.
  private static func keepsContract(_ result: Result) throws {
    guard result.code <= 2, result.output.hasPrefix("{\n  \"schema\": \"knotwork.") else { return }
    let offences = try Contract.offences(of: Array(result.output.utf8))
    #expect(offences.isEmpty, "\(result.output.prefix(200))")
  }

  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Does something in a folder of its own, which goes afterwards.
  static func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// The document that was written to standard output.
  static func json(_ result: Result) throws -> JSONValue { try JSONValue(parsing: Array(result.output.utf8)) }
}
