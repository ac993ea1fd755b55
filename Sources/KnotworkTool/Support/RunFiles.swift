import Synchronization

/// All files of a run by what they are to it, so that none is read and written as well, or written twice.
enum RunFiles {
  enum Role: Equatable {
    /// Is read.
    case input
    /// Is written; where `isGuarded`, a file that exists stays.
    case output(isGuarded: Bool)
    /// Is both, by nobody else.
    case checkpoint
  }

  private struct Entry {
    let role: Role
    let title: String
    let place: FilePlace?
  }

  private static let entries = Mutex<[Entry]>([])

  /// Says what a file is to the run.
  ///
  /// - Parameters:
  ///   - title: what names it on the command line: an option such as "-o", or the path.
  ///   - path: its path; - for standard input or output.
  /// - Throws: ``Failure`` where it is something else already, or what is there cannot be written.
  static func add(_ role: Role, _ title: String, _ path: String) throws {
    let place = path == "-" ? nil : FilePlace(path)
    if role != .input, let place { try requireWritable(place, role, path) }
    try entries.withLock { entries in
      for entry in entries where role != .input || entry.role != .input {
        guard let place, let other = entry.place else {
          if place == nil, entry.place == nil, role != .input, entry.role != .input {
            throw Failure(
              .usage, "\(entry.title) and \(title) cannot both go to standard output; give one of them a file")
          }
          continue
        }
        // What goes to /dev/null may go there twice.
        guard place.kind != .device, place.isSame(as: other) else { continue }
        throw Failure(
          .usage,
          "\(path): \(describe(entry.role, entry.title)) and \(describe(role, title)) are the same file; expected two")
      }
      entries.append(Entry(role: role, title: title, place: place))
    }
  }

  /// Says which files will be read, so that one that would be written as well is known by what it is.
  static func expect(_ inputs: [String]) throws {
    for path in inputs where path != "-" && FilePlace(path).kind != .missing { try add(.input, path, path) }
  }

  private static func describe(_ role: Role, _ title: String) -> String {
    switch role {
    case .input: "the input \(title)"
    case .output, .checkpoint: title
    }
  }

  private static func requireWritable(_ place: FilePlace, _ role: Role, _ path: String) throws {
    if place.kind == .folder { throw Failure(.unwritable, "\(path): is a folder, expected a file") }
    if role == .checkpoint, place.isWrittenInto {
      throw Failure(.usage, "--checkpoint \(path): is no file that could be kept and read again; expected one")
    }
    guard place.isWritable else { throw unwritable(path) }
    if role == .output(isGuarded: true), place.kind == .regular {
      throw Failure(.unwritable, "\(path): exists already; --force replaces it")
    }
  }

  static func unwritable(_ path: String) -> Failure {
    Failure(.unwritable, "\(path): cannot be written; check that the folder exists and its permissions")
  }
}
