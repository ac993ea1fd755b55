import Knotwork
import KnotworkFormats

/// The regions along a straight path, whose coordinate runs from 0 to 1.
public struct PathAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.walk")

  /// The regions in the order of the path, and where it runs through each.
  public let regions: [(region: Region, range: ClosedRange<Double>)]

  /// Writes `regions`, `complete`, and one element of `region` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("regions", regions.count)
    json.member("complete", true)
    json.key("region")
    try json.array(lines: true) { json in
      for region in regions {
        json.object { json in
          json.member("range", [region.range.lowerBound, region.range.upperBound])
          json.member("pattern", region.region.pattern.description)
        }
        try json.passOn()
      }
    }
  }

  /// Writes a table with a line for each region.
  public func write(to text: inout TextWriter) throws {
    try text.line("\(regions.count.counted("region")) along the path, whose coordinate runs from 0 to 1")
    try text.line()
    var table = TextTable(["region", "from", "to", "pattern"])
    for (index, region) in regions.enumerated() {
      table.append([
        String(index), region.range.lowerBound.short, region.range.upperBound.short, region.region.pattern.description,
      ])
    }
    try text.table(table, leftAligned: [3])
  }
}
