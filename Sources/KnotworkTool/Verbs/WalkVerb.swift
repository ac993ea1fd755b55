import ArgumentParser
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork walk`.
struct WalkVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk",
    abstract: "Walks from region to region: around a point, or along a straight path.",
    discussion: """
      Around a point the regions come nearest first, as counted in creases, each once; every one is found from its neighbour, \
      so the network may have any number of inputs. With --to they are those along the segment, in its order.

      EXAMPLES
        knotwork walk Examples/question.json --from=0.5,-0.2
        knotwork walk Examples/ripple.json --from=-2,-1 --to=2,1 --json
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("Where the walk starts, one number per input.", valueName: "point"))
  var from: String

  @Option(help: ArgumentHelp("Where a straight path ends.", valueName: "point"))
  var to: String?

  @Option(help: ArgumentHelp("Visit this many regions at most around a point.", valueName: "count"))
  var count = 100

  @Option(help: ArgumentHelp("Stop after this many seconds, with exit code 2.", valueName: "seconds"))
  var timeLimit: Double?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if count < 1 { throw ValidationError("--count: \(count) is less than 1") }
    if let timeLimit, !(timeLimit > 0 && timeLimit < 1e9) {
      throw ValidationError("--time-limit: \(timeLimit) is not a positive number of seconds")
    }
  }

  private var budget: Budget {
    Budget(limits: Limits(duration: timeLimit.map { .seconds($0) }), progress: ProgressDisplay.progress)
  }

  func run() throws {
    let network = try network.load()
    let start = try PointOption.point(from, for: network, option: "--from")
    if let to {
      try walkAlong(
        Segment(from: start, to: PointOption.point(to, for: network, option: "--to")), network)
    } else {
      try walkAround(start, network)
    }
  }

  private func walkAround(_ start: [Double], _ network: Network) throws {
    let output = try Output(format.output)
    let clock = ContinuousClock.now
    var json = JSONWriter()
    var table = TextTable(["region", "distance", "from", "through", "facets", "pattern"])
    var visited = 0
    var stop: LimitReached?
    var isComplete = false
    func walk(_ body: (WalkedRegion) throws -> Void) throws {
      do {
        isComplete = try ProgressDisplay.during(budget) {
          try network.walk(from: start, count: count, within: budget) { step in
            visited += 1
            try body(step)
          }
        }
      } catch let reached as LimitReached {
        stop = reached
      }
    }
    var facets: [[LocalFacet]] = []
    if format.json {
      try json.object { json in
        json.member("schema", "knotwork.walk")
        json.member("version", 1)
        json.key("region")
        try json.array(lines: true) { json in
          try walk { step in
            json.object { json in
              json.member("index", step.index)
              json.member("distance", step.distance)
              if let origin = step.origin {
                json.member("from", origin.index)
                json.member("through", origin.facet)
              }
              json.member("interior_point", step.region.point)
              RegionJSON.write(step.region, to: &json)
            }
            if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
          }
        }
        json.member("regions", visited)
        json.member("complete", isComplete)
        if format.timing { json.member("seconds", (ContinuousClock.now - clock).seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try walk { step in
        facets.append(step.region.facets)
        let through = step.origin.map { facets[$0.index][$0.facet].units[0] }
        table.append([
          String(step.index), String(step.distance), step.origin.map { String($0.index) } ?? "",
          through.map(\.description) ?? "", String(step.region.facets.count),
          step.region.pattern.description,
        ])
      }
      try output.line(
        isComplete
          ? "\(visited.counted("region")): all that the network has"
          : "\(visited.counted("region")), and there are more")
      try output.line()
      for line in table.lines(leftAligned: [3, 5]) { try output.line(line) }
    }
    try output.close()
    if let stop { throw stop }
  }

  private func walkAlong(_ segment: Segment, _ network: Network) throws {
    let clock = ContinuousClock.now
    let regions = try Dissection(
      of: network, over: .segment(segment), keeping: .vertices, within: budget
    ).regionsAlongLine
    let seconds = (ContinuousClock.now - clock).seconds
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.walk")
        json.member("version", 1)
        json.member("regions", regions.count)
        json.member("complete", true)
        json.key("region")
        json.array(lines: true) { json in
          for region in regions {
            json.object { json in
              json.member("range", [region.range.lowerBound, region.range.upperBound])
              json.member("pattern", region.region.pattern.description)
            }
          }
        }
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try output.line("\(regions.count.counted("region")) along the path, whose coordinate runs from 0 to 1")
      try output.line()
      var table = TextTable(["region", "from", "to", "pattern"])
      for (index, region) in regions.enumerated() {
        table.append([
          String(index), region.range.lowerBound.short, region.range.upperBound.short,
          region.region.pattern.description,
        ])
      }
      for line in table.lines(leftAligned: [3]) { try output.line(line) }
    }
    try output.close()
  }
}
