import KnotworkFormats

/// What has been written, and whether it was proved to be the same network.
public struct ConvertAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.convert")

  /// The format that was read.
  public let source: NetworkFormat
  /// The format that was written.
  public let format: NetworkFormat
  /// The name of the file that was written.
  public let output: String
  /// Its size in bytes.
  public let byteCount: Int
  /// What should be said of it.
  public let notes: [String]
  /// How it compares with second readings; nil unless asked for.
  public let checks: [Verification]?

  /// An answer about a file that was written.
  public init(
    from source: NetworkFormat, to format: NetworkFormat, output: String, byteCount: Int, notes: [String],
    checks: [Verification]?
  ) {
    self.source = source
    self.format = format
    self.output = output
    self.byteCount = byteCount
    self.notes = notes
    self.checks = checks
  }

  /// What the answer comes to.
  public var ending: Ending { checks?.ending ?? Ending() }

  /// Writes the formats, the file and the comparisons.
  public func write(to json: inout JSONWriter) throws {
    json.member("from", source.rawValue)
    json.member("to", format.rawValue)
    json.member("output", output)
    json.member("bytes", byteCount)
    json.member("notes", notes)
    if let checks { json.member(checks) }
  }

  /// Writes a line for the file and one for each comparison.
  public func write(to text: inout TextWriter) throws {
    try text.line("\(output): \(format.title), \(byteCount.counted("byte"))")
    try text.lines((checks ?? []).map(\.text))
  }
}
