import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Reads a certificate of a fit piece by piece and checks it against a table, keeping nothing but the cells that wait.
public struct FitProofReader {
  /// The lines before the steps, as far as they were read.
  private struct Header {
    var target: String?
    var inputs: [String]?
    var weights: String?
    var units: Int?
    var hasBias: Bool?
    var scale: [Int]?
    var kept: [Int]?
    var axes: [[Dyadic]] = []
    var bound: Dyadic?
    var network: [[Dyadic]] = []
    var output: Dyadic?
  }

  private let load: (FitProofText.Columns) throws -> WeightedRows
  private var lines = CertificateLines()
  private var lineNumber = 0
  private var header = Header()
  private var last = 0
  private var checker: FitProofChecker?
  private var isEnded = false

  /// What a certificate proves, once it is read.
  public struct Result: Equatable, Sendable {
    /// Number of units, and whether they have a bias.
    public let units: Int
    /// See ``units``.
    public let hasBias: Bool
    /// No network has a residual sum below this.
    public let bound: Double
    /// The certificate's own network has this one, rounded once.
    public let optimum: Double
    /// The number of cases.
    public let cases: Int
  }

  /// What was proved; nil before the end.
  public private(set) var result: Result?
  private var optimum = Dyadic.zero

  /// A reader before the first byte.
  ///
  /// - Parameter load: the rows of some columns of the table.
  public init(load: @escaping (FitProofText.Columns) throws -> WeightedRows) { self.load = load }

  /// Number of cases that were checked so far.
  public var leafCount: Int { checker?.leafCount ?? 0 }

  /// Checks the next bytes.
  ///
  /// - Throws: ``FormatError`` for what is no certificate, ``Flaw`` for a proof that is none, and what loading rows throws.
  public mutating func read(_ piece: some Sequence<UInt8>) throws {
    for byte in piece {
      if let line = try lines.add(byte) { try check(line) }
    }
  }

  /// Checks that nothing is missing at the end.
  ///
  /// - Throws: as ``read(_:)``.
  public mutating func finish() throws {
    if let line = lines.finish() { try check(line) }
    guard isEnded else { throw FormatError("the certificate ends after line \(lineNumber), without its last line") }
  }

  /// A flaw with its line.
  public struct Flaw: Error, CustomStringConvertible {
    /// One sentence for people, without the full stop.
    public let description: String
  }

  private mutating func check(_ line: String) throws {
    lineNumber += 1
    do {
      try check(words: CertificateText.words(line))
    } catch let flaw as FitProofFlaw {
      throw Flaw(description: "line \(lineNumber): \(flaw.description)")
    } catch let error as FormatError {
      throw FormatError("line \(lineNumber): \(error.description)")
    }
  }

  private static let order = [
    "target", "inputs", "weights", "units", "bias", "scale", "keep", "axis", "bound", "unit", "output",
  ]

  private mutating func check(words: [Substring]) throws {
    guard let word = words.first else { throw FormatError("an empty line") }
    guard lineNumber > 1 else {
      guard words.joined(separator: " ") == FitProofText.format else {
        throw FormatError("this is no certificate of a fit: expected \"\(FitProofText.format)\"")
      }
      return
    }
    guard !isEnded else { throw FormatError("a line after the last one") }
    if let place = FitProofReader.order.firstIndex(of: String(word)) {
      guard checker == nil else { throw FormatError("\(word) after the first step") }
      let isRepeated = (word == "axis" || word == "unit") && place == last
      guard place > last || isRepeated || place == 0 && header.target == nil else {
        throw FormatError("\(word) is out of order")
      }
      last = place
      return try readHeader(word, Array(words.dropFirst()))
    }
    if checker == nil { try begin() }
    guard word != "end" else { return try finish(words) }
    guard let step = try step(words) else {
      throw FormatError("\"\(word.prefix(40))\" with \(words.count - 1) words behind it is no step")
    }
    try checker?.check(step)
  }

  private mutating func finish(_ words: [Substring]) throws {
    guard words.count == 2, let count = try? CertificateText.whole(words[1]) else {
      throw FormatError("expected the number of leaves")
    }
    try checker?.finish()
    guard count == leafCount else {
      throw FitProofFlaw("the certificate says \(count) leaves, but proves \(leafCount)")
    }
    result = Result(
      units: header.units ?? 0, hasBias: header.hasBias ?? false, bound: (header.bound ?? .zero).nearest,
      optimum: optimum.nearest, cases: count)
    isEnded = true
  }

  // MARK: The header

  private mutating func readHeader(_ word: Substring, _ words: [Substring]) throws {
    func only(_ wanted: String) throws -> Substring {
      guard words.count == 1 else { throw FormatError("expected \(wanted)") }
      return words[0]
    }
    switch word {
    case "target": header.target = try FitProofReader.name(only("one name"))
    case "weights": header.weights = try FitProofReader.name(only("one name"))
    case "inputs":
      guard !words.isEmpty else { throw FormatError("expected names") }
      header.inputs = try words.map(FitProofReader.name)
    case "units":
      guard let count = ["1": 1, "2": 2][try only("1 or 2")] else { throw FormatError("expected 1 or 2") }
      header.units = count
    case "bias":
      guard let hasBias = ["yes": true, "no": false][try only("yes or no")] else {
        throw FormatError("expected yes or no")
      }
      header.hasBias = hasBias
    case "scale": header.scale = try words.map(CertificateText.whole)
    case "keep": header.kept = try words.map(CertificateText.index)
    case "axis": header.axes.append(try words.map(CertificateText.number))
    case "bound": header.bound = try CertificateText.number(only("one number"))
    case "unit": header.network.append(try words.map(CertificateText.number))
    default: header.output = try CertificateText.number(only("one number"))
    }
  }

  /// A JSON string.
  private static func name(_ word: Substring) throws -> String {
    guard let value = try? JSONValue(parsing: Array(word.utf8)), case .string(let name) = value else {
      throw FormatError("\"\(word.prefix(40))\" is no name between quotation marks")
    }
    return name
  }

  /// The header is complete: the rows are loaded, and the certificate's own network is looked at.
  private mutating func begin() throws {
    guard let target = header.target, let inputs = header.inputs, let units = header.units,
      let hasBias = header.hasBias,
      let scale = header.scale, let kept = header.kept, let bound = header.bound
    else { throw FormatError("a step before the header is complete") }
    guard scale.count == inputs.count + 2 else { throw FormatError("a scale for another number of inputs") }
    guard header.network.count == units, header.network.allSatisfy({ $0.count == 1 + inputs.count + (hasBias ? 1 : 0) })
    else { throw FormatError("the network's units do not fit the inputs") }
    guard (header.output != nil) == hasBias else { throw FormatError("the output's bias is missing, or too much") }
    let rows = try load(FitProofText.Columns(target: target, inputs: inputs, weights: header.weights))
    checker = try FitProofChecker(
      FitProof.Header(
        units: units, hasBias: hasBias, inputExponents: Array(scale.dropLast(2)),
        targetExponent: scale[scale.count - 2], weightExponent: scale[scale.count - 1], kept: kept, axes: header.axes,
        bound: bound), for: rows)
    optimum = residualSum(rows)
    guard optimum >= bound else { throw FitProofFlaw("the network's own residual sum is below the bound") }
  }

  private func residualSum(_ rows: WeightedRows) -> Dyadic {
    var sum = Dyadic.zero
    for row in 0..<rows.count {
      var rest = Dyadic(rows.targets[row]) - (header.output ?? .zero)
      for unit in header.network {
        var z = unit.count > rows.inputs.columns + 1 ? unit[unit.count - 1] : Dyadic.zero
        for column in 0..<rows.inputs.columns { z += unit[column + 1] * Dyadic(rows.inputs[row, column]) }
        if z.signum > 0 { rest -= unit[0] * z }
      }
      sum += Dyadic(rows.weights[row]) * rest * rest
    }
    return sum
  }

  // MARK: Steps

  private func step(_ words: [Substring]) throws -> FitProofStep? {
    let generators = (header.units ?? 0) * (header.kept?.count ?? 0)
    switch (words[0], words.count) {
    case ("split", 6):
      let places = try words[1...3].map(CertificateText.index)
      let cut: FitProofStep.Cut =
        words[4] == "row"
        ? .row(try CertificateText.index(words[5]))
        : .weights(try CertificateText.number(words[4]), try CertificateText.number(words[5]))
      return .split(unit: places[0], first: places[1], second: places[2], at: cut)
    case ("leaf", 2...):
      return .leaf(
        support: try digits(words[1] == "-" ? "" : words[1], count: generators), terms: try words.dropFirst(2).map(term)
      )
    default: return nil
    }
  }

  private func term(_ word: Substring) throws -> FitProofStep.Term {
    let units = header.units ?? 0
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else {
      throw FormatError("\"\(word.prefix(40))\" is no term; expected row:number, or row:number:digits")
    }
    return FitProofStep.Term(
      row: try CertificateText.index(parts[0]), residual: try CertificateText.double(parts[1]),
      linear: parts.count == 3 ? try digits(parts[2], count: units) : 0)
  }

  /// Digits 0 and 1 as bits, the first digit the lowest.
  private func digits(_ word: Substring, count: Int) throws -> Int {
    guard word.utf8.count == count, word.allSatisfy({ $0 == "0" || $0 == "1" }) else {
      throw FormatError("\"\(word.prefix(40))\" has not \(count) digits 0 or 1")
    }
    return word.reversed().reduce(0) { 2 * $0 + ($1 == "1" ? 1 : 0) }
  }
}
