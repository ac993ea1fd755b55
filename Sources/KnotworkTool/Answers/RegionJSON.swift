import Knotwork
import KnotworkFormats

/// A region by itself as members of a JSON object.
enum RegionJSON {
  static func write(_ region: LocalRegion, to json: inout JSONWriter) {
    let (map, halfSpaces) = (region.map, region.halfSpaces)
    json.member("pattern", region.pattern.description)
    json.member("slope", (0..<map.slope.rows).map { Array(map.slope[row: $0]) })
    json.member("intercept", map.intercept)
    json.key("facets")
    json.array(lines: true) { json in
      for (facet, half) in zip(region.facets, halfSpaces) {
        json.object { json in
          json.member("layer", facet.units[0].layer + 1)
          json.member("unit", facet.units[0].index + 1)
          if facet.units.count > 1 {
            json.key("coincident")
            json.array { json in
              for other in facet.units.dropFirst() { json.value([Double(other.layer + 1), Double(other.index + 1)]) }
            }
          }
          json.member("normal", half.normal)
          json.member("offset", half.offset)
        }
      }
    }
  }
}
