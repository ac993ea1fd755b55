/// Why a request is not answered as it wants to be: a status of HTTP and a sentence for people.
struct Refusal: Error, Equatable {
  /// The status of the response.
  let status: Int
  /// What was found, and what was expected.
  let message: String
  /// The part of a question that is wrong, where one is.
  var field: String?
  /// Header fields that belong to the status.
  var headers: [HeaderField] = []

  init(_ status: Int, _ message: String, field: String? = nil, headers: [HeaderField] = []) {
    self.status = status
    self.message = message
    self.field = field
    self.headers = headers
  }
}

/// A name and a value of a head; names are compared in lower case.
struct HeaderField: Equatable, Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
