import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// What a question is about, as it stands in its object.
struct QuestionParts {
  /// The options of the verb.
  var options: QuestionMembers
  let limits: Limits
  let threads: Int?
  /// The network, and the ranges of its inputs.
  private(set) var file: (network: Network, ranges: InputRanges?)?
  /// The rows.
  private(set) var table: QuestionTable?
  /// The rows of a question that does not have them itself.
  var given: DataTable?
  private var domain: QuestionMembers?

  init(options: QuestionMembers, limits: Limits, threads: Int?) {
    (self.options, self.limits, self.threads) = (options, limits, threads)
  }

  /// Takes network, table and domain.
  ///
  /// - Parameter given: the network of a question that does not have it itself.
  mutating func take(from members: inout QuestionMembers, givenNetwork given: (Network, InputRanges?)? = nil) throws {
    file = given.map { ($0.0, $0.1) }
    if let value = members.take("network") {
      if given != nil { throw InvalidRequest("network", "is given twice, in the question and beside it") }
      do {
        file = try NetworkJSON.decodeAll(value)
      } catch {
        throw FormatError("network: \(error.description)")
      }
    }
    table = try members.object("table").map { try QuestionTable($0) }
    domain = try members.object("domain")
  }

  /// The network.
  func network() throws(InvalidRequest) -> (network: Network, ranges: InputRanges?) {
    guard let file else {
      throw InvalidRequest("network", "is missing; expected a network, an object as in a network file")
    }
    return file
  }

  /// The rows of the inputs of a network; nil where there is no table.
  func rows(_ network: Network) throws -> DataRows? {
    try table.map { try DataRows($0.source, names: network.inputNames, keepsRows: true) }
  }

  /// The table, for questions that have no other subject.
  func requireTable() throws(InvalidRequest) -> QuestionTable {
    guard let table else {
      throw InvalidRequest("table", "is missing; expected an object with names and columns")
    }
    return table
  }

  /// The columns of the table that a question is about.
  func loaded(_ columns: TableOptions) throws -> DataTable { try loadedWithLevels(columns).table }

  /// The same with the levels of columns of text, by their names.
  func loadedWithLevels(_ columns: TableOptions) throws -> (table: DataTable, levels: [String: [String]]) {
    guard let given else {
      let loaded = try LoadedTable(requireTable().source, options: columns)
      return (loaded.table, loaded.levels)
    }
    try refuse(table: true, "is given twice, in the question and beside it")
    return (given, [:])
  }

  /// Refuses parts that the question has no use for.
  func refuse(network: Bool = false, table: Bool = false, domain: Bool = false, _ why: String) throws(InvalidRequest) {
    if network, file != nil { throw InvalidRequest("network", why) }
    if table, self.table != nil { throw InvalidRequest("table", why) }
    if domain, self.domain != nil { throw InvalidRequest("domain", why) }
  }

  /// Where the question is asked: as it says, or else over the ranges of the rows, those of the network's file, or [−1, 1].
  func place(
    _ network: Network, _ ranges: InputRanges?, _ rows: DataRows?, allowsWholeSpace: Bool = true
  ) throws -> Place {
    guard var domain else {
      let inputs = network.inputCount
      if let rows { return Place(.box(try rows.ranges.box()), of: network, source: .data(rows.name)) }
      if let ranges { return Place(.box(try ranges.box()), of: network, source: .file) }
      return Place(.box(try Box(-1...1, dimension: inputs)), of: network, source: .assumed)
    }
    if try domain.flag("whole_space") {
      try domain.finish()
      guard allowsWholeSpace else {
        throw InvalidRequest("domain.whole_space", "this question needs a bounded domain; expected a box")
      }
      return Place(.wholeSpace, of: network)
    }
    let isThrough = domain.has("through")
    if let plane = try plane(&domain, network) {
      // Through three points the parallelogram that they span, as the tool does.
      let usual = try Box(isThrough ? 0...1 : -1...1, dimension: 2)
      let polygon = try polygon(&domain) ?? ConvexPolygon(box(&domain, dimension: 2) ?? usual)
      try domain.finish()
      return Place(.slice(plane, polygon), of: network)
    }
    if let polygon = try polygon(&domain) {
      try domain.finish()
      guard network.inputCount == 2 else {
        throw InvalidRequest(
          "domain.polygon",
          "needs two coordinates, and the network has \(network.inputCount.counted("input")); expected a box, or a slice"
        )
      }
      return Place(.polygon(polygon), of: network)
    }
    let given = try box(&domain, dimension: network.inputCount)
    let halfSpaces = try halfSpaces(&domain, network)
    let pairs = try hullPairs(&domain, network)
    try domain.finish()
    if let pairs {
      guard let rows else {
        throw InvalidRequest("domain.hull_pairs", "are about rows; expected a table")
      }
      return try rows.place(in: given, where: halfSpaces, hullsOf: pairs, of: network)
    }
    guard let box = given else {
      throw InvalidRequest("domain", "says nothing; expected box, polygon, slice, through, hull_pairs or whole_space")
    }
    return halfSpaces.isEmpty
      ? Place(.box(box), of: network)
      : Place(.polytope(try Polytope(box, halfSpaces: halfSpaces)), of: network)
  }

  /// The place of a domain by itself.
  static func place(_ domain: JSONValue, of network: Network) throws -> Place {
    var parts = QuestionParts(options: try QuestionMembers(nil, at: "options"), limits: .none, threads: nil)
    parts.domain = try QuestionMembers(domain, at: "domain")
    return try parts.place(network, nil, nil)
  }

  private func plane(_ domain: inout QuestionMembers, _ network: Network) throws -> Plane? {
    let plane: Plane
    let field: String
    if var slice = try domain.object("slice") {
      let origin = try slice.numbers("origin")
      let directions = try slice.rows("directions")
      try slice.finish()
      guard let origin, let directions, directions.count == 2 else {
        throw InvalidRequest("domain.slice", "expected an origin and two directions")
      }
      field = "domain.slice"
      plane = try Plane(origin: origin, directions: directions[0], directions[1])
    } else if let points = try domain.rows("through") {
      field = "domain.through"
      guard points.count == 3 else {
        throw InvalidRequest(field, "found \(points.count.counted("point")); expected three")
      }
      plane = try Plane(through: points[0], points[1], points[2])
    } else {
      return nil
    }
    guard plane.dimension == network.inputCount else {
      throw InvalidRequest(
        field,
        "points of \(plane.dimension.counted("coordinate")), but the network has "
          + "\(network.inputCount.counted("input"))")
    }
    return plane
  }

  private func polygon(_ domain: inout QuestionMembers) throws -> ConvexPolygon? {
    try domain.rows("polygon", columns: 2).map { corners in
      try ConvexPolygon(corners.map { SIMD2($0[0], $0[1]) })
    }
  }

  private func box(_ domain: inout QuestionMembers, dimension: Int) throws -> Box? {
    guard let intervals = try domain.rows("box", columns: 2) else { return nil }
    guard intervals.count == dimension else {
      throw InvalidRequest(
        "domain.box", "found \(intervals.count.counted("interval")); expected \(dimension), one for each coordinate")
    }
    return try Box(lower: intervals.map { $0[0] }, upper: intervals.map { $0[1] })
  }

  /// The pairs of inputs of which hulls are asked for: "all", or some by their names.
  private func hullPairs(_ domain: inout QuestionMembers, _ network: Network) throws -> [(Int, Int)]? {
    guard let value = domain.take("hull_pairs") else { return nil }
    if value.string == "all" { return network.inputNames.pairs }
    let expected = "\"all\", or an array of pairs of inputs, as in [[\"x1\", \"x2\"]]"
    guard let elements = value.elements else { throw domain.wrong("hull_pairs", value, expected) }
    return try elements.enumerated().map { index, element in
      let numbers = (element.elements ?? []).map { $0.string.flatMap(network.inputNames.firstIndex(of:)) }
      guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first != second else {
        throw InvalidRequest("domain.hull_pairs[\(index)]", "is no pair of inputs; expected \(expected)")
      }
      return (first, second)
    }
  }

  private func halfSpaces(_ domain: inout QuestionMembers, _ network: Network) throws -> [HalfSpace] {
    guard let value = domain.take("where") else { return [] }
    guard let elements = value.elements else {
      throw domain.wrong("where", value, "an array of half-spaces, {\"normal\": […], \"offset\": …}")
    }
    return try elements.enumerated().map { index, element in
      let place = "domain.where[\(index)]"
      var members = try QuestionMembers(element, at: place)
      let (normal, offset) = (try members.numbers("normal"), try members.number("offset"))
      try members.finish()
      guard let normal, let offset, normal.count == network.inputCount else {
        throw InvalidRequest(
          place, "expected a normal of \(network.inputCount.counted("number")) and an offset: normal · x ≤ offset")
      }
      return HalfSpace(normal: normal, offset: offset)
    }
  }
}
