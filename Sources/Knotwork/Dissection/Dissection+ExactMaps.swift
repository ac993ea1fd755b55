import KnotworkGeometry

/// The maps of a dissection's regions without rounding, for one thread; the layers that a region shares with the last one asked for are
/// not computed anew.
package final class ExactRegionMaps {
  private let maps: ExactMaps
  private let table: RegionTable

  init(_ table: RegionTable) {
    self.table = table
    maps = ExactMaps(table)
  }

  /// The coefficients of an output on a region, one for each coordinate, and last the constant.
  package func coefficients(of region: Int, output: Int) -> [Dyadic] {
    maps.map(of: region, output: output).coefficients
  }

  /// The affine function that is 0 on a facet, with the coefficients of the coordinates and last the constant: the pre-activation of its unit
  /// on the region, or at the domain's boundary one that is positive inside.
  package func hyperplane(of facet: Facet) -> [Dyadic] {
    maps.hyperplane(facet.record.hyperplane(ofFacet: facet.number), of: facet.region).coefficients
  }

  /// Whether an output is not the same affine function on two neighbouring regions.
  package func isBent(between first: Int, and second: Int, output: Int) -> Bool {
    var exact: ExactMaps? = maps
    return table.isBent(between: first, and: second, output: output, &exact)
  }
}

extension Dissection {
  /// The maps of the regions without rounding.
  package var exactMaps: ExactRegionMaps { ExactRegionMaps(record.table) }

  /// By how much the coefficients of an output may differ from the exact ones, on any region: one bound for each coordinate, and last
  /// that of the constant. A coefficient that is larger has the sign of the exact one.
  package func coefficientErrors(of output: Int) -> [Double] {
    let layer = record.table.compiled.compiledLayers[record.table.compiled.depth]
    return (0...dimension).map { layer.errors[$0 * layer.stride + output] }
  }

  /// The input with some coordinates, without rounding.
  ///
  /// - Requires: the domain is bounded.
  package func exactInput(at coordinates: [Dyadic]) -> [Dyadic] {
    self.coordinates?.exactPoint(at: coordinates) ?? coordinates
  }

  /// Whether a point lies in the domain, its boundary included; exact.
  package func domainContains(_ point: [Double]) -> Bool {
    point.allSatisfy(\.isFinite) && coordinates?.contains(point) ?? true
  }
}
