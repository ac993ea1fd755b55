import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// What people write behind options: numbers, boxes, points, planes, half-spaces, amounts of memory, and how a table is written.
enum OptionStrings {
  private static let files: [NetworkFile] = (1...3).map { inputs in
    let weights = "[\([String](repeating: "1", count: inputs).joined(separator: ","))]"
    let text = """
      {"format": "knotwork-network", "version": 1,
       "layers": [{"weights": [\(weights)], "activation": "relu"}, {"weights": [[1]], "activation": "linear"}]}
      """
    return try! NetworkFile(Array(text.utf8))
  }

  static func check(_ text: String) {
    _ = try? NumberList.numbers(text, in: "--at")
    _ = try? NumberList.interval(text, in: "--range")
    if let parts = try? NumberList.triple(text, in: "--slice") {
      _ = try? Plane(origin: parts[0], directions: parts[1], parts[2])
      _ = try? Plane(through: parts[0], parts[1], parts[2])
    }
    for dimension in 1...3 {
      _ = try? NumberList.box(text, dimension: dimension)
      guard let half = try? NumberList.halfSpace(text, dimension: dimension, in: "--where") else { continue }
      _ = try? Polytope(Box(-1...1, dimension: dimension), halfSpaces: [half])
    }
    _ = try? ByteCount.parse(text)
    _ = try? WholeNumber.from(1...1024)(text)
    _ = NegativeValues.attached(to: text.split(separator: " ").map(String.init))
    // The parser takes longer; a part of the inputs goes through it.
    guard text.utf8.reduce(0, { $0 &* 31 &+ Int($1) }) & 0xFF == 0 else { return }
    for option in ["box", "slice", "through", "polygon", "where"] {
      guard let options = try? DomainOptions.parse(["--\(option)=\(text)"]) else { continue }
      for file in files { _ = try? options.place(for: file) }
    }
    let kinds = ["separator", "decimal", "thousands", "comment", "missing-values", "skip"]
    for option in kinds { _ = try? DialectOptions.parse(["--\(option)=\(text)"]).dialect }
    for option in ["input-shape", "layers"] { _ = try? NetworkArgument.parse(["x", "--\(option)=\(text)"]) }
  }
}
