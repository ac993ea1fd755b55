import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// Where a question is asked: a box, a polygon, or a slice of the input space.
struct DomainOptions: ParsableArguments {
  @OptionGroup var space: SpaceOptions

  @Option(help: ArgumentHelp("A convex polygon by its corners: --polygon \"0,0 1,0 0,1\".", valueName: "corners"))
  var polygon: String?

  @Option(
    help: ArgumentHelp(
      "A plane in the input space, origin/direction/direction: --slice 0,0,0/1,0,0/0,1,0.", valueName: "plane"))
  var slice: String?

  @Option(help: ArgumentHelp("The plane through three points: --through 0,0,0/1,0,0/0,1,0.", valueName: "points"))
  var through: String?

  @Option(
    help: ArgumentHelp(
      "Only where this holds, one coefficient per input; may be given several times: --where \"1,1,0<=0.5\".",
      valueName: "inequality"))
  var `where`: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --data: only where pairs of inputs lie in the convex hull of their rows: all, or --hull-pairs x1:x2,x1:x3.",
      valueName: "pairs"))
  var hullPairs: String?

  /// Whether a domain was given at all.
  var isGiven: Bool { space.isGiven || !self.where.isEmpty || !isOfInputSpace }
  /// Whether it is a domain of the input space itself, and no part of a plane.
  var isOfInputSpace: Bool { polygon == nil && slice == nil && through == nil }

  /// The domain for a network; the ranges of its file, or [−1, 1] on every coordinate, where nothing is said.
  func place(for file: NetworkFile) throws -> Place {
    try place(for: file, try space.rows(for: file.network, keepsRows: hullPairs != nil))
  }

  /// The same with the rows of `--data`, which were read before.
  func place(for file: NetworkFile, _ rows: DataRows?) throws -> Place {
    let network = file.network
    if slice != nil || through != nil { return try slicePlace(for: network) }
    if let polygon {
      guard network.inputCount == 2 else {
        throw ValidationError(
          network.inputCount == 1
            ? "--polygon needs two coordinates, and the network has one input"
            : "--polygon needs two coordinates: a slice of the input space (--slice or --through)")
      }
      return Place(
        .polygon(try corners(polygon)), coordinates: network.inputNames, words: "the polygon \(polygon)")
    }
    let (box, source) = try space.box(for: file, rows)
    var halfSpaces = try self.where.map { try NumberList.halfSpace($0, dimension: network.inputCount, in: "--where") }
    var words = self.where
    if let hullPairs {
      guard let hulls = rows else { throw ValidationError("--hull-pairs go with --data") }
      let rows = hulls.isKept ? hulls : try space.rows(for: network, keepsRows: true) ?? hulls
      let pairs = try pairs(hullPairs, network.inputNames)
      halfSpaces += rows.hulls(of: pairs)
      words.append(DataRows.hullWords(pairs.count))
    }
    guard !halfSpaces.isEmpty else { return Place(.box(box), of: network, source: source) }
    return Place(
      .polytope(try Polytope(box, halfSpaces: halfSpaces)), coordinates: network.inputNames,
      words: ([box.inWords] + words).joined(separator: " where "), source: source)
  }

  /// The pairs of inputs that a text names: all of them, or some by names.
  private func pairs(_ text: String, _ names: [String]) throws -> [(Int, Int)] {
    if text == "all" { return names.pairs }
    return try text.split(separator: ",").map { part in
      let words = part.split(separator: ":").map(String.init)
      guard words.count == 2, let first = names.firstIndex(of: words[0]), let second = names.firstIndex(of: words[1]),
        first != second
      else {
        throw ValidationError(
          "--hull-pairs: \"\(part)\" is no pair; expected all, or two of \(names.prefix(20).joined(separator: ", ")) as in x1:x2"
        )
      }
      return (first, second)
    }
  }

  private func slicePlace(for network: Network) throws -> Place {
    let plane = try plane(for: network)
    let suffix = slice.map { " of the slice \($0)" } ?? through.map { " of the plane through \($0)" } ?? ""
    if let polygon {
      return Place(
        .slice(plane, try corners(polygon)), coordinates: ["s", "t"], words: "the polygon \(polygon)\(suffix)")
    }
    let box = try NumberList.box(space.box ?? (through == nil ? "-1:1" : "0:1"), dimension: 2)
    return Place(
      .slice(plane, ConvexPolygon(box)), coordinates: ["s", "t"], words: box.inWords + suffix,
      source: space.box == nil ? .assumed : .given)
  }

  private func corners(_ text: String) throws -> ConvexPolygon {
    try ConvexPolygon(
      text.split(whereSeparator: { $0 == " " || $0 == ";" }).map { corner in
        let numbers = try NumberList.numbers(corner, in: "--polygon")
        guard numbers.count == 2 else {
          throw ValidationError("--polygon: \"\(corner)\" is not a corner; expected two numbers with a comma")
        }
        return SIMD2(numbers[0], numbers[1])
      })
  }

  func validate() throws {
    if space.isGiven, polygon != nil {
      throw ValidationError("\(space.box == nil ? "--data" : "--box") and --polygon exclude each other")
    }
    if space.data != nil, slice != nil || through != nil {
      throw ValidationError("--data gives the ranges of the inputs; in a plane of the input space use --box")
    }
    if hullPairs != nil, space.data == nil { throw ValidationError("--hull-pairs go with --data") }
    if slice != nil, through != nil { throw ValidationError("--slice and --through exclude each other") }
    if !self.where.isEmpty, !isOfInputSpace {
      throw ValidationError("--where cuts a --box of the input space; in a plane use --polygon")
    }
  }

  private func plane(for network: Network) throws -> Plane {
    let plane: Plane
    if let slice {
      let parts = try NumberList.triple(slice, in: "--slice")
      plane = try Plane(origin: parts[0], directions: parts[1], parts[2])
    } else {
      let parts = try NumberList.triple(through ?? "", in: "--through")
      plane = try Plane(through: parts[0], parts[1], parts[2])
    }
    guard plane.dimension == network.inputCount else {
      throw Failure(
        .usage,
        "\(slice == nil ? "--through" : "--slice"): points of \(plane.dimension.counted("coordinate")), but the network has "
          + "\(network.inputCount.counted("input"))")
    }
    return plane
  }
}
