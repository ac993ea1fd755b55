import Knotwork
import KnotworkFormats

/// How many regions a network has over a domain.
public struct CountAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.count")

  /// Where.
  public let place: Place
  /// How many regions networks of these layer sizes can have.
  public let bound: RegionBound
  /// How many regions there are; at least so many where a limit was reached, and 0 where the number was estimated.
  public internal(set) var regionCount = 0
  /// How many linear pieces and distinct affine maps; nil unless asked for.
  public internal(set) var pieces: (linear: Int, affineMaps: Int)?
  /// About how many regions; nil unless asked for.
  public internal(set) var estimate: RegionEstimate?
  /// The limit that was reached; nil where none was.
  public internal(set) var stop: LimitReached?

  init(place: Place, bound: RegionBound) {
    self.place = place
    self.bound = bound
  }

  /// Whether all regions were counted.
  public var isComplete: Bool { stop == nil && estimate == nil }

  /// What the answer comes to: it is undecided where a limit was reached.
  public var ending: Ending { Ending(stop.map { Outcome($0) } ?? .holds) }

  /// Writes `regions`, or `estimate`, `interval` and `samples`; `complete` and `log10_upper_bound`.
  public func write(to json: inout JSONWriter) throws {
    if let estimate {
      json.member("estimate", estimate.regions)
      json.member("interval", [estimate.interval.lowerBound, estimate.interval.upperBound])
      json.member("samples", estimate.samples)
    } else {
      json.member("regions", regionCount)
    }
    if let pieces {
      json.member("linear_pieces", pieces.linear)
      json.member("affine_maps", pieces.affineMaps)
    }
    json.member("complete", isComplete)
    json.member("log10_upper_bound", bound.logarithm)
    json.member(place)
  }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    let end = "over \(place.description)"
    let most = "at most \(bound.text) for layers of this size"
    if let estimate {
      return try text.line(
        "about \(estimate.regions.short) regions \(end): an estimate from \(stop == nil ? "" : "only ")\(estimate.samples.counted("sample")), "
          + "95 % confidence interval \(estimate.interval.lowerBound.short) to \(estimate.interval.upperBound.short); \(most)"
      )
    }
    var counts = [(stop == nil ? "" : "at least ") + regionCount.counted("region")]
    if let pieces {
      counts += [pieces.linear.counted("linear piece"), pieces.affineMaps.counted("distinct affine map")]
    }
    try text.line("\(counts.joined(separator: ", ")) \(end); \(most)")
  }
}

extension RegionBound {
  /// The number in full where it is exact, else its magnitude.
  fileprivate var text: String {
    if logarithm < 15 { return Int(value.rounded()).grouped }
    return logarithm < 300 ? value.short : "10^\(Int(logarithm))"
  }
}
