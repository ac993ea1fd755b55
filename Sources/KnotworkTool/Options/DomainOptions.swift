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
      "Only where this holds, for three inputs and more; may be given several times: --where \"1,1,0<=0.5\".",
      valueName: "inequality"))
  var `where`: [String] = []

  /// Whether a domain was given at all.
  var isGiven: Bool { box != nil || !self.where.isEmpty || !isOfInputSpace }
  /// Whether it is a domain of the input space itself, and no part of a plane.
  var isOfInputSpace: Bool { polygon == nil && slice == nil && through == nil }

  /// A domain in a plane of the input space.
  struct Domain {
    let polygon: ConvexPolygon
    let plane: Plane
    let coordinates: [String]
    let description: String
  }

  /// Where the question is asked.
  enum Place {
    case plane(Domain)
    /// A polytope of three dimensions and more.
    case space(Polytope, description: String)
  }

  /// The domain for a network, of any dimension; [−1, 1] on every coordinate where nothing is said.
  func place(for network: Network) throws -> Place {
    guard network.inputCount > 2, slice == nil, through == nil else {
      if !self.where.isEmpty {
        throw ValidationError("--where is for networks of three inputs and more; in the plane use --polygon")
      }
      return .plane(try resolve(for: network))
    }
    if polygon != nil {
      throw ValidationError("--polygon needs two coordinates: a slice of the input space (--slice or --through)")
    }
    return try .space(polytope(for: network), description: description(for: network))
  }

  /// The domain as a polytope of the input space, of any dimension.
  func polytope(for network: Network) throws -> Polytope {
    guard slice == nil, through == nil, polygon == nil else {
      throw ValidationError("this is for the input space itself: a --box, and --where")
    }
    let halfSpaces = try self.where.map { try NumberList.halfSpace($0, dimension: network.inputCount, in: "--where") }
    return try Polytope(spaceBox(for: network), halfSpaces: halfSpaces)
  }

  private func spaceBox(for network: Network) throws -> Box {
    try NumberList.box(box ?? "-1:1", dimension: network.inputCount)
  }

  /// The polytope in words.
  func description(for network: Network) throws -> String {
    try ([spaceBox(for: network).inWords] + self.where).joined(separator: " where ")
  }

  func validate() throws {
    if box != nil, polygon != nil { throw ValidationError("--box and --polygon exclude each other") }
    if slice != nil, through != nil { throw ValidationError("--slice and --through exclude each other") }
  }

  /// The domain for a network; [−1, 1] on every coordinate where nothing is said.
  func resolve(for network: Network) throws -> Domain {
    let (plane, dimension) = try plane(for: network)
    let isSlice = slice != nil || through != nil
    let coordinates = isSlice ? ["s", "t"] : network.inputNames
    let suffix = slice.map { " of the slice \($0)" } ?? through.map { " of the plane through \($0)" } ?? ""
    if let polygon {
      guard dimension == 2 else {
        throw ValidationError("--polygon needs two coordinates, and the network has one input")
      }
      let corners = try polygon.split(whereSeparator: { $0 == " " || $0 == ";" }).map { text in
        let numbers = try NumberList.numbers(text, in: "--polygon")
        guard numbers.count == 2 else {
          throw ValidationError("--polygon: \"\(text)\" is not a corner; expected two numbers with a comma")
        }
        return SIMD2(numbers[0], numbers[1])
      }
      return Domain(
        polygon: try ConvexPolygon(corners), plane: plane, coordinates: coordinates,
        description: "the polygon \(polygon)\(suffix)")
    }
    let box = try NumberList.box(box ?? (through == nil ? "-1:1" : "0:1"), dimension: dimension)
    let intervals = zip(box.lower, box.upper).map { "[\($0.short), \($1.short)]" }.joined(separator: " × ")
    return Domain(
      polygon: dimension == 1
        ? ConvexPolygon(lower: [box.lower[0], 0], upper: [box.upper[0], 1]) : ConvexPolygon(box),
      plane: plane, coordinates: coordinates, description: intervals + suffix)
  }

  private func plane(for network: Network) throws -> (Plane, dimension: Int) {
    if let slice {
      let parts = try NumberList.triple(slice, in: "--slice")
      return (try checked(Plane(origin: parts[0], directions: parts[1], parts[2]), network), 2)
    }
    if let through {
      let parts = try NumberList.triple(through, in: "--through")
      return (try checked(Plane(through: parts[0], parts[1], parts[2]), network), 2)
    }
    switch network.inputCount {
    case 1: return (.axis(0, through: [0]), 1)
    case 2: return (.identity, 2)
    default:
      throw Failure(
        .usage,
        "the network has \(network.inputCount) inputs, and this verb works in one and two dimensions; "
          + "choose a plane of its input space with --slice or --through")
    }
  }

  private func checked(_ plane: Plane, _ network: Network) throws -> Plane {
    guard plane.dimension == network.inputCount else {
      throw Failure(
        .usage,
        "\(slice == nil ? "--through" : "--slice"): points of \(plane.dimension) coordinates, but the network has "
          + "\(network.inputCount) inputs")
    }
    return plane
  }
}

extension DomainOptions.Place {
  /// The domain in words.
  var description: String {
    switch self {
    case .plane(let domain): domain.description
    case .space(_, let description): description
    }
  }

  /// The names of the coordinates.
  func coordinates(of network: Network) -> [String] {
    switch self {
    case .plane(let domain): domain.coordinates
    case .space: network.inputNames
    }
  }
}
