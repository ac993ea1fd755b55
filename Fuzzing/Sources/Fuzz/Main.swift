import Foundation

/// Feeds inputs that libFuzzer makes up to one reader, which KNOTWORK_READER names: whatever they are, they are read or refused.
@main
struct Main {
  /// The reader that is looked at.
  static let reader: Reader = {
    let name = ProcessInfo.processInfo.environment["KNOTWORK_READER"] ?? ""
    guard let reader = Reader(rawValue: name) else {
      fatalError("KNOTWORK_READER: one of \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return reader
  }()

  static func main() {
    if CommandLine.arguments.count == 2, CommandLine.arguments[1] == "readers" {
      for reader in Reader.allCases { print(reader.rawValue) }
      return
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(runFuzzer(&count, &arguments, checkOneInput))
  }
}

/// Under the name that the sanitizer's library looks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func checkOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Main.reader.check(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// The driver of libFuzzer, which the sanitizer's library brings.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What the tool says its version is, in place of its main function.
enum KnotworkCommand {
  static let version = "0"
  static func offers(_ option: String) -> Bool { true }
}
