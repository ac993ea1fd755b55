import Foundation
import KnotworkAnswers
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Documents are as Documentation/Schemas and Documentation/JSON.md promise.
@Suite(.timed) struct ContractTests {
  @Test func everyDocumentKeepsItsSchema() throws {
    var kinds: Set<String> = []
    for (name, bytes) in try Samples.documents() {
      #expect(try Contract.offences(of: bytes) == [], "\(name)")
      let document = try JSONValue(parsing: bytes)
      kinds.insert("\(document["schema"]?.string ?? "")-\(Int(document["version"]?.number ?? 0))")
    }
    // No schema is without a document.
    #expect(try kinds.sorted() == Contract.names())
  }

  /// Each document without one of its keys, or with one more, breaks its schema: schemas leave nothing open.
  @Test func schemasAreTight() throws {
    for (name, bytes) in try Samples.documents() {
      guard case .object(let members) = try JSONValue(parsing: bytes) else { continue }
      let checker = SchemaChecker(try schema(of: .object(members)))
      let more = members + [JSONValue.Member(key: "surprise", value: .null)]
      #expect(!checker.offences(of: .object(more)).isEmpty, "\(name)")
      let wrong = members.map { JSONValue.Member(key: $0.key, value: .boolean(true)) }
      #expect(!checker.offences(of: .object(wrong)).isEmpty, "\(name)")
      #expect(!checker.offences(of: .object(Array(members.dropFirst(2)))).isEmpty, "\(name)")
    }
  }

  private func schema(of document: JSONValue) throws -> JSONValue {
    let (name, version) = try (
      #require(document["schema"]?.string), #require(document["version"]?.number.map { Int($0) })
    )
    return try Contract.schema("\(name)-\(version)")
  }

  @Test(
    arguments: [
      ("{\"a\": 1}", []), ("{\"a\": 1.5}", ["$.a: is number, expected integer"]), ("{}", ["$: lacks \"a\""]),
      ("{\"a\": -1}", ["$.a: -1.0 as value, expected at least 0.0"]),
      ("{\"a\": 1, \"b\": [[1, 2]]}", []), ("{\"a\": 1, \"b\": null}", []),
      ("{\"a\": 1, \"b\": [[1]]}", ["$.b[0]: 1.0 elements, expected at least 2.0"]),
      ("{\"a\": 1, \"c\": 1}", ["$: has \"c\", which the schema does not name"]),
      ("[1]", ["$: is array, expected object"]),
    ] as [(String, [String])])
  func theCheckerFindsOffences(_ document: String, _ offences: [String]) throws {
    let schema = """
      {"type": "object", "properties": {"a": {"type": "integer", "minimum": 0},
       "b": {"type": ["array", "null"], "items": {"$ref": "#/$defs/pair"}}},
       "required": ["a"], "additionalProperties": false,
       "$defs": {"pair": {"type": "array", "items": {"type": "number"}, "minItems": 2}}}
      """
    let checker = SchemaChecker(try JSONValue(parsing: Array(schema.utf8)))
    #expect(try checker.offences(of: JSONValue(parsing: Array(document.utf8))) == offences)
  }

  @Test func rulesThatTheCheckerDoesNotKnowAreOffences() throws {
    let schema = try JSONValue(parsing: Array("{\"type\": \"number\", \"maximum\": 3}".utf8))
    #expect(SchemaChecker(schema).offences(of: .number(2)).count == 1)
  }

  /// Documentation/JSON.md says what the schemas say; KNOTWORK_RECORD=1 writes it anew.
  @Test func theManualIsThatOfTheSchemas() throws {
    let file = Contract.folder.appending(path: "../JSON.md").standardized
    let expected = try SchemaManual.markdown()
    if Recording.isOn { try Data(expected.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == expected)
  }
}
