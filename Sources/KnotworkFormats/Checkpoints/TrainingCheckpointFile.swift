import KnotworkFitting

/// The state of fitting as bytes: what belongs to which run, and a fingerprint of what was to be fitted with which options.
///
/// "KNOTFIT2", a checksum of all that follows, the version of training, that of the program as text, whether the work is finished,
/// the fingerprint, and for each run its name and numbers; integers and floats in little-endian order (decision 0060).
public enum TrainingCheckpointFile {
  private static let magic = Array("KNOTFIT2".utf8)
  private static let checksumRange = 8..<16

  /// The runs as a file, in the order of their names.
  ///
  /// - Parameters:
  ///   - runs: the state of each run, by its name.
  ///   - fingerprint: what tells the table and the options from others.
  ///   - tool: the version of the program, for people.
  ///   - isFinished: whether the answer has been written, and nobody needs the file any more.
  public static func encode(
    _ runs: [String: TrainingRecord], fingerprint: UInt64, tool: String, isFinished: Bool = false
  ) -> [UInt8] {
    var bytes = magic + [UInt8](repeating: 0, count: checksumRange.count)
    append(UInt64(TrainingRecord.version), &bytes)
    append(tool, &bytes)
    bytes.append(isFinished ? 1 : 0)
    append(fingerprint, &bytes)
    append(UInt64(runs.count), &bytes)
    for (name, record) in runs.sorted(by: { $0.key < $1.key }) {
      append(name, &bytes)
      append(UInt64(record.steps), &bytes)
      append(UInt64(record.epoch), &bytes)
      append(record.trainingLoss.bitPattern, &bytes)
      append(UInt64(record.losses.count), &bytes)
      for loss in record.losses { append(loss.bitPattern, &bytes) }
      for numbers in [record.parameters, record.moments, record.best] {
        append(UInt64(numbers.count), &bytes)
        for number in numbers { append(number.bitPattern, &bytes) }
      }
    }
    var sum: [UInt8] = []
    append(checksum(of: bytes), &sum)
    bytes.replaceSubrange(checksumRange, with: sum)
    return bytes
  }

  /// Whether a file is a checkpoint of work that is finished: it may be replaced.
  public static func isFinished(_ bytes: [UInt8]) -> Bool {
    guard let header = try? header(bytes) else { return false }
    return header.isFinished
  }

  /// The runs in a file.
  ///
  /// - Throws: ``FormatError`` where it is no checkpoint, is of another version, is damaged, or belongs to other data or options.
  public static func decode(_ bytes: [UInt8], fingerprint: UInt64) throws(FormatError) -> [String: TrainingRecord] {
    let header = try header(bytes)
    guard header.version == TrainingRecord.version else {
      throw FormatError(
        "a checkpoint of knotwork \(header.tool.prefix(40)), which trains in another way; use that one, or remove the checkpoint to "
          + "start anew")
    }
    guard header.fingerprint == fingerprint else {
      throw FormatError(
        "a checkpoint of other data or other options; give the same ones, or remove it to start anew")
    }
    var reader = header.rest
    var runs: [String: TrainingRecord] = [:]
    for _ in 0..<(try reader.count(unit: 1)) {
      let name = try reader.text()
      let steps = try reader.natural()
      let epoch = try reader.natural()
      let trainingLoss = Double(bitPattern: try reader.integer())
      var losses: [Double] = []
      for _ in 0..<(try reader.count(unit: 8)) { losses.append(Double(bitPattern: try reader.integer())) }
      var parts: [[Float]] = []
      for _ in 0..<3 {
        var numbers: [Float] = []
        for _ in 0..<(try reader.count(unit: 4)) { numbers.append(Float(bitPattern: try reader.word())) }
        parts.append(numbers)
      }
      guard runs[name] == nil else { throw damaged("the run \(name.prefix(40)) is there twice") }
      runs[name] = TrainingRecord(
        parameters: parts[0], moments: parts[1], best: parts[2], steps: steps, epoch: epoch, losses: losses,
        trainingLoss: trainingLoss)
    }
    guard reader.place == bytes.count else { throw damaged("it goes on after its end, at byte \(reader.place)") }
    return runs
  }

  private struct Header {
    let version: Int
    let tool: String
    let isFinished: Bool
    let fingerprint: UInt64
    let rest: Reader
  }

  /// What comes before the runs, once the checksum has been compared.
  private static func header(_ bytes: [UInt8]) throws(FormatError) -> Header {
    guard bytes.starts(with: magic) else {
      guard !bytes.starts(with: Array("KNOTFIT1".utf8)) else {
        throw FormatError(
          "a checkpoint of an older knotwork, which has no checksum; use that one, or remove the checkpoint to start anew"
        )
      }
      throw FormatError("not a checkpoint of knotwork fit")
    }
    var reader = Reader(bytes: bytes, place: magic.count)
    guard try reader.integer() == checksum(of: bytes) else { throw damaged("its checksum is not that of what it says") }
    let version = try reader.natural()
    let tool = try reader.text()
    let isFinished = try reader.take(1).first == 1
    return Header(
      version: version, tool: tool, isFinished: isFinished, fingerprint: try reader.integer(), rest: reader)
  }

  private static func checksum(of bytes: [UInt8]) -> UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add(bytes: bytes[checksumRange.upperBound...])
    return fingerprint.value
  }

  private static func damaged(_ what: String) -> FormatError {
    FormatError("the checkpoint is damaged: \(what); remove it to start anew")
  }

  private static func append(_ text: String, _ bytes: inout [UInt8]) {
    append(UInt64(text.utf8.count), &bytes)
    bytes += Array(text.utf8)
  }

  private static func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    for index in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place: Int

    mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
      guard count <= bytes.count - place else { throw damaged("it is cut off at byte \(bytes.count)") }
      defer { place += count }
      return bytes[place..<place + count]
    }

    mutating func integer() throws(FormatError) -> UInt64 { try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    mutating func word() throws(FormatError) -> UInt32 { try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } }

    /// A number of steps: none is negative, and none too large to be counted.
    mutating func natural() throws(FormatError) -> Int {
      let start = place
      guard let number = Int(exactly: try integer()), number < 1 << 53 else {
        throw damaged("the number at byte \(start)")
      }
      return number
    }

    /// A number of things of `unit` bytes, all of which must be there.
    mutating func count(unit: Int) throws(FormatError) -> Int {
      let count = try integer()
      guard count <= UInt64(bytes.count / unit) else { throw damaged("the number before byte \(place)") }
      return Int(count)
    }

    mutating func text() throws(FormatError) -> String {
      let length = try count(unit: 1)
      return String(decoding: try take(length), as: UTF8.self)
    }
  }
}
