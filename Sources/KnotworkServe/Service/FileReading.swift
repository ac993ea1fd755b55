import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// A file that someone hands over: a network or a table, by its content and its name.
struct FileReading {
  /// What it turned out to be.
  enum Kind {
    case network(NetworkFile)
    case table(PlainTable)
  }

  let kind: Kind
  private let name: String

  /// Names of tables end like this.
  private static let tableEndings: Set<String> = ["csv", "tsv", "tab", "txt", "dat", "data"]

  /// - Throws: `FormatError` or `TableError`, with the tool's own message, for what is neither.
  init(_ bytes: [UInt8], name: String) throws {
    self.name = name
    do {
      kind = try FileReading.kind(of: bytes, name)
    } catch let error as FormatError {
      throw FormatError("\(name): \(error.description)")
    }
  }

  private static func kind(of bytes: [UInt8], _ name: String) throws -> Kind {
    let ending = name.split(separator: ".").last?.lowercased() ?? ""
    if tableEndings.contains(ending) { return .table(try PlainTable(bytes, source: name)) }
    do {
      _ = try NetworkFormat.recognise(bytes, name: name)
    } catch {
      // Texts that are no network may be a table, whatever they are called.
      guard let table = try? PlainTable(bytes, source: name) else { throw error }
      return .table(table)
    }
    return .network(try NetworkFile(bytes, name: name))
  }

  /// The document knotwork.read.
  func document() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.read")
      json.member("version", 1)
      switch kind {
      case .network(let file):
        json.member("kind", "network")
        json.member("name", name)
        json.key("network")
        json.value(document: NetworkJSON.encode(file.network, ranges: file.ranges))
        json.key("notes")
        json.value(file.notes)
      case .table(let table):
        json.member("kind", "table")
        json.member("name", name)
        json.key("table")
        json.value(table)
        json.key("notes")
        json.value(table.notes)
      }
    }
    return json.takeBytes()
  }
}

extension JSONWriter {
  /// A table as questions have it.
  mutating func value(_ table: PlainTable) {
    object { json in
      json.key("names")
      json.value(table.names)
      json.key("columns")
      json.array(lines: true) { json in
        for column in table.columns {
          json.array { json in
            switch column {
            case .numbers(let values):
              for value in values { if let value { json.value(value) } else { json.null() } }
            case .texts(let values):
              for value in values { if let value { json.value(value) } else { json.null() } }
            }
          }
        }
      }
    }
  }
}
