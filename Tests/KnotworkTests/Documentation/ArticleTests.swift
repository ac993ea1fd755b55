import Foundation
import Testing
import _KnotworkTestSupport

/// What the articles show as Swift is the code that ``ArticleSnippets`` compiles and runs.
@Suite(.timed) struct ArticleTests {
  private static let catalogue = ArticleSnippets.root.appending(path: "Sources/Knotwork/Knotwork.docc")

  /// The lines between "// NAME" and "// end", without the indentation that all share.
  private static func snippets() throws -> [String: String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ArticleSnippets.swift")
    var snippets: [String: String] = [:]
    var name: String?
    var lines: [Substring] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "    // end" {
        if let name { snippets[name] = lines.joined(separator: "\n") }
        name = nil
      } else if name != nil {
        lines.append(line.hasPrefix("    ") ? line.dropFirst(4) : line)
      } else if line.hasPrefix("    // ") {
        (name, lines) = (String(line.dropFirst(7)), [])
      }
    }
    return snippets
  }

  @Test func codeInArticlesIsCompiled() throws {
    let snippets = try Self.snippets()
    var shown: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(at: Self.catalogue, includingPropertiesForKeys: nil)
    where file.pathExtension == "md" {
      let name = file.deletingPathExtension().lastPathComponent
      let text = try String(contentsOf: file, encoding: .utf8)
      let blocks = text.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
      if name == "Knotwork" { continue }
      #expect(blocks == [snippets[name] ?? ""], "\(name): its block is not the snippet of ArticleSnippets.swift")
      shown.insert(name)
    }
    #expect(shown == Set(snippets.keys))
  }
}
