import ArgumentParser
import Knotwork
import KnotworkFormats
import KnotworkGeometry

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
    if wholeSpace, estimate { throw ValidationError("--estimate is for a bounded domain; leave out --whole-space") }
    if estimate, pieces { throw ValidationError("--estimate and --pieces exclude each other") }
    if certify != nil, wholeSpace || estimate || pieces || keeping.checkpoint != nil || !domain.isOfInputSpace {
      throw ValidationError("--certify is for counting regions over a --box; leave out what else is asked for")
    }
    if certify == "-", format.output == nil || format.output == "-" {
      throw ValidationError(
        "--certify - and the count cannot both go to standard output; give the count a file with -o")
    }
    if keeping.checkpoint != nil, estimate || pieces {
      throw ValidationError("--checkpoint is for counting; leave out --estimate and --pieces")
    }
    if samples < 2 { throw ValidationError("--samples: \(samples) is less than 2") }
    if wholeSpace, domain.isGiven {
      throw ValidationError("--whole-space goes without a domain")
    }
  }

  func run() throws {
    try keeping.requireDifferent(from: format.output)
    let network = try network.load()
    let start = ContinuousClock.now
    let (count, description) = try ProgressDisplay.during(work.budget) { try found(network) }
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

  private func found(_ network: Network) throws -> (Count, String) {
    var count = Count()
    let place =
      wholeSpace
      ? DomainOptions.Place(
        domain: .wholeSpace, coordinates: network.inputNames, description: Domain.wholeSpace.description)
      : try domain.place(for: network)
    do {
      if estimate {
        count.estimate = try network.regionEstimate(
          over: place.domain, samples: samples, seed: seed, within: work.budget)
      } else if let certify {
        count.regions = try writeCertificate(certify, network)
      } else if pieces {
        let dissection = try Dissection(of: network, over: place.domain, within: work.budget)
        let merged = dissection.linearPieces()
        count.regions = dissection.regions.count
        count.pieces = (merged.count, dissection.affineMapCount(in: merged))
      } else {
        let fingerprint = CheckpointOptions.fingerprint("count", network, place.domain)
        let start = try keeping.start(fingerprint)
        count.regions = try network.regionCount(
          over: place.domain, within: work.budget, checkpoints: keeping.checkpoints(from: start, fingerprint))
        keeping.remove()
      }
    } catch let reached as LimitReached {
      count.stop = reached
      count.regions = reached.regionsFound
    }
    return (count, place.description)
  }

  private func writeCertificate(_ path: String, _ network: Network) throws -> Int {
    let polytope = try domain.polytope(for: network)
    let output = try Output(path)
    try output.write(CertificateText.header(polytope))
    let regions = try network.certify(over: polytope, within: work.budget) { step in
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
      ", \($0.linear.counted("linear piece")), \($0.affineMaps.counted("distinct affine map"))"
    }
    return
      "\(count.stop == nil ? "" : "at least ")\(count.regions.counted("region"))\(pieces ?? "") over \(description); \(bound)"
  }
}

extension RegionBound {
  /// The number in full where it is exact, else its magnitude.
  fileprivate var text: String {
    if logarithm < 15 { return Int(value.rounded()).grouped }
    return logarithm < 300 ? value.short : "10^\(Int(logarithm))"
  }
}
