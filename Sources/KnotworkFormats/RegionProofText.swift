import Knotwork
import KnotworkGeometry

/// Certificates as text: a line for the format, the domain, then a line for each step of the proof, and a last one.
///
///     knotwork-certificate 1
///     box -1:1 -1:1                one interval for each input
///     where 1 0.5 <= 0.25          a half-space of the domain; none or several
///     split 1 2                    layer 1, unit 2 splits the cell: next is its active side
///     active 1 3 1 2:0.5           layer 1, unit 3: 1 · f ≥ 0.5 · (half-space 2 of the cell) everywhere in the box
///     inactive 1 4 1 1:2 3:0.25    layer 1, unit 4: −1 · f ≥ …
///     region 0.25 0.5              a region, and a point inside
///     end 4                        the number of regions
///
/// A part of one is about a cell of the tree of splits, and may leave cells within it to other parts:
///
///     knotwork-certificate-part 1
///     box -1:1 -1:1                as above
///     inactive 1 4 1               as above: what is settled on the way into the cell
///     side 1 2 active              the way into the cell: layer 1, unit 2 splits, and this is about its active side
///     split 1 3                    as above, in the cell
///     left                         what is left of the current cell is up to another part
///     end 4 1                      the numbers of regions, and of cells that are left
///
/// Numbers are exact: doubles in decimal (each stands for the double nearest to it), or a hexadecimal integer times a power of
/// two (0x1f3p-70). Layers, units and half-spaces are counted from 1.
public enum RegionProofText {
  static let format = "knotwork-certificate 1"
  static let partFormat = "knotwork-certificate-part 1"

  /// The lines before the steps.
  ///
  /// - Parameters:
  ///   - domain: where.
  ///   - isPart: whether it is a part of a proof.
  public static func header(_ domain: Polytope, isPart: Bool = false) -> String {
    let intervals = zip(domain.box.lower, domain.box.upper).map { "\($0):\($1)" }.joined(separator: " ")
    let halfSpaces = domain.halfSpaces.map { half in
      "where \(half.normal.map(\.description).joined(separator: " ")) <= \(half.offset)\n"
    }
    return "\(isPart ? partFormat : format)\nbox \(intervals)\n" + halfSpaces.joined()
  }

  /// The line of a step.
  public static func line(_ step: RegionProofStep) -> String {
    switch step {
    case .split(let layer, let unit): return "split \(layer + 1) \(unit + 1)\n"
    case .settled(let layer, let unit, let isActive, let scale, let multipliers):
      let factors = multipliers.map { " \($0.halfSpace + 1):\($0.factor)" }.joined()
      return "\(isActive ? "active" : "inactive") \(layer + 1) \(unit + 1) \(scale)\(factors)\n"
    case .region(let point): return "region \(point.map(\.description).joined(separator: " "))\n"
    case .entered(let side):
      return "side \(side.layer + 1) \(side.unit + 1) \(side.isActive ? "active" : "inactive")\n"
    case .left: return "left\n"
    }
  }

  /// The last line.
  public static func end(regions: Int) -> String { "end \(regions)\n" }

  /// The last line of a part.
  public static func end(regions: Int, left: Int) -> String { "end \(regions) \(left)\n" }
}

/// Reads a certificate, or parts of one, piece by piece, checks it against a network, and keeps nothing but the current cell.
public struct CertificateReader {
  private let network: Network
  private var lines = CertificateLines()
  private var lineNumber = 0
  private var box: Box?
  private var halfSpaces: [HalfSpace] = []
  private var checker: RegionProofChecker?
  private var isEnded = false
  private var hasFormat = false
  private var isPart = false
  /// What was proved by parts that are complete.
  public private(set) var parts: [CertifiedPart] = []

  /// A reader before the first byte.
  public init(_ network: Network) { self.network = network }

  /// The number of regions that were proved so far, with those of parts before the current one.
  public var regionCount: Int {
    (checker?.regionCount ?? 0) + (isPart && isEnded ? parts.dropLast() : parts[...]).reduce(0) { $0 + $1.regionCount }
  }

  /// The domain, as far as it was read.
  public var domain: Polytope? { box.flatMap { try? Polytope($0, halfSpaces: halfSpaces) } }

  /// Checks the next bytes.
  ///
  /// - Throws: ``FormatError`` for what is no certificate, `RegionProofFlaw` for a proof that is none; both name the line.
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
    guard lineNumber > 0 else { throw FormatError("the certificate is empty; count --certify writes one") }
    guard isEnded else { throw FormatError("the certificate ends after line \(lineNumber), without its last line") }
  }

  private mutating func check(_ line: String) throws {
    lineNumber += 1
    do {
      try check(words: CertificateText.words(line))
    } catch let flaw as RegionProofFlaw {
      throw Flaw(line: lineNumber, flaw: flaw)
    } catch let error as FormatError {
      throw FormatError("line \(lineNumber): \(error.description)")
    } catch let error as InvalidGeometry {
      throw FormatError("line \(lineNumber): \(error.description)")
    }
  }

  /// A flaw with its line.
  public struct Flaw: Error, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong there.
    public let flaw: RegionProofFlaw
    /// One sentence for people.
    public var description: String { "line \(line): \(flaw.description)" }
  }

  private mutating func check(words: [Substring]) throws {
    guard let word = words.first else { throw FormatError("an empty line") }
    guard hasFormat else {
      let format = words.joined(separator: " ")
      guard format == RegionProofText.format || format == RegionProofText.partFormat else {
        throw FormatError(
          "this is no certificate: expected \"\(RegionProofText.format)\" or \"\(RegionProofText.partFormat)\"")
      }
      isPart = format == RegionProofText.partFormat
      hasFormat = true
      return
    }
    if isEnded, isPart, words.joined(separator: " ") == RegionProofText.partFormat {
      // The next part begins.
      (box, halfSpaces, checker, isEnded) = (nil, [], nil, false)
      return
    }
    guard !isEnded else { throw FormatError("a line after the last one") }
    switch word {
    case "box" where box == nil: box = try readBox(words.dropFirst())
    case "where" where box != nil && checker == nil: halfSpaces.append(try readHalfSpace(words.dropFirst()))
    case "end":
      try end(words)
      isEnded = true
    default:
      let step = try readStep(words)
      try withChecker { checker in try checker.check(step) }
    }
  }

  /// A number of things, written in one way alone.
  private static func count(_ word: Substring) throws -> Int { word == "0" ? 0 : try CertificateText.index(word) + 1 }

  private mutating func end(_ words: [Substring]) throws {
    guard words.count == (isPart ? 3 : 2), let count = try? CertificateReader.count(words[1]), isPart || count > 0
    else {
      throw FormatError("expected the number of regions\(isPart ? ", and that of cells that are left" : "")")
    }
    try withChecker { checker in try checker.finish() }
    guard let checker, count == checker.regionCount else {
      throw RegionProofFlaw(
        "the certificate says \(count.counted("region")), but proves \(checker?.regionCount ?? 0)")
    }
    guard isPart, let domain else { return }
    guard try CertificateReader.count(words[2]) == checker.left.count else {
      throw RegionProofFlaw("the part says that \(words[2]) cells are left, but leaves \(checker.left.count)")
    }
    parts.append(
      CertifiedPart(
        domain: domain, cell: checker.start, regionCount: checker.regionCount, left: checker.left))
  }

  private mutating func withChecker(_ body: (inout RegionProofChecker) throws -> Void) throws {
    if checker == nil {
      guard let box else { throw FormatError("expected the line of the box first") }
      checker = try RegionProofChecker(network, over: Polytope(box, halfSpaces: halfSpaces), isPart: isPart)
    }
    if var current = checker.take() {
      defer { checker = current }
      try body(&current)
    }
  }

  private func readBox(_ words: ArraySlice<Substring>) throws -> Box {
    let intervals = try words.map { word in
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw FormatError("\"\(word.prefix(40))\" is no interval; expected lower:upper")
      }
      return try parts.map(CertificateText.double)
    }
    return try Box(lower: intervals.map { $0[0] }, upper: intervals.map { $0[1] })
  }

  private func readHalfSpace(_ words: ArraySlice<Substring>) throws -> HalfSpace {
    guard words.count > 2, words.dropLast().last == "<=" else {
      throw FormatError("expected coefficients, <= and a bound")
    }
    let numbers = try (words.dropLast(2) + words.suffix(1)).map(CertificateText.double)
    return HalfSpace(normal: numbers.dropLast(), offset: numbers[numbers.count - 1])
  }

  private func readStep(_ words: [Substring]) throws -> RegionProofStep {
    let (number, index) = (CertificateText.number, CertificateText.index)
    switch (words[0], words.count) {
    case ("split", 3): return .split(layer: try index(words[1]), unit: try index(words[2]))
    case ("region", 2...): return .region(point: try words.dropFirst().map(number))
    case ("left", 1): return .left
    case ("side", 4) where words[3] == "active" || words[3] == "inactive":
      return .entered(
        RegionProofStep.Side(layer: try index(words[1]), unit: try index(words[2]), isActive: words[3] == "active"))
    case ("active", 4...), ("inactive", 4...):
      return .settled(
        layer: try index(words[1]), unit: try index(words[2]), isActive: words[0] == "active",
        scale: try number(words[3]),
        multipliers: try words.dropFirst(4).map { word in
          let parts = word.split(separator: ":", omittingEmptySubsequences: false)
          guard parts.count == 2 else {
            throw FormatError("\"\(word.prefix(40))\" is no multiplier; expected half-space:factor")
          }
          return RegionProofStep.Multiplier(halfSpace: try index(parts[0]), factor: try number(parts[1]))
        })
    default: throw FormatError("\"\(words[0].prefix(40))\" with \(words.count - 1) words behind it is no step")
    }
  }
}
