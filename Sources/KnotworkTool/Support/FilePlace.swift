#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is at a path when symbolic links have been followed, and what tells it from everything else.
struct FilePlace {
  enum Kind {
    case missing, regular, folder, pipe, socket
    /// A terminal, /dev/null and the like.
    case device
    /// An open file of this process or another, such as /dev/stdout.
    case descriptor
  }

  /// The file itself: the path after links.
  let path: String
  let kind: Kind
  /// Of the file; nil where there is none.
  let information: stat?
  private let file: Identity?
  private let folder: Identity?

  private struct Identity: Hashable {
    let device: UInt64
    let node: UInt64

    init(_ information: stat) {
      device = UInt64(information.st_dev)
      node = UInt64(information.st_ino)
    }
  }

  init(_ path: String) {
    var current = path
    var isDescriptor = false
    // As many links in a row as Linux follows.
    for _ in 0..<40 {
      let folder = System.resolved(FilePlace.folder(of: current))
      if folder.hasPrefix("/proc/"), folder.hasSuffix("/fd") || folder.hasPrefix("/dev/fd") {
        isDescriptor = true
        break
      }
      guard let target = System.target(ofLink: current) else { break }
      current = target.hasPrefix("/") ? target : FilePlace.folder(of: current) + "/" + target
    }
    self.path = current
    information = FilePlace.status(current)
    file = information.map(Identity.init)
    folder = FilePlace.status(FilePlace.folder(of: current)).map(Identity.init)
    switch information.map({ $0.st_mode & S_IFMT }) {
    case nil: kind = .missing
    case S_IFDIR: kind = .folder
    case S_IFIFO: kind = .pipe
    case S_IFSOCK: kind = .socket
    case S_IFREG: kind = isDescriptor ? .descriptor : .regular
    default: kind = .device
    }
  }

  /// The folder that the file is in, or would be in.
  var folderPath: String { FilePlace.folder(of: path) }
  private var name: Substring { path.split(separator: "/").last ?? "" }

  /// Whether what is there is written into, and never replaced.
  var isWrittenInto: Bool { kind == .pipe || kind == .socket || kind == .device || kind == .descriptor }

  /// Whether a file can be made or replaced here.
  var isWritable: Bool {
    if information != nil { return access(path, W_OK) == 0 }
    return folder != nil && access(folderPath, W_OK | X_OK) == 0
  }

  /// Whether both are one file: by its identity, or by folder and name where there is none yet.
  func isSame(as other: FilePlace) -> Bool {
    if let file, file == other.file { return true }
    guard let folder, folder == other.folder else { return false }
    return name == other.name
  }

  private static func status(_ path: String) -> stat? {
    var information = stat()
    return stat(path, &information) == 0 ? information : nil
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
