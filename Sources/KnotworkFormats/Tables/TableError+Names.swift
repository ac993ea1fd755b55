extension Collection where Element == String {
  /// The first of them for a message, and how many more there are: there may be a million.
  func listed(_ limit: Int = 8) -> String {
    let names = prefix(limit).map { name in name.utf8.count > 60 ? "\(name.prefix(60))…" : name }
    let rest = count - names.count
    return names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
