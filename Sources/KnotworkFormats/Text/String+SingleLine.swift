extension String {
  /// Without line breaks, for comments.
  var singleLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
