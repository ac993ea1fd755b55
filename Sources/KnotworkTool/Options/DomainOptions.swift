import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkGeometry

/// Where a question is asked: a box, a polygon, or a slice of the input space.
struct DomainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "One interval per input, or one for all: --box=-1:1,0:2. For a slice, the range of its two coordinates.",
      valueName: "intervals"))
  var box: String?

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

  /// Whether a domain was given at all.
  var isGiven: Bool { box != nil || !self.where.isEmpty || !isOfInputSpace }
  /// Whether it is a domain of the input space itself, and no part of a plane.
  var isOfInputSpace: Bool { polygon == nil && slice == nil && through == nil }

  /// The domain for a network; [−1, 1] on every coordinate where nothing is said.
  func place(for network: Network) throws -> Place {
    if slice != nil || through != nil { return try slicePlace(for: network) }
    if let polygon {
      guard network.inputCount == 2 else {
        throw ValidationError(
          network.inputCount == 1
            ? "--polygon needs two coordinates, and the network has one input"
            : "--polygon needs two coordinates: a slice of the input space (--slice or --through)")
      }
      return Place(
        .polygon(try corners(polygon)), coordinates: network.inputNames,
        description: "the polygon \(polygon)")
    }
    let box = try spaceBox(for: network)
    let description = ([box.inWords] + self.where).joined(separator: " where ")
    return Place(
      self.where.isEmpty ? .box(box) : .polytope(try polytope(for: network)), coordinates: network.inputNames,
      description: description)
  }

  private func slicePlace(for network: Network) throws -> Place {
    let plane = try plane(for: network)
    let suffix = slice.map { " of the slice \($0)" } ?? through.map { " of the plane through \($0)" } ?? ""
    let (shape, description): (ConvexPolygon, String)
    if let polygon {
      (shape, description) = (try corners(polygon), "the polygon \(polygon)\(suffix)")
    } else {
      let box = try NumberList.box(box ?? (through == nil ? "-1:1" : "0:1"), dimension: 2)
      (shape, description) = (ConvexPolygon(box), box.inWords + suffix)
    }
    return Place(.slice(plane, shape), coordinates: ["s", "t"], description: description)
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

  /// The domain as a polytope of the input space, of any dimension.
  func polytope(for network: Network) throws -> Polytope {
    guard isOfInputSpace else {
      throw ValidationError("this is for the input space itself: a --box, and --where")
    }
    let halfSpaces = try self.where.map { try NumberList.halfSpace($0, dimension: network.inputCount, in: "--where") }
    return try Polytope(spaceBox(for: network), halfSpaces: halfSpaces)
  }

  private func spaceBox(for network: Network) throws -> Box {
    try NumberList.box(box ?? "-1:1", dimension: network.inputCount)
  }

  func validate() throws {
    if box != nil, polygon != nil { throw ValidationError("--box and --polygon exclude each other") }
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
        "\(slice == nil ? "--through" : "--slice"): points of \(plane.dimension) coordinates, but the network has "
          + "\(network.inputCount) inputs")
    }
    return plane
  }
}
