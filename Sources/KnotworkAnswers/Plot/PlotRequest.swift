import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// What does a network look like?
public struct PlotRequest: Sendable {
  /// What is drawn.
  public enum View: String, CaseIterable, Sendable {
    /// The broken line of one input, with its knots and slopes.
    case curve
    /// The regions of two dimensions as a map, with the creases over it.
    case regions
    /// The creases of two dimensions: the wider, the more the output bends.
    case creases
    /// Which units are active on which regions.
    case patterns
    /// The graph over two dimensions, beside a plane.
    case surface
    /// The residuals of the rows, region by region.
    case residuals
    /// The slopes of each input over the regions that hold rows, beside linear regression.
    case slopes
    /// The output over one input with the others as in each row, and the mean over the rows.
    case effects
  }

  /// What the colours of the view of regions say.
  public enum Coloring: String, CaseIterable, Sendable {
    /// The value of the output.
    case output
    /// Its slope with respect to one coordinate.
    case slope
    /// The activation pattern.
    case pattern
    /// The mean of target − output over the rows of a region.
    case residual
  }

  /// The colours of a picture.
  public enum Look: String, CaseIterable, Sendable {
    /// Dark on light.
    case light
    /// Light on dark.
    case dark
  }

  /// What is drawn.
  public var view: View
  /// Where.
  public var place: Place
  /// The ranges of the inputs, where they are known; the view of a curve takes its interval from them.
  public var ranges: InputRanges?
  /// The output by its name; nil for the first.
  public var output: String?
  /// The input that varies along the curve, or whose slope is coloured, by its name.
  public var input: String?
  /// The values of the other inputs along the curve; the middle of their ranges where nil.
  public var point: [Double]?
  /// What the colours of regions say.
  public var coloring = Coloring.output
  /// Rows of the data, a column for each input of the network; none where nil.
  public var rows: DataTable?
  /// Whether the target of the rows is what was measured; otherwise only their inputs count.
  public var hasTarget = false
  /// The colours of the picture.
  public var appearance = Look.light

  /// More regions than that are no picture any more.
  private static let regionLimit = 50_000

  /// A request for a picture.
  public init(_ view: View, over place: Place) {
    self.view = view
    self.place = place
  }

  /// Says what is wrong with the request for a network.
  ///
  /// - Throws: ``InvalidRequest`` for a domain without the dimensions of the view, names that the network does not have, and
  ///   residuals without what was measured.
  public func validate(for network: Network) throws(InvalidRequest) {
    let dimension = place.domain.dimension(inputs: network.inputCount)
    if [.regions, .creases, .surface].contains(view), dimension != 2 {
      throw InvalidRequest(
        "view",
        "\(view.rawValue) is drawn over two dimensions, and the domain has \(dimension); expected "
          + (dimension == 1 ? "curve or patterns" : "a plane (slice or through), or curve or patterns"))
    }
    if [.residuals, .slopes].contains(view), !hasTarget {
      throw InvalidRequest(
        "view",
        "\(view.rawValue) needs what was measured; expected data with a column for \(network.outputNames[0]), or a target"
      )
    }
    if view != .regions, coloring != .output {
      throw InvalidRequest("color_by", "the view \(view.rawValue) has no colours to choose; expected the view regions")
    }
    if coloring == .residual, !hasTarget {
      throw InvalidRequest(
        "color_by",
        "residuals need what was measured; expected data with a column for \(network.outputNames[0]), or a target")
    }
    if let output, !network.outputNames.contains(output) {
      throw InvalidRequest(
        "output_name", "\"\(output)\" is not one of \(network.outputNames.joined(separator: ", "))")
    }
    if view == .effects { _ = try effectInput(network) }
    guard let input, view != .curve, view != .effects else { return }
    guard view == .regions, coloring == .slope else {
      throw InvalidRequest("input", "goes with the views curve and effects, or with regions coloured by slope")
    }
    if !place.coordinates.contains(input) {
      throw InvalidRequest("input", "\"\(input)\" is not one of \(place.coordinates.joined(separator: ", "))")
    }
  }

  /// The picture.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, `LimitReached` when the budget is spent, `InvalidGeometry` for a
  ///   domain that is not one of the network's input space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> PlotAnswer {
    try validate(for: network)
    let number = output.flatMap { network.outputNames.firstIndex(of: $0) } ?? 0
    if view == .curve { return try curve(of: network, number, within: budget) }
    if let rows, let drawing = try drawing(of: network, number, on: rows, within: budget) {
      return PlotAnswer(
        drawing: drawing, characters: view == .residuals ? drawing.characters() : nil, appearance: appearance)
    }
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? PlotRequest.regionLimit, PlotRequest.regionLimit)
    let detail: Dissection.Detail = view == .patterns ? .facets : [.vertices, .extremes]
    let dissection = try Dissection(of: network, over: place.domain, keeping: detail, within: budget)
    let title = "\(network.outputNames[number]) over \(place.description)"
    switch view {
    case .curve, .residuals, .slopes, .effects, .patterns:
      let matrix = PatternMatrix(dissection, title: "Activation patterns over \(place.description)")
      return PlotAnswer(drawing: matrix.drawing(), characters: matrix.text(), appearance: appearance)
    case .regions:
      return PlotAnswer(
        drawing: try map(of: dissection, number, title).drawing(), characters: nil, appearance: appearance)
    case .creases:
      var map = CreaseMap(dissection, title: "Creases of \(title)")
      (map.output, map.names) = (number, names)
      return PlotAnswer(drawing: map.drawing(), characters: nil, appearance: appearance)
    case .surface:
      return PlotAnswer(
        drawing: try surface(of: dissection, number, title).drawing(), characters: nil, appearance: appearance)
    }
  }

  /// The input that varies in the view of effects.
  private func effectInput(_ network: Network) throws(InvalidRequest) -> Int {
    guard let rows else {
      throw InvalidRequest(
        "view", "effects needs rows; expected data with the columns \(network.inputNames.joined(separator: ", "))")
    }
    guard let number = input.map({ network.inputNames.firstIndex(of: $0) }) ?? (network.inputCount == 1 ? 0 : nil)
    else {
      throw InvalidRequest(
        "input", "expected one of \(network.inputNames.joined(separator: ", ")) for the view effects")
    }
    guard Set(rows.columns[number]).count > 1 else {
      throw InvalidRequest("input", "\(network.inputNames[number]) is the same in all rows; expected one that varies")
    }
    return number
  }

  /// The views of rows; nil for others.
  private func drawing(of network: Network, _ output: Int, on rows: DataTable, within budget: Budget) throws -> Drawing?
  {
    let name = network.outputNames[output]
    switch view {
    case .residuals:
      var residuals = PieceResiduals(network, on: rows, title: "Residuals of \(name) by region")
      residuals.output = output
      return residuals.drawing()
    case .slopes:
      var slopes = SlopeChart(network, on: rows, title: "Slopes of \(name) in the regions that hold rows")
      slopes.output = output
      return slopes.drawing()
    case .effects:
      return try effects(of: network, output, input: effectInput(network), on: rows, within: budget).drawing()
    default: return nil
    }
  }

  /// The curve of each row, and their mean: both without a grid.
  private func effects(of network: Network, _ output: Int, input: Int, on rows: DataTable, within budget: Budget) throws
    -> EffectChart
  {
    let column = rows.columns[input]
    let range = (column.min() ?? 0)...(column.max() ?? 1)
    let all = rows.rowCount
    let rows = rows.thinned()
    let curves = try InputCurves(
      of: network, output: output, input: input, over: range, rows: rows.columns, keepsIndividual: true,
      cancelledWith: budget.progress)
    let name = network.inputNames[input]
    let part = rows.rowCount < all ? ", \(rows.rowCount.grouped) of \(all.counted("row"))" : ", row by row"
    var chart = EffectChart(
      mean: curves.mean.points, rowCount: rows.rowCount,
      title: "\(network.outputNames[output]) over \(name)\(part)", xName: name, yName: network.outputNames[output])
    (chart.rows, chart.places) = (curves.individual.map(\.points), column)
    return chart
  }

  private var names: (String, String) { (place.coordinates[0], place.coordinates[1]) }

  /// Rows lie in a picture of the input space only, and not in one of a plane within it.
  private var hasRowsInPicture: Bool {
    if case .slice = place.domain { false } else { rows != nil }
  }

  private func map(of dissection: Dissection, _ output: Int, _ title: String) -> RegionMap {
    var map = RegionMap(dissection, title: title)
    (map.output, map.names) = (output, names)
    switch coloring {
    case .output: map.coloring = .output
    case .slope: map.coloring = .slope(input.flatMap { place.coordinates.firstIndex(of: $0) } ?? 0)
    case .pattern: map.coloring = .pattern
    case .residual: map.coloring = .residual
    }
    if let rows, hasRowsInPicture {
      map.rows = (0..<rows.rowCount).map { row in
        RegionMap.Row(SIMD2(rows.columns[0][row], rows.columns[1][row]), target: hasTarget ? rows.target[row] : nil)
      }
    }
    return map
  }

  /// Beside the plane of linear regression on the rows where their target is known, or else the best linear approximation over
  /// the domain.
  private func surface(of dissection: Dissection, _ output: Int, _ title: String) throws -> Surface {
    var surface = Surface(dissection, title: title)
    (surface.output, surface.names) = (output, names)
    if let rows, hasTarget, hasRowsInPicture {
      let linear = LinearRegression(rows)
      surface.plane = Surface.Plane(
        "linear regression on the rows",
        slope: SIMD2(linear.coefficients[1].estimate, linear.coefficients[2].estimate),
        constant: linear.coefficients[0].estimate)
    } else {
      let fit = try dissection.linearFit(of: output)
      surface.plane = Surface.Plane(
        "the best linear approximation", slope: SIMD2(fit.slope[0], fit.slope[1]), constant: fit.intercept)
    }
    return surface
  }

  private func curve(of network: Network, _ output: Int, within budget: Budget) throws -> PlotAnswer {
    let request = ProfileRequest(
      along: .input(input, over: nil, at: point), output: network.outputNames[output], ranges: ranges)
    let profile = try request.answer(about: network, within: budget)
    var curve = profile.curve
    let words = Place(
      profile.place.domain, coordinates: profile.place.coordinates, words: profile.place.words, source: place.source)
    curve.title = "\(profile.output) along \(words.description)"
    if let rows {
      if network.inputCount == 1, hasTarget {
        curve.rows = zip(rows.columns[0], rows.target).map { SIMD2($0, $1) }
      }
      if hasTarget, case .input(let input, let range, var point) = profile.place.domain {
        let linear = LinearRegression(rows)
        func value(_ x: Double) -> Double {
          point[input] = x
          return linear(point)
        }
        curve.linear = (value(range.lowerBound), value(range.upperBound))
      }
    }
    return PlotAnswer(drawing: curve.drawing(), characters: curve.text(), appearance: appearance)
  }
}
