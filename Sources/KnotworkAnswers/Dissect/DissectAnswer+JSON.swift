import Knotwork
import KnotworkFormats

/// A dissection as JSON: the same keys in every dimension, null where something was not computed.
extension DissectAnswer {
  /// Writes the counts and what is told of each output; `check`, `region` and `crease` where they were asked for.
  public func write(to json: inout JSONWriter) throws {
    json.member("dimension", dissection.dimension)
    writeHead(to: &json)
    if let report { write(report, to: &json) }
    guard listsRegions else { return }
    let bends = CreaseBends(dissection)
    json.key("region")
    try json.array(lines: true) { json in
      for region in dissection.regions {
        json.object { json in write(region, bends, to: &json) }
        try json.passOn()
      }
    }
    json.key("crease")
    try json.array(lines: true) { json in
      for (number, crease) in dissection.creases.enumerated() {
        json.object { json in write(crease, bends[number], to: &json) }
        try json.passOn()
      }
    }
  }

  /// Writes where, the counts, and what is told of each output.
  func writeHead(to json: inout JSONWriter) {
    json.member(place)
    json.member("regions", dissection.regions.count)
    json.member("linear_pieces", linearPieceCount)
    json.member("affine_maps", affineMapCount)
    json.member("creases", dissection.creases.count)
    json.member("volume", orNull: dissection.volume)
    json.key("outputs")
    json.array(lines: true) { json in
      for output in outputs {
        json.object { json in
          json.member("name", output.name)
          json.member("minimum", orNull: output.extremes?.minimum.value)
          json.member("minimum_at", orNull: output.extremes?.minimum.point)
          json.member("maximum", orNull: output.extremes?.maximum.value)
          json.member("maximum_at", orNull: output.extremes?.maximum.point)
          json.member("mean", orNull: output.mean)
          json.member("lipschitz", output.lipschitz)
        }
      }
    }
  }

  private func write(_ report: CheckReport, to json: inout JSONWriter) {
    json.key("check")
    json.array(lines: true) { json in
      for law in report.laws {
        var (holds, violation, reason): (Bool?, String?, String?) = (nil, nil, nil)
        switch law.finding {
        case .holds: holds = true
        case .violated(let place): (holds, violation) = (false, place)
        case .notChecked(let why): reason = why
        }
        json.object { json in
          json.member("law", law.name)
          json.member("holds", orNull: holds)
          json.member("violation", orNull: violation)
          json.member("reason", orNull: reason)
        }
      }
    }
  }

  private func write(_ region: Region, _ bends: CreaseBends, to json: inout JSONWriter) {
    json.member("pattern", region.pattern.description)
    json.members(region.map)
    json.member("volume", orNull: region.volume)
    json.member("interior_point", region.interiorPoint)
    json.member("vertices", orNull: listsVertices ? region.vertices : nil)
    json.key("facets")
    json.array { json in
      for facet in region.facets {
        json.object { json in
          json.members(facet.halfSpace)
          let (unit, neighbour) = (facet.unit, facet.neighbour)
          json.member("layer", orNull: unit.map { $0.layer + 1 })
          json.member("unit", orNull: unit.map { $0.index + 1 })
          json.member("neighbour", orNull: neighbour)
          json.member("bends", orNull: neighbour.flatMap { bends[region.index, $0] })
        }
      }
    }
    json.member("neighbours", region.neighbours)
  }

  private func write(_ crease: Crease, _ bends: [Double], to json: inout JSONWriter) {
    let (active, inactive) = crease.regions
    json.member("regions", [active, inactive])
    json.member("layer", crease.unit.layer + 1)
    json.member("unit", crease.unit.index + 1)
    json.member("bends", bends)
    json.member("vertices", orNull: listsVertices ? crease.vertices : nil)
  }
}
