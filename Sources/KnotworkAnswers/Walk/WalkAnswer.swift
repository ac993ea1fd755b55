import Knotwork
import KnotworkFormats

/// The regions around a point, in the order in which they are found, which is while they are written.
public struct WalkAnswer: Answer {
  /// The kind of document.
  public static let schema = Schema("knotwork.walk")

  let network: Network
  let start: [Double]
  let count: Int
  let budget: Budget

  /// How a walk ended.
  private struct End {
    var visited = 0
    var isComplete = false
    var stop: LimitReached?

    func ending(since start: ContinuousClock.Instant) -> Ending {
      Ending(stop.map { Outcome($0) } ?? .holds, work: ContinuousClock.now - start)
    }
  }

  /// Writes one element of `region` for each region, then `regions` and `complete`.
  ///
  /// - Throws: `InvalidGeometry` for a start that is not finite, and what the receiver throws.
  public func writeJSON(to json: inout JSONWriter) throws -> Ending {
    let clock = ContinuousClock.now
    var end = End()
    json.key("region")
    try json.array(lines: true) { json in
      end = try walk { step in
        json.object { json in
          json.member("index", step.index)
          json.member("distance", step.distance)
          if let origin = step.origin {
            json.member("from", origin.index)
            json.member("through", origin.facet)
          }
          json.member("interior_point", step.region.point)
          json.members(step.region)
        }
        try json.passOn()
      }
    }
    json.member("regions", end.visited)
    json.member("complete", end.isComplete)
    return end.ending(since: clock)
  }

  /// Writes a table with a line for each region.
  ///
  /// - Throws: as ``writeJSON(to:)``.
  public func writeText(to text: inout TextWriter) throws -> Ending {
    let clock = ContinuousClock.now
    var table = TextTable(["region", "distance", "from", "through", "facets", "pattern"])
    var facets: [[LocalFacet]] = []
    let end = try walk { step in
      facets.append(step.region.facets)
      let through = step.origin.map { facets[$0.index][$0.facet].units[0] }
      table.append([
        String(step.index), String(step.distance), step.origin.map { String($0.index) } ?? "",
        through?.description ?? "", String(step.region.facets.count),
        step.region.pattern.description,
      ])
    }
    try text.line(
      end.visited.counted("region") + (end.isComplete ? ": all that the network has" : ", and there are more"))
    try text.line()
    try text.table(table, leftAligned: [3, 5])
    return end.ending(since: clock)
  }

  private func walk(_ body: (WalkedRegion) throws -> Void) throws -> End {
    var end = End()
    do {
      end.isComplete = try network.walk(
        from: start, count: count, within: budget
      ) { step in
        end.visited += 1
        try body(step)
      }
    } catch let reached as LimitReached {
      end.stop = reached
    }
    return end
  }
}

extension Outcome {
  /// What work comes to that was stopped.
  package init(_ stop: LimitReached) {
    self =
      stop.cause == .cancelled ? .interrupted(reason: stop.description) : .undecided(reason: stop.description)
  }
}
