import Knotwork

/// The names that a claim may speak of.
struct ClaimTextNames {
  private let inputs: [String: Int]
  private let outputs: [String: Int]
  private let all: [String]
  /// Names with blanks in them, which are one word nonetheless; the longest first.
  let spaced: [[Character]]

  init(inputs: [String], outputs: [String]) {
    self.inputs = Dictionary(zip(inputs, inputs.indices)) { first, _ in first }
    self.outputs = Dictionary(zip(outputs, outputs.indices)) { first, _ in first }
    all = outputs + inputs
    spaced = all.filter { $0.contains { $0 == " " } && !$0.contains { "<>=≤≥≠+-*/()!&|\"'`".contains($0) } }
      .map(Array.init).sorted { $0.count > $1.count }
  }

  /// What a name may mean: an input, an output, or both.
  func meanings(of name: String) -> [Claim.Variable] {
    [inputs[name].map { .input($0) }, outputs[name].map { .output($0) }].compactMap { $0 }
  }

  func input(_ name: String) -> Claim.Variable? { inputs[name].map { .input($0) } }

  func output(_ name: String) -> Claim.Variable? { outputs[name].map { .output($0) } }

  /// What is expected in the place of a name that is none: the closest one where there is one, else all, or the first of many.
  func expectation(insteadOf name: String) -> String {
    let most = max(1, min(3, name.count / 3))
    let close = (all + ["and", "or", "not"]).map { (name: $0, distance: ClaimTextNames.distance($0, name)) }.min {
      $0.distance < $1.distance
    }
    if let close, close.distance <= most { return "did you mean \(close.name)?" }
    let shown = all.prefix(8).joined(separator: ", ")
    return "expected one of \(shown)\(all.count > 8 ? ", … (\(all.count) names)" : "")"
  }

  /// The number of letters to insert, remove, change or exchange with a neighbour; capitals count as small letters.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.lowercased()), Array(second.lowercased()))
    var before: [Int] = []
    var previous = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var current = [i + 1]
      for (j, other) in b.enumerated() {
        var least = min(previous[j] + (letter == other ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other { least = min(least, before[j - 1] + 1) }
        current.append(least)
      }
      (before, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
