import ArgumentParser
import Knotwork
import KnotworkFormats

/// `knotwork count`.
struct CountVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Counts the regions of a network over a domain, in little memory.",
    discussion: """
      A region is a set of inputs with positive volume that share one activation pattern. Networks of any number of inputs; \
      how many regions there are grows fast with it: --time-limit and --max-regions stop with a lower bound.

      EXAMPLES
        knotwork count Examples/question.json
        knotwork count Examples/ripple.json --box=-2:2 --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let network = try network.load()
    let place = try domain.place(for: network)
    let progress = DissectionProgress()
    let start = ContinuousClock.now
    var stop: LimitReached?
    var count = 0
    do {
      count = try ProgressDisplay.during(progress) {
        switch place {
        case .plane(let domain):
          try network.regionCount(
            over: domain.polygon, on: domain.plane, threads: work.threadCount, limits: work.limits, progress: progress)
        case .space(let polytope, _):
          try network.regionCount(
            over: polytope, threads: work.threadCount, limits: work.limits, progress: progress)
        }
      }
    } catch let reached as LimitReached {
      stop = reached
      count = reached.regionsFound
    }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.count")
        json.member("version", 1)
        json.member("regions", count)
        json.member("complete", stop == nil)
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try output.line("\(stop == nil ? "" : "at least ")\(count.grouped) regions over \(place.description)")
    }
    try output.close()
    if let stop { throw stop }
  }
}
