import Foundation
import Testing
import _KnotworkTestSupport

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `knotwork serve` as it is started and ended.
@Suite(.timed) struct ServeToolTests {
  /// Prints the address of its page when it is there, and ends with the exit code of the signal.
  @Test(arguments: [SIGINT, SIGTERM]) func startsAndStops(_ number: Int32) throws {
    let pipe = Pipe()
    let start = ContinuousClock.now
    let process = try Tool.start(
      ["serve", "Examples/question.json", "--data", "Examples/hinge.csv", "--port", "0"],
      output: pipe.fileHandleForWriting)
    defer { if process.isRunning { process.terminate() } }
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let address = try #require(URL(string: line.trimmingCharacters(in: .newlines)))
    #expect(address.host == "127.0.0.1")
    let page = try Data(contentsOf: address)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(String(decoding: page, as: UTF8.self).contains("Knotwork"))
    let contents = try Data(contentsOf: address.appending(path: "api/1/start"))
    #expect(String(decoding: contents, as: UTF8.self).contains("\"name\": \"question.json\""))
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + number)
  }

  @Test func wrongUsage() throws {
    for arguments in [
      ["serve", "--port", "70000"], ["serve", "--host", "no such host.invalid"], ["serve", "--separator", "comma"],
      ["serve", "-", "--data", "-"],
    ] {
      let result = try Tool.run(arguments)
      #expect(result.code == 64, "\(arguments): \(result.errors)")
    }
    #expect(try Tool.run("serve", "missing.json").code == 66)
    #expect(try Tool.run("serve", "Examples/hinge.csv").code == 65)
  }
}
