import Foundation
import Testing
import _KnotworkTestSupport

/// Every command that the help and the README show works as shown.
@Suite(.timed) struct DocumentedCommandTests {
  static let verbs = [
    "demo", "cases", "dissect", "count", "check", "locate", "walk", "linear", "verify", "range", "monotone", "robust",
    "profile", "eval", "inspect",
    "convert", "fit", "report", "knots", "approximate", "plot", "page", "shape", "equation", "explain", "effect",
    "slopes", "pieces", "variance", "compare", "simplify", "plan", "work", "gather",
  ]

  /// Those that end by a signal alone; ServeToolTests runs them.
  static let endlessVerbs = ["serve"]

  @Test(arguments: verbs)
  func examplesInHelpRun(_ verb: String) throws {
    let help = try Tool.run("help", verb)
    #expect(help.code == 0)
    let examples = help.output.split(separator: "\n").map { $0.drop { $0 == " " } }
      .filter { ["knotwork", "printf"].contains($0.split(separator: " ").first) && $0.contains("knotwork \(verb)") }
    #expect((2...3).contains(examples.count), "\(help.output)")
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: Tool.root.appending(path: "Examples"), to: folder.appending(path: "Examples"))
    for example in examples {
      let result = try Tool.shell(String(example), in: folder)
      #expect(result.code == 0, "\(example): \(result.errors)")
      #expect(!result.output.isEmpty, "\(example)")
    }
  }

  /// Blocks of console text: lines after "$ " are run, and what follows is their output.
  @Test(arguments: ["README.md"])
  func consoleBlocksAreTrue(_ file: String) throws {
    let text = try String(contentsOf: Tool.root.appending(path: file), encoding: .utf8)
    let blocks = text.components(separatedBy: "```console\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    #expect(!blocks.isEmpty)
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: Tool.root.appending(path: "Examples"), to: folder.appending(path: "Examples"))
    for block in blocks {
      for part in "\n\(block)".components(separatedBy: "\n$ ").dropFirst() {
        let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let result = try Tool.shell(String(lines[0]), in: folder)
        let shown = lines.count > 1 ? String(lines[1]) : ""
        #expect(
          result.output.trimmingCharacters(in: .newlines) == shown.trimmingCharacters(in: .newlines),
          "\(lines[0]): \(result.errors)")
      }
    }
  }

  @Test func theToolListsItsVerbs() throws {
    let help = try Tool.run("--help")
    #expect(help.code == 0)
    let list = help.output.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().joined()
    let verbs = list.split(separator: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See '")
    }
    .map { $0.split { " ,".contains($0) }[0] }
    #expect(Set(verbs.map(String.init)) == Set(Self.verbs + Self.endlessVerbs))
  }
}
