import Knotwork
import KnotworkFormats

extension JSONWriter {
  /// `pattern`, `slope`, `intercept` and `facets` of a region by itself, as members of the object that is being written.
  package mutating func members(_ region: LocalRegion) {
    let halfSpaces = region.halfSpaces
    member("pattern", region.pattern.description)
    members(region.map)
    key("facets")
    array(lines: true) { json in
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
          json.members(half)
        }
      }
    }
  }
}
