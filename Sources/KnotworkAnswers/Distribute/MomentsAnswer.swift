import Knotwork
import KnotworkFormats

/// The means of outputs over a domain, from the integrals over its regions, with bounds on their errors.
public struct MomentsAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.moments")

  /// Where.
  public let place: Place
  /// The names of the outputs.
  public let outputs: [String]
  /// How many regions there are.
  public let regionCount: Int
  /// The sums over them, not rounded.
  public let sums: SharedMoments

  init(place: Place, outputs: [String], regionCount: Int, sums: SharedMoments) {
    (self.place, self.outputs, self.regionCount, self.sums) = (place, outputs, regionCount, sums)
  }

  /// Writes the volume, and an element of `outputs` for each.
  public func write(to json: inout JSONWriter) {
    json.member("regions", regionCount)
    json.member("volume", sums.volume.value)
    json.member("volume_error", sums.volumeError.value)
    json.key("outputs")
    json.array(lines: true) { json in
      for (index, name) in outputs.enumerated() {
        json.object { json in
          json.member("name", name)
          json.member("mean", orNull: sums.mean(of: index))
          json.member("error", orNull: sums.meanError(of: index))
          json.member("integral", sums.integrals[index].value)
        }
      }
    }
    json.member(place)
  }

  /// Writes the means.
  public func write(to text: inout TextWriter) throws {
    for (index, name) in outputs.enumerated() {
      try text.line(
        "the mean of \(name) over \(place.description) is \(sums.mean(of: index).short), "
          + "to within \(sums.meanError(of: index).brief)")
    }
    try text.line(
      "\(regionCount.counted("region")), whose volumes add up to \(sums.volume.value.short), that of the domain")
  }
}
