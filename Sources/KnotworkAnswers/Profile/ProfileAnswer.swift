import Knotwork
import KnotworkFormats
import KnotworkPlot

/// The broken line that an output draws along a segment.
public struct ProfileAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.profile")

  /// The broken line.
  public let profile: Profile
  /// The name of the output.
  public let output: String
  /// Where.
  public let place: Place
  /// Where the line runs inside a crease.
  public let creases: [PathStretch]
  /// The name of the coordinate.
  public var coordinate: String { place.coordinates[0] }

  /// The broken line as a picture.
  public var drawing: Drawing {
    curve.drawing()
  }

  /// The broken line as a curve, to which rows and other lines can be added.
  var curve: Curve {
    var curve = Curve(profile, name: "network", xName: coordinate, yName: output)
    curve.title = "\(output) along \(coordinate)"
    return curve
  }

  /// Writes `output`, `range`, and the knots, slopes, intercepts and bends.
  public func write(to json: inout JSONWriter) throws {
    json.member("output", output)
    json.member("range", [profile.range.lowerBound, profile.range.upperBound])
    json.member("knots", profile.knots)
    json.member("slopes", profile.slopes)
    json.member("intercepts", profile.intercepts)
    json.member("bends", profile.bends)
    json.key("creases")
    json.array { json in
      for crease in creases {
        json.object { json in
          json.member("range", [crease.range.lowerBound, crease.range.upperBound])
          json.key("between")
          json.value(crease.patterns.map(\.description))
        }
      }
    }
    json.member(place)
  }

  /// Writes a table of the pieces.
  public func write(to text: inout TextWriter) throws {
    let count = profile.knots.count
    let range = "[\(profile.range.lowerBound.short), \(profile.range.upperBound.short)]"
    try text.line("\(count.counted("knot")) over \(place.source == .given ? range : place.description)")
    try text.line()
    var table = TextTable(["from", "to", "\(output) =", "bend at its end"])
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    for piece in profile.slopes.indices {
      table.append([
        ends[piece].short, ends[piece + 1].short,
        Formula.affine([profile.slopes[piece]], profile.intercepts[piece], [coordinate]),
        piece < count ? profile.bends[piece].short : "",
      ])
    }
    try text.table(table, leftAligned: [2])
    for crease in creases {
      try text.line()
      try text.line(
        "From \(crease.range.lowerBound.short) to \(crease.range.upperBound.short) it runs \(crease.inWords); slopes across that "
          + "crease differ by its sides.")
    }
  }
}
