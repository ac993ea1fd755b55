import CKnotworkFiles

/// A file of the page. All of them are in the program, in a table by name: there is no folder that one could leave.
struct PageFile: Sendable {
  /// Its name in the folder Files.
  let name: String
  /// Its contents.
  let bytes: [UInt8]
  /// A text that changes with the contents.
  let tag: String

  /// The file of a name.
  static func named(_ name: String) -> PageFile? { table[name] }

  /// All files.
  static var names: [String] { table.keys.sorted() }

  private static let table: [String: PageFile] = {
    var table: [String: PageFile] = [:]
    for number: CInt in 0... {
      guard let name = kw_served_file_name(number), let text = kw_served_file_text(number) else { break }
      let file = PageFile(String(cString: name), Array(String(cString: text).utf8))
      table[file.name] = file
    }
    return table
  }()

  private init(_ name: String, _ bytes: [UInt8]) {
    (self.name, self.bytes) = (name, bytes)
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    tag = "\"\(String(hash, radix: 16))\""
  }

  /// The file; or nothing for who has it.
  func response(unless known: String?) -> Response {
    var response = Response(type: type, bytes)
    response.fields += [HeaderField("ETag", tag), HeaderField("Cache-Control", "no-cache")]
    let tags = known?.split(separator: ",").map(\.trimmed) ?? []
    if tags.contains(tag) || tags.contains("*") {
      response.status = 304
      response.body = .bytes([])
    }
    return response
  }

  private var type: String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "json": "application/json"
    default: "text/plain; charset=utf-8"
    }
  }
}
