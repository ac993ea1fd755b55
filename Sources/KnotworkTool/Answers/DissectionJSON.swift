import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// The JSON document of `dissect`: the same keys in every dimension, null where something was not computed.
enum DissectionJSON {
  static func write(
    _ dissection: Dissection, _ summary: DissectionSummary, _ report: CheckReport?, regions: Bool, vertices: Bool,
    seconds: Double?, to output: Output
  ) throws {
    var json = JSONWriter()
    try json.object { json in
      json.member("schema", "knotwork.dissection")
      json.member("version", 2)
      json.member("dimension", dissection.dimension)
      json.member("regions", dissection.regions.count)
      json.member("linear_pieces", summary.linearPieces)
      json.member("affine_maps", summary.affineMaps)
      json.member("creases", dissection.creases.count)
      json.member("volume", orNull: dissection.volume)
      json.key("outputs")
      json.array(lines: true) { json in
        for answers in summary.outputs {
          json.object { json in
            json.member("name", answers.name)
            json.member("minimum", orNull: answers.extremes?.minimum.value)
            json.member("minimum_at", orNull: answers.extremes?.minimum.point)
            json.member("maximum", orNull: answers.extremes?.maximum.value)
            json.member("maximum_at", orNull: answers.extremes?.maximum.point)
            json.member("mean", orNull: answers.mean)
            json.member("lipschitz", answers.lipschitz)
          }
        }
      }
      if let report { write(report, &json) }
      if let seconds { json.member("seconds", seconds) }
      if regions {
        try writeRegions(dissection, vertices: vertices, &json, output)
        try writeCreases(dissection, vertices: vertices, &json, output)
      }
    }
    try output.write(json.takeBytes())
  }

  private static func write(_ report: CheckReport, _ json: inout JSONWriter) {
    json.key("check")
    json.array(lines: true) { json in
      for law in report.laws {
        json.object { json in
          json.member("law", law.name)
          switch law.finding {
          case .holds: json.member("holds", true)
          case .violated(let violation):
            json.member("holds", false)
            json.member("violation", violation)
          case .notChecked(let reason):
            json.key("holds")
            json.null()
            json.member("reason", reason)
          }
        }
      }
    }
  }

  private static func writeRegions(
    _ dissection: Dissection, vertices: Bool, _ json: inout JSONWriter, _ output: Output
  ) throws {
    json.key("region")
    try json.array(lines: true) { json in
      for region in dissection.regions {
        let map = region.map
        json.object { json in
          json.member("pattern", region.pattern.description)
          json.member("slope", (0..<map.slope.rows).map { Array(map.slope[row: $0]) })
          json.member("intercept", map.intercept)
          json.member("volume", orNull: region.volume)
          json.member("interior_point", region.interiorPoint)
          json.member("vertices", orNull: vertices ? region.vertices : nil)
          json.key("facets")
          json.array { json in
            for facet in region.facets {
              json.object { json in
                json.member("normal", facet.halfSpace.normal)
                json.member("offset", facet.halfSpace.offset)
                json.member("layer", orNull: facet.unit.map { $0.layer + 1 })
                json.member("unit", orNull: facet.unit.map { $0.index + 1 })
                json.member("neighbour", orNull: facet.neighbour)
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

  private static func writeCreases(
    _ dissection: Dissection, vertices: Bool, _ json: inout JSONWriter, _ output: Output
  ) throws {
    json.key("crease")
    try json.array(lines: true) { json in
      for crease in dissection.creases {
        let (active, inactive) = crease.regions
        json.object { json in
          json.key("regions")
          json.array { json in
            json.value(active)
            json.value(inactive)
          }
          json.member("layer", crease.unit.layer + 1)
          json.member("unit", crease.unit.index + 1)
          json.member("bends", crease.bends)
          json.member("vertices", orNull: vertices ? crease.vertices : nil)
        }
        if json.byteCount > 1 << 16 { try output.write(json.takeBytes()) }
      }
    }
  }
}
