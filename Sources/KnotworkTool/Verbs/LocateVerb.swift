import ArgumentParser
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork locate`.
struct LocateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "locate",
    abstract: "Shows the region of a point, or the regions that hold the rows of a file.",
    discussion: """
      The region is that of the whole input space, with its facets: the half-spaces that bound it, none of them redundant. \
      It is found without any other region, so the network may have any number of inputs.

      EXAMPLES
        knotwork locate Examples/question.json --at=0.5,-0.2
        knotwork locate Examples/question.json --data Examples/points.csv
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("The point, one number per input: --at=0.5,-1.", valueName: "point"))
  var at: String?

  @Option(help: ArgumentHelp("Count the rows of this CSV file by regions; - is standard input.", valueName: "file"))
  var data: String?

  @OptionGroup var format: FormatOptions

  /// As many inputs are shown as a formula, and as many lines of a table.
  private static let formulaLimit = 6
  private static let tableLimit = 40

  func validate() throws {
    if (at == nil) == (data == nil) {
      throw ValidationError("say where: either --at with a point or --data with a file")
    }
    if network.path == "-", data == "-" {
      throw ValidationError("only one of network and data can come from standard input")
    }
  }

  func run() throws {
    let network = try network.load()
    if let data { return try tally(data, network) }
    let point = try PointOption.point(at ?? "", for: network, option: "--at")
    let start = ContinuousClock.now
    let region = try network.region(containing: point)
    let nearest = Norm.allCases.compactMap { region.nearestCrease(in: $0) }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.locate")
        json.member("version", 1)
        json.member("point", point)
        RegionJSON.write(region, to: &json)
        json.key("nearest_crease")
        json.array(lines: true) { json in
          for crease in nearest {
            json.object { json in
              json.member("norm", crease.norm.rawValue)
              json.member("distance", crease.distance)
              json.member("layer", crease.unit.layer + 1)
              json.member("unit", crease.unit.index + 1)
              json.member("point", crease.point)
            }
          }
        }
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try write(region, nearest, output)
    }
    try output.close()
  }

  private func write(_ region: LocalRegion, _ nearest: [NearestCrease], _ output: Output) throws {
    let network = region.network
    let count = region.facets.count
    try output.line("region \(region.pattern), bounded by \(count.grouped) \(count == 1 ? "facet" : "facets")")
    if nearest.contains(where: { $0.distance == 0 }) {
      try output.line("the point lies on a crease; this is one of the regions that meet there")
    }
    let isSmall = network.inputCount <= LocateVerb.formulaLimit
    if isSmall {
      let map = region.map
      for (index, name) in network.outputNames.enumerated() {
        try output.line(
          "\(name) = \(Formula.affine(Array(map.slope[row: index]), map.intercept[index], network.inputNames))")
      }
    }
    try output.line()
    guard !nearest.isEmpty else {
      try output.line("no crease: the network is linear")
      return
    }
    var creases = TextTable(["norm", "nearest crease", "layer", "unit"])
    for crease in nearest {
      creases.append([
        crease.norm.title, crease.distance.short, String(crease.unit.layer + 1), String(crease.unit.index + 1),
      ])
    }
    for line in creases.lines() { try output.line(line) }
    try output.line()
    var table = TextTable(["facet", "layer", "units"] + (isSmall ? ["where"] : []))
    let halfSpaces = isSmall ? region.halfSpaces : []
    for (index, facet) in region.facets.prefix(LocateVerb.tableLimit).enumerated() {
      let units = facet.units.map {
        $0.layer == facet.units[0].layer ? "\($0.index + 1)" : "\($0.layer + 1):\($0.index + 1)"
      }
      let inequality =
        isSmall
        ? ["\(Formula.affine(halfSpaces[index].normal, 0, network.inputNames)) ≤ \(halfSpaces[index].offset.short)"]
        : []
      table.append(
        [String(index + 1), String(facet.units[0].layer + 1), units.joined(separator: ", ")] + inequality)
    }
    for line in table.lines(leftAligned: [0, 2, 3]) { try output.line(line) }
    let left = count - LocateVerb.tableLimit
    if left > 0 || !isSmall { try output.line("--json lists all facets with their half-spaces") }
  }

  private func tally(_ path: String, _ network: Network) throws {
    var tally = PatternTally(network)
    let start = ContinuousClock.now
    let notes = try DataRows.forEachPiece(of: path, for: network) { rows in for row in rows { tally.add(row) } }
    let regions = tally.regions
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.locate")
        json.member("version", 1)
        json.member("rows", tally.rowCount)
        json.member("regions", regions.count)
        json.key("region")
        json.array(lines: true) { json in
          for entry in regions {
            json.object { json in
              json.member("pattern", entry.pattern.description)
              json.member("rows", entry.count)
              json.member("first_row", entry.firstRow)
            }
          }
        }
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try output.line("\(tally.rowCount.grouped) rows in \(regions.count.grouped) regions")
      try output.line()
      var table = TextTable(["pattern", "rows", "share", "first row"])
      for entry in regions.prefix(LocateVerb.tableLimit) {
        table.append([
          entry.pattern.description, entry.count.grouped,
          "\((100 * Double(entry.count) / Double(tally.rowCount)).short) %", String(entry.firstRow + 1),
        ])
      }
      for line in table.lines() { try output.line(line) }
      let left = regions.count - LocateVerb.tableLimit
      if left > 0 { try output.line("… and \(left.grouped) more; --json lists them all") }
    }
    try output.close()
    for note in notes { Messages.write("note: \(note)") }
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
