import ArgumentParser
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork dissect --csv` in three dimensions and more: one line per region, streamed.
struct SpaceTableRun {
  let work: RunOptions
  let format: FormatOptions
  let keeping: CheckpointOptions

  func run(_ network: Network, _ domain: Polytope) throws {
    try keeping.requireDifferent(from: format.output)
    let fingerprint = CheckpointOptions.fingerprint("dissect --csv", network, domain)
    let start = try keeping.start(fingerprint)
    let output: Output
    if keeping.checkpoint == nil {
      output = try Output(format.output)
    } else {
      guard let path = format.output, path != "-" else {
        throw Failure(
          .usage, "--checkpoint with --csv: name the file for the table with -o, so that it can be gone on with")
      }
      output = try Output(resuming: path, after: start.map { $0.outputBytes ?? 0 })
    }
    if start == nil { try output.line(CSVWriter.line(header(network))) }
    let progress = Budget.Progress()
    do {
      try ProgressDisplay.during(progress) {
        try write(network, domain, to: output, from: start, fingerprint, progress)
      }
    } catch let stop as LimitReached {
      keeping.remind()
      throw stop
    }
    try output.close()
    keeping.remove()
  }

  private func write(
    _ network: Network, _ domain: Polytope, to output: Output, from start: CheckpointJSON.Record?,
    _ fingerprint: String, _ progress: Budget.Progress
  ) throws {
    try network.forEachRegion(
      over: domain, limits: work.limits, progress: progress,
      checkpoints: keeping.checkpoints(from: start, fingerprint) { try output.synchronize() }
    ) { region in
      let maps = network.outputNames.indices.flatMap {
        Array(region.map.slope[row: $0]) + [region.map.intercept[$0]]
      }
      try output.line(
        CSVWriter.line(
          [String(region.index), region.pattern.description, String(region.facets.count)]
            + (region.interiorPoint + maps).map(\.description)))
    }
  }

  private func header(_ network: Network) -> [String] {
    ["region", "pattern", "facets"] + network.inputNames.map { "interior_\($0)" }
      + network.outputNames.flatMap { name in
        network.inputNames.map { "slope_\(name)_\($0)" } + ["intercept_\(name)"]
      }
  }
}
