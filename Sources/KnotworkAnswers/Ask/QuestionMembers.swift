import KnotworkFormats
import KnotworkGeometry

/// The members of one JSON object of a question, each of which is taken once; what nobody takes is refused. A member that is null
/// counts as one that is missing.
struct QuestionMembers {
  /// Where the object stands: "options.", or nothing for the question itself.
  private let place: String
  private var rest: [String: JSONValue] = [:]
  private var known: [String] = []

  /// - Throws: ``InvalidRequest`` for what is no object.
  init(_ value: JSONValue?, at place: String) throws(InvalidRequest) {
    self.place = place.isEmpty ? "" : place + "."
    guard let value else { return }
    guard case .object(let members) = value else {
      throw InvalidRequest(place.isEmpty ? nil : place, "found \(value.kind); expected an object")
    }
    for member in members where member.value != .null { rest[member.key] = member.value }
  }

  /// Whether a member is there that was not taken.
  func has(_ key: String) -> Bool { rest[key] != nil }

  mutating func take(_ key: String) -> JSONValue? {
    known.append(key)
    return rest.removeValue(forKey: key)
  }

  /// Refuses what was not taken.
  func finish() throws(InvalidRequest) {
    guard let key = rest.keys.sorted().first else { return }
    throw InvalidRequest(
      place + key, known.isEmpty ? "is not known; expected nothing here" : "is not known; expected \(known.orList)")
  }

  mutating func object(_ key: String) throws(InvalidRequest) -> QuestionMembers? {
    guard let value = take(key) else { return nil }
    return try QuestionMembers(value, at: place + key)
  }

  mutating func flag(_ key: String) throws(InvalidRequest) -> Bool {
    guard let value = take(key) else { return false }
    guard case .boolean(let flag) = value else { throw wrong(key, value, "true or false") }
    return flag
  }

  mutating func text(_ key: String) throws(InvalidRequest) -> String? {
    guard let value = take(key) else { return nil }
    guard let text = value.string else { throw wrong(key, value, "a text") }
    return text
  }

  /// One of the raw values of a type.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(InvalidRequest) -> Choice? {
    guard let value = take(key) else { return nil }
    guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
      throw wrong(key, value, Choice.allCases.map(\.rawValue).orList)
    }
    return choice
  }

  mutating func number(_ key: String) throws(InvalidRequest) -> Double? {
    guard let value = take(key) else { return nil }
    guard let number = value.number else { throw wrong(key, value, "a number") }
    return number
  }

  mutating func whole(_ key: String, in range: ClosedRange<Int>) throws(InvalidRequest) -> Int? {
    guard let value = take(key) else { return nil }
    guard let number = value.number.flatMap(Int.init(exactly:)), range.contains(number) else {
      throw wrong(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func numbers(_ key: String) throws(InvalidRequest) -> [Double]? {
    guard let value = take(key) else { return nil }
    guard let numbers = value.numbers else { throw wrong(key, value, "an array of numbers") }
    return numbers
  }

  mutating func rows(_ key: String, columns: Int? = nil) throws(InvalidRequest) -> [[Double]]? {
    guard let value = take(key) else { return nil }
    let rows = value.elements?.map { $0.numbers }
    guard let rows, rows.allSatisfy({ $0 != nil && $0?.count == columns ?? $0?.count }) else {
      throw wrong(key, value, "an array of arrays of \(columns.map { "\($0) " } ?? "")numbers")
    }
    return rows.compactMap { $0 }
  }

  mutating func names(_ key: String) throws(InvalidRequest) -> [String]? {
    guard let value = take(key) else { return nil }
    guard let names = value.elements?.map(\.string), !names.contains(nil) else {
      throw wrong(key, value, "an array of texts")
    }
    return names.compactMap { $0 }
  }

  /// An error about a member.
  func wrong(_ key: String, _ value: JSONValue, _ expected: String) -> InvalidRequest {
    InvalidRequest(place + key, "found \(value.kind.limited); expected \(expected)")
  }
}

extension JSONValue {
  /// The numbers of an array of nothing else.
  fileprivate var numbers: [Double]? {
    switch self {
    case .numbers(let numbers): numbers
    case .array(let elements): elements.isEmpty ? [] : nil
    default: nil
    }
  }
}

extension String {
  /// Short enough for a message.
  fileprivate var limited: String { count > 80 ? prefix(80) + "…" : self }
}

extension [String] {
  /// "a, b or c".
  var orList: String { count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + self[count - 1] }
}
