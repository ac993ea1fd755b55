import CKnotworkFiles

/// One of the files that pages are made of: a module of script, or a style sheet.
public struct PageFile: Equatable, Sendable {
  /// Its name, such as "map.js".
  public let name: String
  /// Its text.
  public let text: String

  /// What a server calls its kind.
  public var mediaType: String { name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8" }

  /// All files, by name.
  public static let all: [PageFile] = {
    var files: [PageFile] = []
    for number: CInt in 0... {
      guard let name = kw_page_file_name(number), let text = kw_page_file_text(number) else { break }
      files.append(PageFile(name: String(cString: name), text: String(cString: text)))
    }
    return files
  }()

  /// The file of a name; nil where there is none.
  public static func named(_ name: String) -> PageFile? { all.first { $0.name == name } }
}
