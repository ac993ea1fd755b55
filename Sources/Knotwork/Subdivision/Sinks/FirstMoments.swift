/// The volume of a cell, and the integrals of the coordinates over it, in floating point.
struct FirstMoments {
  let volume: Triangulation.Volume
  let coordinates: [Double]
  /// How far the vertices that they were computed from may be off.
  let radius: Double
  let vertexCount: Int

  /// Numbers that were found in another way.
  fileprivate init(_ volume: Triangulation.Volume, _ coordinates: [Double], _ view: CellView) {
    (self.volume, self.coordinates) = (volume, coordinates)
    vertexCount = view.vertexCount
    radius = view.largestRadius(dimension: coordinates.count)
  }

  /// Sums over a triangulation, or in many dimensions over faces.
  init(_ view: CellView, dimension: Int) {
    vertexCount = view.vertexCount
    radius = view.largestRadius(dimension: dimension)
    guard dimension <= Triangulation.dimensionLimit else {
      let (volume, center) = FaceMoments.volumeAndCenter(of: view, dimension: dimension)
      (self.volume, coordinates) = (volume, center.map { $0 * volume.value })
      return
    }
    var (volume, coordinates) = (Triangulation.Volume(), [Double](repeating: 0, count: dimension))
    let step = dimension + 1
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
      volume.value += size.value
      volume.error += size.error + volume.value * 0x1p-52
      for axis in 0..<dimension {
        var sum = 0.0
        for vertex in simplex { sum += view.vertices[vertex * step + axis] }
        coordinates[axis] += size.value * sum / Double(step)
      }
    }
    (self.volume, self.coordinates) = (volume, coordinates)
  }
}

extension CellView {
  fileprivate func largestRadius(dimension: Int) -> Double {
    (0..<vertexCount).reduce(0) { max($0, vertices[$1 * (dimension + 1) + dimension]) }
  }

  fileprivate func largestCoordinate(dimension: Int) -> Double {
    (0..<vertexCount * (dimension + 1)).reduce(0) { max($0, vertices[$1].magnitude) }
  }
}

extension FoundCell {
  /// The first moments, right to eight digits where that can be had in floating point; nil without vertices.
  ///
  /// - Parameter negligible: an error of the volume that does not matter.
  func firstMoments(_ compiled: CompiledNetwork, negligible: Double = 0) -> FirstMoments? {
    guard let view, view.vertexCount > 0 else { return nil }
    let dimension = compiled.dimension
    // Where the bounds that the subdivision keeps say little, vertices computed anew say more; in many dimensions faces need
    // hyperplanes that are computed anew in any case.
    let isRough =
      dimension > Triangulation.dimensionLimit
      || negligible < .infinity && !view.isRing
        && view.largestRadius(dimension: dimension) > 0x1p-30 * view.largestCoordinate(dimension: dimension)
    if !isRough {
      let moments = FirstMoments(view, dimension: dimension)
      if moments.volume.error <= max(negligible, 0x1p-28 * moments.volume.value) { return moments }
    }
    return RefinedVertices(self, view, compiled).withView { refined in
      if dimension > 3, let found = SimpleFaceMoments.volumeAndMoments(of: self, refined, compiled) {
        return FirstMoments(found.volume, found.coordinates, refined)
      }
      return FirstMoments(refined, dimension: dimension)
    }
  }

  /// The volume, right to seven digits: where rounding leaves fewer, first double-doubles and then exact arithmetic decide.
  ///
  /// - Parameters:
  ///   - moments: of this cell.
  ///   - maps: those of cells before this one, which save work where patterns agree.
  func volume(_ moments: FirstMoments, _ compiled: CompiledNetwork, using maps: PreciseMaps? = nil) -> Double {
    func isSettled(_ volume: Triangulation.Volume) -> Bool {
      volume.value.isFinite && volume.error <= 0x1p-24 * volume.value
    }
    // Beyond that a triangulation is too large for slower arithmetic.
    guard let view, compiled.dimension <= Triangulation.dimensionLimit, !isSettled(moments.volume) else {
      return moments.volume.value
    }
    let refined = RefinedVertices(self, view, compiled, using: maps).volume
    return isSettled(refined) ? refined.value : ExactCell(self, view, compiled).volume
  }
}
