/// Modules of script as one text that needs no others: a page that is opened as a file may not import any.
public struct PageBundle: Sendable {
  /// The script.
  public private(set) var script = ""
  private var done: Set<String> = []

  /// A module and all that it imports, each once and before the first that needs it.
  ///
  /// Modules are written so that this is simple: an import is one line, `import { a, b } from "./file.js";` without other names
  /// for what it brings, and an export stands before a function or a constant.
  /// - Requires: every file that is imported is one of ``PageFile/all``.
  public init(_ name: String) {
    script = "(() => {\n\"use strict\";\n"
    add(name)
    script += "})();\n"
  }

  private mutating func add(_ name: String) {
    guard done.insert(name).inserted else { return }
    guard let file = PageFile.named(name) else { preconditionFailure("\(name) is no file of a page") }
    var (body, exports): ([Substring], [Substring]) = ([], [])
    for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let (names, module) = PageBundle.imported(line) {
        add(module)
        body.append("const \(names) = \(PageBundle.constant(module));")
      } else if line.hasPrefix("export ") {
        let rest = line.dropFirst("export ".count)
        let words = rest.split(maxSplits: 2, whereSeparator: { " ()".contains($0) })
        exports.append(words[1])
        body.append(rest)
      } else {
        body.append(line)
      }
    }
    script += "const \(PageBundle.constant(name)) = (() => {\n"
    script += body.joined(separator: "\n")
    script += "return { \(exports.joined(separator: ", ")) };\n})();\n"
  }

  /// What an import brings, with its braces, and from which file; nil for other lines.
  private static func imported(_ line: Substring) -> (names: Substring, module: String)? {
    guard line.hasPrefix("import {"), let end = line.firstIndex(of: "}"), line.hasSuffix("\";") else { return nil }
    let names = line[line.index(line.startIndex, offsetBy: "import ".count)...end]
    guard let start = line.firstRange(of: "\"./")?.upperBound else { return nil }
    return (names, String(line[start...].dropLast(2)))
  }

  /// "$map" for "map.js".
  private static func constant(_ name: String) -> String { "$" + name.prefix { $0 != "." } }
}
