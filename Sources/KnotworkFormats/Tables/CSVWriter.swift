/// Lines of comma-separated values (RFC 4180).
public enum CSVWriter {
  /// One line without its end; fields that need quotes get them.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      let needsQuotes = field.contains { ",\"\n\r;".contains($0) } || field.first == " " || field.last == " "
      return needsQuotes
        ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : field
    }.joined(separator: ",")
  }
}
