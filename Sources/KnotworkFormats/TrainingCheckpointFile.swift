import KnotworkFitting

/// The state of fitting as bytes: what belongs to which run, and a fingerprint of what was to be fitted with which options.
///
/// "KNOTFIT1", the fingerprint, and for each run its name and numbers; integers and floats in little-endian order.
public enum TrainingCheckpointFile {
  private static let magic = Array("KNOTFIT1".utf8)

  /// The runs as a file, in the order of their names.
  public static func encode(_ runs: [String: TrainingRecord], fingerprint: UInt64) -> [UInt8] {
    var bytes = magic
    append(fingerprint, &bytes)
    append(UInt64(runs.count), &bytes)
    for (name, record) in runs.sorted(by: { $0.key < $1.key }) {
      append(UInt64(name.utf8.count), &bytes)
      bytes += Array(name.utf8)
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
    return bytes
  }

  /// The runs in a file.
  ///
  /// - Throws: ``FormatError`` where it is no checkpoint, is cut off, or belongs to other data or options.
  public static func decode(_ bytes: [UInt8], fingerprint: UInt64) throws(FormatError) -> [String: TrainingRecord] {
    guard bytes.starts(with: magic) else { throw FormatError("not a checkpoint of knotwork fit") }
    var reader = Reader(bytes: bytes, place: magic.count)
    guard try reader.integer() == fingerprint else {
      throw FormatError("a checkpoint of other data or other options; start without --resume, or give the same ones")
    }
    var runs: [String: TrainingRecord] = [:]
    for _ in 0..<(try reader.count(unit: 1)) {
      let length = try reader.count(unit: 1)
      let name = String(decoding: try reader.take(length), as: UTF8.self)
      let steps = Int(truncatingIfNeeded: try reader.integer())
      let epoch = Int(truncatingIfNeeded: try reader.integer())
      let trainingLoss = Double(bitPattern: try reader.integer())
      var losses: [Double] = []
      for _ in 0..<(try reader.count(unit: 8)) { losses.append(Double(bitPattern: try reader.integer())) }
      var parts: [[Float]] = []
      for _ in 0..<3 {
        var numbers: [Float] = []
        for _ in 0..<(try reader.count(unit: 4)) { numbers.append(Float(bitPattern: try reader.word())) }
        parts.append(numbers)
      }
      runs[name] = TrainingRecord(
        parameters: parts[0], moments: parts[1], best: parts[2], steps: steps, epoch: epoch, losses: losses,
        trainingLoss: trainingLoss)
    }
    return runs
  }

  private static func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    for index in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place: Int

    mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
      guard count <= bytes.count - place else { throw FormatError("the checkpoint is cut off at byte \(bytes.count)") }
      defer { place += count }
      return bytes[place..<place + count]
    }

    mutating func integer() throws(FormatError) -> UInt64 { try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    mutating func word() throws(FormatError) -> UInt32 { try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } }

    /// A number of things of `unit` bytes, all of which must be there.
    mutating func count(unit: Int) throws(FormatError) -> Int {
      let count = try integer()
      guard count <= UInt64(bytes.count / unit) else { throw FormatError("the checkpoint is damaged at byte \(place)") }
      return Int(count)
    }
  }
}

/// A fingerprint of a stream of bytes (Fowler, Noll and Vo's FNV-1a, 64 bits).
public struct Fingerprint: Sendable {
  /// The fingerprint of what was added so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// Adds eight bytes.
  public mutating func add(_ word: UInt64) {
    for index in 0..<8 {
      value ^= word >> (8 * UInt64(index)) & 255
      value = value &* 0x100_0000_01B3
    }
  }

  /// Adds a text.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// Adds all numbers of a table.
  public mutating func add(_ table: DataTable) {
    for name in table.inputNames + [table.targetName] { add(name) }
    for column in table.columns + [table.target, table.weights ?? []] { for value in column { add(value.bitPattern) } }
  }
}
