import Foundation
import KnotworkFormats

/// The documents that Knotwork promises: the JSON Schemas in Documentation/Schemas.
package enum Contract {
  /// The folder of the schemas.
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Documentation/Schemas").standardized

  /// The names of all schemas with their versions, such as "knotwork.count-1", in order.
  package static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// A schema by its name and version.
  package static func schema(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "\(name).json"))))
  }

  /// Where a document breaks the schema that it names; empty where it does not.
  package static func offences(of bytes: [UInt8]) throws -> [String] {
    let document = try JSONValue(parsing: bytes)
    guard let name = document["schema"]?.string, let version = document["version"]?.number else {
      return ["the document has no schema and version"]
    }
    return try SchemaChecker(schema("\(name)-\(Int(version))")).offences(of: document)
  }
}
