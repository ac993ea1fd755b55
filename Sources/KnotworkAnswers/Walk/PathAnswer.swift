import Knotwork
import KnotworkFormats

/// The regions along a straight path, whose coordinate runs from 0 to 1.
public struct PathAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.walk")

  /// The regions in the order of the path, and where it runs through each, or inside a crease between some.
  public let regions: [PathStretch]

  /// Writes `regions`, `complete`, and one element of `region` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("regions", regions.count)
    json.member("complete", true)
    json.key("region")
    try json.array(lines: true) { json in
      for region in regions {
        json.object { json in
          json.member("range", [region.range.lowerBound, region.range.upperBound])
          json.member("pattern", region.patterns[0].description)
          if region.isInsideCrease {
            json.key("between")
            json.value(region.patterns.map(\.description))
          }
        }
        try json.passOn()
      }
    }
  }

  /// Writes a table with a line for each region.
  public func write(to text: inout TextWriter) throws {
    let creases = regions.count { $0.isInsideCrease }
    let count = regions.count - creases
    let parts = [
      count > 0 || creases == 0 ? count.counted("region") : nil,
      creases > 0 ? creases.counted("stretch inside a crease", "stretches inside creases") : nil,
    ]
    try text.line(
      "\(parts.compactMap(\.self).joined(separator: " and ")) along the path, whose coordinate runs from 0 to 1")
    try text.line()
    var table = TextTable(["region", "from", "to", "pattern"])
    for (index, region) in regions.enumerated() {
      table.append([
        String(index), region.range.lowerBound.short, region.range.upperBound.short, region.inWords,
      ])
    }
    try text.table(table, leftAligned: [3])
  }
}

extension PathStretch {
  /// The pattern, or those of the regions beside the crease that it runs inside of.
  var inWords: String {
    let texts = patterns.map(\.description)
    guard isInsideCrease else { return texts[0] }
    let rest = isComplete ? "" : " and others"
    return "inside a crease, between "
      + (texts.count == 2 ? texts.joined(separator: " and ") : texts.joined(separator: ", ")) + rest
  }
}
