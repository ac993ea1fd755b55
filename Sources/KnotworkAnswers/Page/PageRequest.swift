import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// A network as one page of HTML that stands alone: its regions, creases and surface, or its curve, with the numbers behind them.
public struct PageRequest: Sendable {
  /// Where.
  public var place: Place
  /// What the network is called, for the title and for commands.
  public var name: String
  /// Whether the page says which command gives the same numbers: where the name is that of a file.
  public var showsCommands = true
  /// Whether the page says what the inputs do at the rows, and which units bend the output.
  public var showsExplanation = true
  /// The output by its name; nil for the first.
  public var output: String?
  /// Rows of the data, a column for each input of the network; none where nil.
  public var rows: DataTable?
  /// Whether the target of the rows is what was measured; otherwise only their inputs count.
  public var hasTarget = false
  /// How many slices a page of more than two inputs has at most; nil for ``defaultSlices``.
  public var slices: Int?
  /// By how much smaller networks, which the page shows with their proved errors, may differ from this one; none where nil.
  public var tolerance: SimplifyRequest.Tolerance?
  /// Rows, from 0, at which slices fix the inputs that do not vary, beside the middle of the ranges; nil for a typical one.
  public var fixedRows: [Int]?

  /// So many slices unless another number is asked for.
  public static let defaultSlices = 6
  /// More regions than that are no page any more.
  private static let regionLimit = 50_000
  /// As many inputs have a profile.
  private static let profiles = 6

  /// A request for a page.
  public init(over place: Place, name: String) {
    self.place = place
    self.name = name
  }

  /// Says what is wrong with the request for a network.
  ///
  /// - Throws: ``InvalidRequest`` for domains that have no page, names and rows that are not there, slices of what has two
  ///   dimensions at most, and smaller networks over a plane.
  public func validate(for network: Network) throws(InvalidRequest) {
    if let output, !network.outputNames.contains(output) {
      throw InvalidRequest("output_name", "\"\(output)\" is not one of \(network.outputNames.joined(separator: ", "))")
    }
    let dimension = place.domain.dimension(inputs: network.inputCount)
    if dimension > 2 {
      guard case .box = place.domain else {
        throw InvalidRequest(
          nil, "a page of more than two dimensions shows slices of a box; expected a box, or a plane (slice or through)"
        )
      }
    } else if slices != nil || fixedRows != nil {
      throw InvalidRequest(
        slices != nil ? "slices" : "rows",
        "the page shows all of \(dimension == 1 ? "one dimension" : "two dimensions"); slices are of more than two")
    }
    if tolerance != nil, !place.domain.isSimplifiable {
      throw InvalidRequest(
        "error", "networks are made smaller over a box or a polygon of their inputs; found \(place.words)")
    }
    if place.domain == .wholeSpace { throw InvalidRequest("domain", "the whole space has no picture; expected a box") }
    if let slices, slices < 1 { throw InvalidRequest("slices", "\(slices); expected at least 1") }
    guard let fixedRows else { return }
    guard let rows else { throw InvalidRequest("rows", "rows of no data; expected data as well") }
    if let wrong = fixedRows.first(where: { !(0..<rows.rowCount).contains($0) }) {
      throw InvalidRequest("rows", "there is no row \(wrong + 1); expected from 1 to \(rows.rowCount)")
    }
  }

  /// The page.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, `LimitReached` when the budget is spent, `InvalidGeometry` for a
  ///   domain that is not one of the network's input space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> PageAnswer {
    try validate(for: network)
    let start = ContinuousClock.now
    let number = output.flatMap { network.outputNames.firstIndex(of: $0) } ?? 0
    var limited = budget
    limited.limits.regions = min(budget.limits.regions ?? PageRequest.regionLimit, PageRequest.regionLimit)
    var profiles: [PageProfile] = []
    if network.inputCount > 1, let box = try box(of: network) {
      // Equal sizes keep the order of the inputs.
      profiles = try network.inputNames.indices.map {
        try PageProfile(of: network, output: number, input: $0, over: box, within: budget)
      }.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }.map(\.element)
    }
    let choices = try choices(for: network, order: profiles.map(\.input))
    let planes = try choices.map { try PagePlane($0, of: network, output: number, within: limited) }
    profiles = Array(profiles.prefix(PageRequest.profiles))
    if let rows {
      for index in profiles.indices {
        try profiles[index].add(rows, of: network, output: number, within: budget)
      }
    }
    let explanation = try (showsExplanation ? rows : nil).flatMap { rows in
      try PageExplanation(
        of: network, output: number, rows, isMeasured: hasTarget, name: "the data", within: budget)
    }
    let bends =
      showsExplanation && choices.count == 1 && choices[0].isWhole ? planes[0].dissection.bends(of: number) : nil
    var page = PageAnswer(
      network: network, output: number, name: name, planes: planes, profiles: profiles, table: rows,
      rows: rows.map { RowsByRegion(network, output: number, $0) }, explanation: explanation,
      bends: bends.flatMap { $0.units.isEmpty ? nil : ShapeAnswer.chart(of: $0, network.outputNames[number]) },
      hasTarget: hasTarget)
    if let tolerance {
      var request = SimplifyRequest(over: place)
      request.tolerance = tolerance
      if hasTarget, network.outputCount == 1 { request.table = rows }
      request.rows = rows.flatMap { DataRows($0.thinned(), name: "the data") }
      page.simplification = try request.answer(
        about: network, within: budget.after(ContinuousClock.now - start))
    }
    return page
  }

  /// The box of the inputs, where the domain is one of the input space.
  private func box(of network: Network) throws -> Box? {
    switch place.domain {
    case .box(let box): return box
    case .polytope(let polytope): return polytope.box
    case .polygon(let polygon):
      let (lower, upper) = polygon.bounds
      return try Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])
    default: return nil
    }
  }

  private func choices(for network: Network, order: [Int]) throws -> [PagePlane.Choice] {
    guard place.domain.dimension(inputs: network.inputCount) > 2, let box = try box(of: network) else {
      var choice = PagePlane.Choice(place: place)
      if case .slice = place.domain { choice.isWhole = false }
      if case .box(let box) = place.domain, showsCommands {
        choice.command = "knotwork dissect \(name.shellWord) --box=\(box.list) --json"
      }
      return [choice]
    }
    let parts = PageSlices(
      network: network, box: box, order: order, source: place.source, name: showsCommands ? name : nil)
    let count = slices ?? PageRequest.defaultSlices
    var points = [PageSlices.Point(words: "the middle of their ranges", values: box.center)]
    if let rows {
      points += (fixedRows ?? typicalRows(of: rows, box, pairs: order.count * (order.count - 1) / 2, count)).map {
        row in
        PageSlices.Point(
          words: "row \((rows.rowNumbers?[row] ?? row) + 1) of the data", values: rows.inputs(of: row))
      }
    }
    return try parts.choices(count, at: points)
  }

  /// The row that is nearest to the medians; where more slices are asked for than there are pairs of inputs, others that are
  /// evenly spaced.
  private func typicalRows(of table: DataTable, _ box: Box, pairs: Int, _ count: Int) -> [Int] {
    let medians = table.columns.map { $0.sorted()[$0.count / 2] }
    func distance(_ row: Int) -> Double {
      table.columns.indices.reduce(0) { sum, input in
        let way = (table.columns[input][row] - medians[input]) / (box.upper[input] - box.lower[input])
        return sum + way * way
      }
    }
    let distances = (0..<table.rowCount).map(distance)
    var chosen = [distances.indices.min { distances[$0] < distances[$1] } ?? 0]
    let more = min((count + pairs - 1) / pairs - 2, table.rowCount - 1)
    if more > 0 {
      for number in 0..<more where !chosen.contains(number * table.rowCount / more) {
        chosen.append(number * table.rowCount / more)
      }
    }
    return chosen
  }
}
