/// The tensors of a model, some of them in other files, each of which is read once.
final class ExternalData {
  private let read: (String) throws -> [UInt8]
  private var files: [String: [UInt8]] = [:]

  init(_ read: @escaping (String) throws -> [UInt8]) { self.read = read }

  /// A tensor of the model.
  func tensor(_ proto: ProtoTensor, name: String) throws(FormatError) -> GraphTensor {
    do {
      return try GraphTensor(proto, name: name) { try self.bytes(of: $0, name: name) }
    } catch let error as FormatError {
      throw error
    } catch {
      throw FormatError("\(name): \(error)")
    }
  }

  private func bytes(of proto: ProtoTensor, name: String) throws -> [UInt8] {
    var entries: [String: String] = [:]
    for entry in proto.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"] else { throw FormatError("\(name) is external, but no location is given") }
    try ExternalDataFolder.check(location)
    let file: [UInt8]
    if let known = files[location] {
      file = known
    } else {
      file = try read(location)
      files[location] = file
    }
    let offset = try number(entries["offset"], "offset", name) ?? 0
    guard offset <= file.count else {
      throw FormatError("\(name) begins at byte \(offset) of \"\(location)\", which has \(file.count)")
    }
    let length = try number(entries["length"], "length", name) ?? file.count - offset
    guard length <= file.count - offset else {
      throw FormatError(
        "\(name) needs \(length) bytes from byte \(offset) of \"\(location)\", which has \(file.count)")
    }
    return Array(file[offset..<offset + length])
  }

  private func number(_ text: String?, _ key: String, _ name: String) throws(FormatError) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw FormatError("\(name): the \(key) \"\(text)\" of its external data is not a whole number")
    }
    return number
  }
}
