/// What a file is by its first bytes, where that is no text of a table.
enum FileSignature {
  /// A sentence on the file, with what to do; nil where nothing is known.
  static func complaint(about head: [UInt8]) -> String? {
    for (signature, sentence) in signatures where head.starts(with: signature) { return sentence }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return zip(head) }
    return text(head)
  }

  /// Enough bytes to tell all signatures.
  static let length = 4096

  private static let export = "save it as CSV in the program that made it"

  private static let signatures: [([UInt8], String)] = [
    (Array("SQLite format 3\0".utf8), "a SQLite database; say which of its tables: FILE::TABLE, or FILE::SELECT …"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "a workbook of Excel (.xls); \(export)"),
    (Array("PAR1".utf8), "a Parquet file; \(export), in pandas with read_parquet(…).to_csv(…)"),
    (Array("ARROW1".utf8), "an Arrow file; \(export), in pandas with read_feather(…).to_csv(…)"),
    (Array("FEA1".utf8), "a Feather file; \(export), in pandas with read_feather(…).to_csv(…)"),
    ([0x89] + Array("HDF".utf8), "an HDF5 file (also MATLAB 7.3); \(export)"),
    (Array("MATLAB 5.0".utf8), "a MATLAB file; write its table with writetable or writematrix"),
    (Array("RDX".utf8), "data saved by R; write them with write.csv(…)"),
    ([0x93] + Array("NUMPY".utf8), "a NumPy array; write it with numpy.savetxt(…, delimiter=\",\")"),
    (Array("BZh".utf8), "compressed with bzip2; decompress it first: bzip2 -dc FILE | knotwork … -"),
    ([0xFD] + Array("7zXZ".utf8), "compressed with xz; decompress it first: xz -dc FILE | knotwork … -"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive; unpack it first"),
    (Array("Rar!".utf8), "a RAR archive; unpack it first"),
    ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4; decompress it first: lz4 -dc FILE | knotwork … -"),
    (Array("%PDF".utf8), "a PDF document, no table"),
    ([0xFF, 0xFE, 0x00, 0x00], "text in UTF-32; save it as UTF-8"),
    ([0x00, 0x00, 0xFE, 0xFF], "text in UTF-32; save it as UTF-8"),
    ([0x80, 0x03, 0x7D], pickle), ([0x80, 0x04, 0x95], pickle), ([0x80, 0x05, 0x95], pickle),
  ]

  private static let pickle = "a pickle of Python; write the table with to_csv(…)"

  /// A zip archive: the names of its members say more.
  private static func zip(_ head: [UInt8]) -> String {
    let text = String(decoding: head.prefix(length), as: UTF8.self)
    if text.firstRange(of: "xl/") != nil || text.firstRange(of: "[Content_Types].xml") != nil {
      return "a workbook of Excel (.xlsx); \(export)"
    }
    if text.firstRange(of: "opendocument.spreadsheet") != nil { return "an OpenDocument spreadsheet (.ods); \(export)" }
    if text.firstRange(of: ".npy") != nil {
      return "NumPy arrays (.npz); write them with numpy.savetxt(…, delimiter=\",\")"
    }
    return "a zip archive; unpack it first: unzip -p FILE | knotwork … -"
  }

  /// Other texts than tables.
  private static func text(_ head: [UInt8]) -> String? {
    let start = String(decoding: head.prefix(64), as: UTF8.self).lowercased().drop { $0 == " " || $0.isNewline }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return "a page of HTML, no table; was it saved from a browser?"
    }
    if start.hasPrefix("<?xml") { return "an XML document; expected lines of fields with separators between them" }
    if start.hasPrefix("{\"") || start.hasPrefix("[{") || start.hasPrefix("{\n") || start.hasPrefix("{\r\n") {
      return "a JSON document; expected lines of fields with separators between them"
    }
    return nil
  }
}
