import Knotwork
import KnotworkFormats

/// The region of a point, with its facets, and the nearest creases.
public struct LocateAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.locate")

  /// The regions that meet at the point; one of them is what the answer describes.
  public let regionsAtPoint: RegionsAtPoint
  /// That region; it knows the point.
  public var region: LocalRegion { regionsAtPoint.region }
  /// One for each norm; none where the network is linear.
  public let nearestCreases: [NearestCrease]
  let costs: CostLimits

  /// Writes `point`, `on_crease`, the region's members, `regions_at_point`, and `nearest_crease`.
  public func write(to json: inout JSONWriter) throws {
    json.member("point", region.point)
    json.member("on_crease", regionsAtPoint.isOnCrease)
    json.members(region)
    json.key("regions_at_point")
    json.array { json in for region in regionsAtPoint.regions { json.value(region.pattern.description) } }
    json.member("all_regions_at_point", regionsAtPoint.isComplete)
    json.key("nearest_crease")
    json.array(lines: true) { json in
      for crease in nearestCreases {
        json.object { json in
          json.member("norm", crease.norm.rawValue)
          json.member("distance", crease.distance)
          json.member("layer", crease.unit.layer + 1)
          json.member("unit", crease.unit.index + 1)
          json.member("point", crease.point)
        }
      }
    }
  }

  /// Writes the pattern, the formulas of few inputs, the nearest creases and the facets.
  public func write(to text: inout TextWriter) throws {
    let network = region.network
    try text.line("region \(region.pattern), bounded by \(region.facets.count.counted("facet"))")
    if regionsAtPoint.isOnCrease {
      let patterns = regionsAtPoint.regions.prefix(costs.tableRows).map(\.pattern.description)
      let more = patterns.count < regionsAtPoint.regions.count || !regionsAtPoint.isComplete ? ", …" : ""
      let count = (regionsAtPoint.isComplete ? "" : "more than ") + regionsAtPoint.regions.count.counted("region")
      try text.line("the point lies on a crease, where \(count) meet: \(patterns.joined(separator: ", "))\(more)")
    }
    if isSmall {
      let map = region.map
      for (index, name) in network.outputNames.enumerated() {
        try text.line(
          "\(name) = \(Formula.affine(Array(map.slope[row: index]), map.intercept[index], network.inputNames))")
      }
    }
    try text.line()
    guard !nearestCreases.isEmpty else { return try text.line("no crease: the network is linear") }
    var creases = TextTable(["norm", "nearest crease", "layer", "unit"])
    for crease in nearestCreases {
      creases.append([
        crease.norm.title, crease.distance.short, String(crease.unit.layer + 1), String(crease.unit.index + 1),
      ])
    }
    try text.table(creases)
    try text.line()
    try writeFacets(to: &text)
  }

  private var isSmall: Bool { region.network.inputCount <= costs.formulaInputs }

  private func writeFacets(to text: inout TextWriter) throws {
    let names = region.network.inputNames
    var table = TextTable(["facet", "layer", "units"] + (isSmall ? ["where"] : []))
    let halfSpaces = isSmall ? region.halfSpaces : []
    for (index, facet) in region.facets.prefix(costs.tableRows).enumerated() {
      let units = facet.units.map {
        $0.layer == facet.units[0].layer ? "\($0.index + 1)" : "\($0.layer + 1):\($0.index + 1)"
      }
      let inequality =
        isSmall ? ["\(Formula.affine(halfSpaces[index].normal, 0, names)) ≤ \(halfSpaces[index].offset.short)"] : []
      table.append(
        [String(index + 1), String(facet.units[0].layer + 1), units.joined(separator: ", ")] + inequality)
    }
    try text.table(table, leftAligned: [0, 2, 3])
    if region.facets.count > costs.tableRows || !isSmall {
      try text.line("--json lists all facets with their half-spaces")
    }
  }
}

extension Norm {
  /// As mathematicians write it.
  fileprivate var title: String {
    switch self {
    case .l1: "ℓ1"
    case .l2: "ℓ2"
    case .lInfinity: "ℓ∞"
    }
  }
}
