#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder of a model, from which the files beside it are read, and no others.
public struct ExternalDataFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// The folder with a path; an empty one is the current folder.
  public init(path: String) { self.path = path.isEmpty ? "." : path }

  /// The contents of a file in the folder or below.
  ///
  /// - Throws: ``FormatError`` when the name is absolute or climbs out, also by a symbolic link, or the file cannot be
  ///   read.
  public func read(_ name: String) throws -> [UInt8] {
    try ExternalDataFolder.check(name)
    let folder = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL.resolvingSymlinksInPath()
    let file = folder.appending(path: name).resolvingSymlinksInPath()
    let base = folder.pathComponents
    guard file.pathComponents.count > base.count, file.pathComponents.prefix(base.count).elementsEqual(base) else {
      throw FormatError("the file \"\(name)\" beside the model is a link out of its folder, which is not followed")
    }
    let kind = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
    guard kind == .typeRegular, let data = try? Data(contentsOf: file) else {
      throw FormatError("the file \"\(name)\" beside the model is missing or cannot be read; expected it in \(path)")
    }
    return [UInt8](data)
  }

  /// Checks that a name is relative and stays below the folder it is in.
  static func check(_ name: String) throws(FormatError) {
    let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" })
    let isDrive = name.dropFirst().first == ":"
    guard !name.isEmpty, !name.hasPrefix("/"), !name.hasPrefix("\\"), !isDrive, !parts.contains(".."),
      !name.utf8.contains(0)
    else {
      throw FormatError(
        "external data at \"\(name)\": only files in the model's folder are read, by a relative path without \"..\"")
    }
  }
}
