/// The address of a cell in the tree of splits: which side was taken at each split from the domain down.
///
/// Which unit splits a cell is decided exactly, so that a path leads to the same cell in every run, on every machine and with
/// either engine. Cells are handed from thread to thread, and kept in checkpoints, as their paths.
struct SplitPath: Hashable, Sendable {
  /// Whether the active side was taken, from the first split on.
  var sides: [Bool]

  /// The whole domain.
  static let root = SplitPath(sides: [])

  init(sides: [Bool]) { self.sides = sides }

  /// A path as text, 1 for an active side and 0 for the other; nil where it has other characters.
  init?(_ text: some StringProtocol) {
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else { return nil }
    sides = text.utf8.map { $0 == UInt8(ascii: "1") }
  }

  var text: String { String(decoding: sides.map { UInt8(ascii: $0 ? "1" : "0") }, as: UTF8.self) }
}
