import Knotwork
import KnotworkClaims
import KnotworkFormats

/// The list of instances of a verification competition: a network, a claim and a time limit in each line.
public struct InstanceList: Sendable {
  /// One line.
  public struct Instance: Equatable, Sendable {
    /// The network's file, as the list has it.
    public let network: String
    /// The claim's file.
    public let claim: String
    /// Seconds.
    public let limit: Double
  }

  /// The lines, without a header.
  public let instances: [Instance]

  /// Reads a list.
  ///
  /// - Throws: `FormatError` with the line that is no instance.
  public init(_ bytes: [UInt8]) throws(FormatError) {
    var found: [Instance] = []
    let text = String(decoding: bytes, as: UTF8.self)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(
        InstanceList.field)
      if fields == [""] || line.hasPrefix("#") { continue }
      guard fields.count >= 3, !fields[0].isEmpty, !fields[1].isEmpty else {
        throw FormatError(
          "line \(index + 1): found \(fields.count.counted("field")); expected network,claim,seconds"
        )
      }
      guard let limit = Double(fields[2]), limit > 0, limit < 1e9 else {
        // A header.
        if found.isEmpty, index == 0, Double(fields[2]) == nil { continue }
        throw FormatError("line \(index + 1): \"\(fields[2].prefix(40))\" is no number of seconds")
      }
      found.append(Instance(network: fields[0], claim: fields[1], limit: limit))
    }
    guard !found.isEmpty else {
      throw FormatError("no instance; expected lines of network,claim,seconds")
    }
    instances = found
  }

  private static func field(_ text: Substring) -> String {
    var field = text.drop { $0 == " " || $0 == "\t" }
    while let last = field.last, last == " " || last == "\t" || last == "\r" { field.removeLast() }
    let isQuoted = field.count > 1 && field.first == "\"" && field.last == "\""
    return String(isQuoted ? field.dropFirst().dropLast() : field)
  }
}

extension VerifyAnswer.Result {
  /// The competition's word for the verdict: sat for a claim that fails, as its violation can be satisfied.
  public var competitionWord: String {
    switch verdict {
    case .holds: return "unsat"
    case .fails: return "sat"
    case .undecided(let open):
      if case .limit(.duration) = open.reason { return "timeout" }
      return "unknown"
    }
  }
}
