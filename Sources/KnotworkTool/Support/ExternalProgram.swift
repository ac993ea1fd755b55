import CKnotworkProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Other programs that check what Knotwork reads and writes.
enum ExternalProgram {
  /// Where a program is: an absolute path, or a name that is looked up in PATH; nil where there is none.
  static func find(_ name: String) -> String? {
    if name.firstIndex(of: "/") != nil {
      return System.isExecutable(name) ? System.absolute(name) : nil
    }
    let folders = (System.environment("PATH") ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first(where: System.isExecutable).map(System.absolute)
  }

  /// The Python that KNOTWORK_PYTHON names, or the first in PATH.
  static var python: String? { find(System.environment("KNOTWORK_PYTHON") ?? "python3") }

  /// Runs a program to its end and gives what it wrote; nil when it could not be run or failed.
  static func run(_ program: String, _ arguments: [String], input: [UInt8] = [], in folder: String) -> [UInt8]? {
    // Files, not pipes: nothing can block however much is written.
    let (source, target) = ("\(folder)/stdin", "\(folder)/stdout")
    guard OpenFile.create(source, input), OpenFile.create(target, []) else { return nil }
    let status = Leftovers.run {
      withArguments([program] + arguments) { kw_start(program, $0, folder, source, target) }
    }
    guard status == 0 else { return nil }
    return try? OpenFile(reading: target)?.readToEnd()
  }

  /// Calls `body` with the arguments as C takes them.
  private static func withArguments<Result>(
    _ arguments: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let addresses: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for address in addresses { free(address) } }
    return body(addresses)
  }
}
