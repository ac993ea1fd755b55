import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork count`.
struct CountVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Counts the regions of a network over a domain, in little memory.",
    discussion: """
      A region is a set of inputs with positive volume that share one activation pattern. Networks of any number of inputs; \
      how many regions there are grows fast with it: the upper bound says how many there can be (Serra et al. 2018), \
      --estimate how many there are about, and --time-limit and --max-regions stop with a lower bound.

      EXAMPLES
        knotwork count Examples/question.json
        knotwork count Examples/ripple.json --box=-2:2 --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions

  @Flag(help: "Count over the whole input space.")
  var wholeSpace = false

  @Flag(help: "Count linear pieces and distinct affine maps as well; this keeps the regions in memory.")
  var pieces = false

  @Flag(help: "Estimate instead of counting, from random samples, with an interval of 95 % confidence.")
  var estimate = false

  @Option(help: ArgumentHelp("With --estimate: how many samples.", valueName: "count"))
  var samples = 1000

  @Option(help: ArgumentHelp("With --estimate: another seed gives other samples.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Prove the count: write a certificate for knotwork check. On one thread, in exact arithmetic.", valueName: "file")
  )
  var certify: String?

  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  /// What was found.
  private struct Count {
    var regions = 0
    var pieces: (linear: Int, affineMaps: Int)?
    var estimate: RegionEstimate?
    var stop: LimitReached?
  }

  func validate() throws {
    if wholeSpace, estimate || pieces {
      throw ValidationError("--whole-space counts regions; leave out --estimate and --pieces")
    }
    if estimate, pieces { throw ValidationError("--estimate and --pieces exclude each other") }
    if certify != nil, wholeSpace || estimate || pieces || keeping.checkpoint != nil || !domain.isOfInputSpace {
      throw ValidationError("--certify is for counting regions over a --box; leave out what else is asked for")
    }
    if certify == "-", format.output == nil || format.output == "-" {
      throw ValidationError(
        "--certify - and the count cannot both go to standard output; give the count a file with -o")
    }
    if keeping.checkpoint != nil, wholeSpace || estimate || pieces || !domain.isOfInputSpace {
      throw ValidationError("--checkpoint is for counting over a --box; leave out what else is asked for")
    }
    if samples < 2 { throw ValidationError("--samples: \(samples) is less than 2") }
    if wholeSpace, domain.isGiven {
      throw ValidationError("--whole-space goes without a domain")
    }
  }

  func run() throws {
    try keeping.requireDifferent(from: format.output)
    let network = try network.load()
    let progress = Budget.Progress()
    let start = ContinuousClock.now
    let (count, description) = try ProgressDisplay.during(progress) { try found(network, progress) }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      try output.write(json(count, network, seconds: format.timing ? seconds : nil))
    } else {
      try output.line(text(count, network, description))
    }
    try output.close()
    if let stop = count.stop {
      keeping.remind()
      throw stop
    }
  }

  private func found(_ network: Network, _ progress: Budget.Progress) throws -> (Count, String) {
    var count = Count()
    var description = "the whole input space"
    let (threads, limits) = (work.threadCount, work.limits)
    do {
      if wholeSpace {
        count.regions = try network.regionCountInWholeSpace(threads: threads, limits: limits, progress: progress)
      } else if estimate {
        description = try domain.description(for: network)
        count.estimate = try network.regionEstimate(
          over: domain.polytope(for: network), samples: samples, seed: seed, limits: limits, progress: progress)
      } else if let certify {
        description = try domain.description(for: network)
        count.regions = try writeCertificate(certify, network, progress)
      } else if keeping.checkpoint != nil {
        description = try domain.description(for: network)
        let polytope = try domain.polytope(for: network)
        let fingerprint = CheckpointOptions.fingerprint("count", network, polytope)
        let start = try keeping.start(fingerprint)
        count.regions = try network.regionCount(
          over: polytope, threads: threads, limits: limits, progress: progress,
          checkpoints: keeping.checkpoints(from: start, fingerprint))
        keeping.remove()
      } else {
        let place = try domain.place(for: network)
        description = place.description
        switch place {
        case .plane(let domain) where pieces:
          let dissection = try Dissection(
            of: network, over: domain.polygon, on: domain.plane, threads: threads, limits: limits, progress: progress)
          let merged = dissection.linearPieces()
          count.regions = dissection.regions.count
          count.pieces = (merged.count, dissection.affineMapCount(in: merged))
        case .space(let polytope, _) where pieces:
          let dissection = try SpaceDissection(
            of: network, over: polytope, threads: threads, limits: limits, progress: progress)
          let merged = dissection.linearPieces()
          count.regions = dissection.regions.count
          count.pieces = (merged.count, dissection.affineMapCount(in: merged))
        case .plane(let domain):
          count.regions = try network.regionCount(
            over: domain.polygon, on: domain.plane, threads: threads, limits: limits, progress: progress)
        case .space(let polytope, _):
          count.regions = try network.regionCount(
            over: polytope, threads: threads, limits: limits, progress: progress)
        }
      }
    } catch let reached as LimitReached {
      count.stop = reached
      count.regions = reached.regionsFound
    }
    return (count, description)
  }

  private func writeCertificate(_ path: String, _ network: Network, _ progress: Budget.Progress) throws -> Int {
    let polytope = try domain.polytope(for: network)
    let output = try Output(path)
    try output.write(CertificateText.header(polytope))
    let regions = try network.certify(over: polytope, limits: work.limits, progress: progress) { step in
      try output.write(CertificateText.line(step))
    }
    try output.write(CertificateText.end(regions: regions))
    try output.close()
    return regions
  }

  private func json(_ count: Count, _ network: Network, seconds: Double?) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.count")
      json.member("version", 1)
      if let estimate = count.estimate {
        json.member("estimate", estimate.regions)
        json.member("interval", [estimate.interval.lowerBound, estimate.interval.upperBound])
        json.member("samples", estimate.samples)
      } else {
        json.member("regions", count.regions)
      }
      if let pieces = count.pieces {
        json.member("linear_pieces", pieces.linear)
        json.member("affine_maps", pieces.affineMaps)
      }
      json.member("complete", count.stop == nil && count.estimate == nil)
      json.member("log10_upper_bound", network.regionBound.logarithm)
      if let seconds { json.member("seconds", seconds) }
    }
    return json.takeBytes()
  }

  private func text(_ count: Count, _ network: Network, _ description: String) -> String {
    let bound = "at most \(network.regionBound.text) for layers of this size"
    if let estimate = count.estimate {
      return
        "about \(estimate.regions.short) regions over \(description): an estimate from \(estimate.samples.grouped) samples, "
        + "95 % confidence interval \(estimate.interval.lowerBound.short) to \(estimate.interval.upperBound.short); \(bound)"
    }
    let pieces = count.pieces.map {
      ", \($0.linear.grouped) linear pieces, \($0.affineMaps.grouped) distinct affine maps"
    }
    return
      "\(count.stop == nil ? "" : "at least ")\(count.regions.grouped) regions\(pieces ?? "") over \(description); \(bound)"
  }
}

extension RegionBound {
  /// The number in full where it is exact, else its magnitude.
  fileprivate var text: String {
    if logarithm < 15 { return Int(value.rounded()).grouped }
    return logarithm < 300 ? value.short : "10^\(Int(logarithm))"
  }
}
