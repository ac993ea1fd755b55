import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// The JSON document of `dissect`.
enum DissectionJSON {
  static func write(
    _ dissection: Dissection, _ summary: DissectionSummary, _ report: CheckReport?, regions: Bool, seconds: Double?,
    to output: Output
  ) throws {
    var json = JSONWriter()
    try json.object { json in
      json.member("schema", "knotwork.dissection")
      json.member("version", 1)
      json.member("dimension", dissection.dimension)
      json.member("regions", dissection.regions.count)
      json.member("linear_pieces", summary.linearPieces)
      json.member("affine_maps", summary.affineMaps)
      json.member("creases", dissection.creases.count)
      json.member("volume", dissection.volume)
      json.key("outputs")
      json.array(lines: true) { json in
        for answers in summary.outputs {
          json.object { json in
            json.member("name", answers.name)
            json.member("minimum", answers.minimum.value)
            json.member("minimum_at", answers.minimum.point)
            json.member("maximum", answers.maximum.value)
            json.member("maximum_at", answers.maximum.point)
            json.member("mean", answers.mean)
            json.member("lipschitz", answers.lipschitz)
          }
        }
      }
      if let report {
        json.key("check")
        json.array(lines: true) { json in
          for law in report.laws {
            json.object { json in
              json.member("law", law.name)
              json.member("holds", law.violation == nil)
              if let violation = law.violation { json.member("violation", violation) }
            }
          }
        }
      }
      if let seconds { json.member("seconds", seconds) }
      if regions {
        try writeRegions(dissection, &json, output)
        try writeCreases(dissection, &json, output)
      }
    }
    try output.write(json.takeBytes())
  }

  private static func writeRegions(_ dissection: Dissection, _ json: inout JSONWriter, _ output: Output) throws {
    json.key("region")
    try json.array(lines: true) { json in
      for region in dissection.regions {
        let map = region.map
        json.object { json in
          json.member("pattern", region.pattern.description)
          json.member("slope", (0..<map.slope.rows).map { Array(map.slope[row: $0]) })
          json.member("intercept", map.intercept)
          json.member("volume", region.volume)
          json.member("interior_point", region.interiorPoint)
          if dissection.dimension == 2 {
            json.member("vertices", region.vertices.map { [$0.x, $0.y] })
          } else {
            json.member("interval", [region.interval.lowerBound, region.interval.upperBound])
          }
          json.key("half_spaces")
          json.array { json in
            for half in region.halfSpaces {
              json.object { json in
                json.member("normal", half.normal)
                json.member("offset", half.offset)
              }
            }
          }
          json.key("neighbours")
          json.array { json in for neighbour in region.neighbours { json.value(neighbour) } }
        }
        if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
      }
    }
  }

  private static func writeCreases(_ dissection: Dissection, _ json: inout JSONWriter, _ output: Output) throws {
    json.key("crease")
    try json.array(lines: true) { json in
      for crease in dissection.creases {
        let (active, inactive) = crease.regions
        let (start, end) = crease.segment
        json.object { json in
          json.key("regions")
          json.array { json in
            json.value(active)
            json.value(inactive)
          }
          if dissection.dimension == 2 {
            json.member("segment", [[start.x, start.y], [end.x, end.y]])
          } else {
            json.member("knot", start.x)
          }
          json.member("layer", crease.unit.layer + 1)
          json.member("unit", crease.unit.index + 1)
          json.member("bends", crease.bends)
        }
        if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
      }
    }
  }
}
