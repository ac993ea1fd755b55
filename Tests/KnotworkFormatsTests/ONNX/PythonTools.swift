import Foundation
import Testing

/// A Python with onnxruntime and what else the tests compare with; `KNOTWORK_PYTHON` names it, and scripts/test sets
/// that.
enum PythonTools {
  struct Failure: Error, CustomStringConvertible { let description: String }

  static let executable: String? = {
    guard let path = ProcessInfo.processInfo.environment["KNOTWORK_PYTHON"] else {
      print("skipped: KNOTWORK_PYTHON names no Python, so nothing is compared with onnxruntime")
      return nil
    }
    guard hasModules(["numpy", "onnx", "onnxruntime"], path) else {
      print("skipped: \(path) lacks numpy, onnx or onnxruntime, so nothing is compared with onnxruntime")
      return nil
    }
    return path
  }()

  /// Whether the Python has modules.
  static func has(_ modules: String...) -> Bool {
    guard let executable else { return false }
    guard hasModules(modules, executable) else {
      print("skipped: no \(modules.joined(separator: ", ")) in \(executable)")
      return false
    }
    return true
  }

  private static func hasModules(_ modules: [String], _ path: String) -> Bool {
    (try? run(path, ["-c", "import \(modules.joined(separator: ", "))"])) != nil
  }

  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Python")

  /// Runs one of the scripts beside the tests.
  @discardableResult
  static func run(script: String, _ arguments: [String]) throws -> String {
    guard let executable else { throw Failure(description: "no Python") }
    return try run(executable, [scripts.appending(path: script).path] + arguments)
  }

  private static func run(_ path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Scripts say little on standard output; what goes wrong is longer.
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: String(said.suffix(2000))) }
    return text
  }
}

/// Models and points, evaluated by onnxruntime in one go.
struct RuntimeRun {
  private struct Job: Encodable {
    let model: String
    let points: String
    let count: Int
    let results: String
    let check: Bool
    let double: Bool
  }

  private let folder: URL
  private var jobs: [Job] = []

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// - Parameter checks: whether ONNX's own checker must be content too.
  mutating func add(model: [UInt8], points: [[Double]], checks: Bool = false) throws {
    let file = folder.appending(path: "\(jobs.count).onnx")
    try Data(model).write(to: file)
    try add(modelFile: file, points: points, checks: checks)
  }

  /// - Parameter inDouble: whether the model is evaluated in double; there are no results where onnxruntime cannot.
  mutating func add(modelFile: URL, points: [[Double]], checks: Bool = false, inDouble: Bool = false) throws {
    let file = folder.appending(path: "\(jobs.count).points")
    try points.flatMap { $0 }.withUnsafeBytes { try Data($0).write(to: file) }
    jobs.append(
      Job(
        model: modelFile.path, points: file.path, count: points.count,
        results: folder.appending(path: "\(jobs.count).results").path, check: checks, double: inDouble))
  }

  /// The outputs for each model and point, in the order in which they were added.
  func results() throws -> [[[Double]]] {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "jobs.json")
    try JSONEncoder().encode(jobs).write(to: file)
    try PythonTools.run(script: "evaluate.py", [file.path])
    return try jobs.map { job in
      let numbers = try Data(contentsOf: URL(filePath: job.results)).withUnsafeBytes {
        Array($0.bindMemory(to: Double.self))
      }
      let width = numbers.count / max(1, job.count)
      return numbers.isEmpty ? [] : (0..<job.count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }
  }
}
