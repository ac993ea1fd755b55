import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork dissect` in three dimensions and more.
struct SpaceDissectRun {
  let work: RunOptions
  let format: FormatOptions
  let summary: Bool
  let check: Bool
  let vertices: Bool

  /// Volumes take a triangulation of every region: worth their time in few dimensions.
  private static let volumeLimit = 5
  /// Extremes are looked for at the vertices of all regions.
  private static let vertexLimit = 10
  private static let tableLimit = 40

  private struct Answers {
    let pieces: LinearPieces
    let affineMaps: Int
    var extremes: [(minimum: Extreme, maximum: Extreme)]?
    var means: [Double]?
    var report: CheckReport?
  }

  func run(_ network: Network, _ domain: Polytope, _ description: String) throws {
    if vertices || check, domain.dimension > SpaceDissectRun.vertexLimit {
      throw Failure(
        .usage,
        "--\(check ? "check" : "vertices") looks at the vertices of all regions, which are too many in "
          + "\(domain.dimension) dimensions; it is for \(SpaceDissectRun.vertexLimit) at most")
    }
    let progress = Budget.Progress()
    let start = ContinuousClock.now
    let listsVolumes = vertices || (format.json && !summary && domain.dimension <= SpaceDissectRun.volumeLimit)
    let dissection = try ProgressDisplay.during(progress) {
      try SpaceDissection(
        of: network, over: domain, detail: listsVolumes ? .vertices : .facets, threads: work.threadCount,
        limits: work.limits, progress: progress)
    }
    let pieces = dissection.linearPieces()
    var answers = Answers(pieces: pieces, affineMaps: dissection.affineMapCount(in: pieces))
    // The regions are complete; a limit that is reached from here on costs answers, and not the regions.
    var stop: LimitReached?
    do {
      try complete(&answers, dissection, since: start)
    } catch let reached as LimitReached {
      stop = reached
    }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      try writeJSON(dissection, answers, seconds, output)
    } else {
      try writeText(dissection, answers, description, output)
    }
    try output.close()
    if let report = answers.report, !report.isSound {
      throw Failure(.claimFails, "the dissection violates a law; please report this")
    }
    if stop != nil {
      throw Failure(
        .undecided, "a limit was reached: all regions were found, but not everything that was asked of them")
    }
  }

  private func complete(
    _ answers: inout Answers, _ dissection: SpaceDissection, since start: ContinuousClock.Instant
  ) throws {
    let dimension = dissection.dimension
    guard dimension <= SpaceDissectRun.vertexLimit else { return }
    answers.extremes = try dissection.extremes(
      of: Array(dissection.network.outputNames.indices), threads: work.threadCount, limits: work.limits(since: start))
    if dimension <= SpaceDissectRun.volumeLimit || check {
      answers.means = try dissection.means(threads: work.threadCount, limits: work.limits(since: start)).values
    }
    if check { answers.report = try dissection.check(threads: work.threadCount) }
  }

  private func writeText(
    _ dissection: SpaceDissection, _ answers: Answers, _ description: String, _ output: Output
  ) throws {
    let network = dissection.network
    try output.line(
      "\(dissection.regions.count.grouped) regions, \(answers.pieces.count.grouped) linear pieces, "
        + "\(answers.affineMaps.grouped) distinct affine maps, \(dissection.creaseCount.grouped) creases over \(description)"
    )
    try output.line()
    var table = TextTable(["output", "minimum", "at", "maximum", "at", "mean", "Lipschitz"])
    for (index, name) in network.outputNames.enumerated() {
      let extremes = answers.extremes?[index]
      table.append([
        name, extremes?.minimum.value.short ?? "–", extremes?.minimum.point.tuple ?? "–",
        extremes?.maximum.value.short ?? "–", extremes?.maximum.point.tuple ?? "–",
        answers.means.map { $0[index].short } ?? "–", dissection.lipschitzConstant(of: index).short,
      ])
    }
    for line in table.lines() { try output.line(line) }
    if !summary {
      try output.line()
      var regions = TextTable(["region", "pattern", "facets", "inside"] + network.outputNames.map { "\($0) =" })
      for region in dissection.regions.prefix(SpaceDissectRun.tableLimit) {
        let map = region.map
        regions.append(
          [String(region.index), region.pattern.description, String(region.facets.count), region.interiorPoint.tuple]
            + network.outputNames.indices.map {
              Formula.affine(Array(map.slope[row: $0]), map.intercept[$0], network.inputNames)
            })
      }
      for line in regions.lines(leftAligned: [1, 3, 4, 5, 6, 7]) { try output.line(line) }
      let left = dissection.regions.count - SpaceDissectRun.tableLimit
      if left > 0 { try output.line("… and \(left.grouped) more; --csv or --json lists them all") }
    }
    guard let report = answers.report else { return }
    try output.line()
    for law in report.laws {
      try output.line(law.violation.map { "VIOLATED  \(law.name): \($0)" } ?? "holds  \(law.name)")
    }
  }

  private func writeJSON(
    _ dissection: SpaceDissection, _ answers: Answers, _ seconds: Double, _ output: Output
  ) throws {
    var json = JSONWriter()
    try json.object { json in
      json.member("schema", "knotwork.dissection")
      json.member("version", 1)
      json.member("dimension", dissection.dimension)
      json.member("regions", dissection.regions.count)
      json.member("linear_pieces", answers.pieces.count)
      json.member("affine_maps", answers.affineMaps)
      json.member("creases", dissection.creaseCount)
      if dissection.domain.halfSpaces.isEmpty { json.member("volume", dissection.domain.box.volume) }
      json.key("outputs")
      json.array(lines: true) { json in
        for (index, name) in dissection.network.outputNames.enumerated() {
          json.object { json in
            json.member("name", name)
            if let (minimum, maximum) = answers.extremes?[index] {
              json.member("minimum", minimum.value)
              json.member("minimum_at", minimum.point)
              json.member("maximum", maximum.value)
              json.member("maximum_at", maximum.point)
            }
            if let means = answers.means { json.member("mean", means[index]) }
            json.member("lipschitz", dissection.lipschitzConstant(of: index))
          }
        }
      }
      if let report = answers.report {
        json.key("check")
        json.array(lines: true) { json in
          for law in report.laws {
            json.object { json in
              json.member("law", law.name)
              json.member("holds", law.violation == nil)
              if let violation = law.violation { json.member("violation", violation) }
            }
          }
        }
      }
      if format.timing { json.member("seconds", seconds) }
      if !summary { try writeRegions(dissection, &json, output) }
    }
    try output.write(json.takeBytes())
  }

  private func writeRegions(_ dissection: SpaceDissection, _ json: inout JSONWriter, _ output: Output) throws {
    json.key("region")
    try json.array(lines: true) { json in
      for region in dissection.regions {
        let map = region.map
        json.object { json in
          json.member("pattern", region.pattern.description)
          json.member("slope", (0..<map.slope.rows).map { Array(map.slope[row: $0]) })
          json.member("intercept", map.intercept)
          json.member("interior_point", region.interiorPoint)
          if let volume = region.volume { json.member("volume", volume) }
          if vertices, let corners = region.vertices { json.member("vertices", corners) }
          json.key("facets")
          json.array { json in
            for facet in region.facets {
              let half = facet.halfSpace
              json.object { json in
                json.member("normal", half.normal)
                json.member("offset", half.offset)
                if let unit = facet.unit, let neighbour = facet.neighbour, let bends = facet.bends {
                  json.member("neighbour", neighbour)
                  json.member("layer", unit.layer + 1)
                  json.member("unit", unit.index + 1)
                  json.member("bends", bends)
                }
              }
            }
          }
          json.key("neighbours")
          json.array { json in for neighbour in region.neighbours { json.value(neighbour) } }
        }
        if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
      }
    }
  }
}
