import Foundation
import Testing
import _KnotworkTestSupport

@testable import KnotworkServe

/// The table in the program is that of the folder.
@Suite(.timed) struct EmbeddedFileTests {
  @Test func filesAreCurrent() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/KnotworkServe/Files").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    #expect(names == PageFile.names, "a file has no line in Sources/CKnotworkFiles/served.c, or the reverse")
    for name in names {
      let bytes = try [UInt8](Data(contentsOf: folder.appending(path: name)))
      #expect(PageFile.named(name)?.bytes == bytes, "\(name)")
    }
    #expect(names.contains("index.html"))
  }

  /// Nothing is loaded from elsewhere.
  @Test func nothingIsLoadedFromElsewhere() throws {
    for name in PageFile.names {
      let text = String(decoding: try #require(PageFile.named(name)).bytes, as: UTF8.self)
      for match in text.matches(of: /(?:src|href|url|import|from|fetch)\s*[=(]?\s*["'(]\s*(?:https?:)?\/\/[^"')]*/) {
        Issue.record("\(name): \(match.output)")
      }
    }
  }
}
