import KnotworkGeometry

/// The volume and the first moments of a simple polytope, face by face (Lasserre 1983).
///
/// With W(F) = vol(F) / √det(A Aᵀ) for the face F on which the d − k inequalities with the normals A are tight, and a vertex a of
/// F, the pyramids from a to the facets of F add up to W(F) = Σⱼ slackⱼ(a) W(F ∩ Hⱼ) / k: products and sums of numbers that are not
/// negative. At a vertex W is 1 / |det A|, at the polytope itself the volume. A face serves all faces above it: a cube of d
/// dimensions has 3ᵈ faces, where a triangulation of it has d! simplices.
struct SimpleFaceMoments: ~Copyable {
  /// The faces of one dimension.
  private struct Level: ~Copyable {
    /// The facets that each lies on.
    var masks = Stack<UInt64>(capacity: 512)
    /// The first of its vertices.
    var apexes = Stack<Int32>(capacity: 512)
    /// W, a bound on its error, and the integrals of the coordinates from the first vertex on, in the same measure.
    var values = Stack<Double>(capacity: 4096)
    var errors = Stack<Double>(capacity: 512)

    mutating func clear() {
      masks.truncate(to: 0)
      apexes.truncate(to: 0)
      values.truncate(to: 0)
      errors.truncate(to: 0)
    }
  }

  private let view: CellView
  private let dimension: Int
  private let hyperplanes: FacetHyperplanes
  private var below = Level()
  private var level = Level()
  private var places: [UInt64: Int32] = [:]
  /// For each face below and each facet through it the face above.
  private var parents = Stack<Int32>(capacity: 4096)

  /// The volume, and the integrals of the coordinates; nil unless the cell is simple and has at most 64 facets.
  ///
  /// - Complexity: O(f d²) for f faces, after the hyperplanes.
  static func volumeAndMoments(
    of cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork
  ) -> (volume: Triangulation.Volume, coordinates: [Double])? {
    let dimension = compiled.dimension
    guard view.maskWords == 1, view.facetCount <= 64,
      (0..<view.vertexCount).allSatisfy({ view.masks[$0].nonzeroBitCount == dimension })
    else { return nil }
    var moments = SimpleFaceMoments(cell, view, compiled)
    moments.addVertices()
    for rank in 1...dimension { moments.addFaces(rank: rank) }
    let volume = Triangulation.Volume(value: moments.level.values[0], error: moments.level.errors[0])
    return (
      volume, (0..<dimension).map { moments.level.values[1 + $0] + volume.value * view.vertices[$0] }
    )
  }

  private init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork) {
    self.view = view
    dimension = compiled.dimension
    hyperplanes = FacetHyperplanes(cell, view, compiled)
  }

  private mutating func addVertices() {
    var rows = Stack<Double>(capacity: dimension * dimension)
    _ = rows.extend(by: dimension * dimension)
    let factorial = (1...dimension).reduce(1) { $0 * Double($1) }
    for vertex in 0..<view.vertexCount {
      let mask = view.masks[vertex]
      level.masks.append(mask)
      level.apexes.append(Int32(truncatingIfNeeded: vertex))
      var (row, lengths, relativeError) = (0, 1.0, 8 * Double(dimension * dimension * dimension) * 0x1p-53)
      var bits = mask
      while bits != 0 {
        let facet = bits.trailingZeroBitCount
        bits &= bits - 1
        var (length, error) = (0.0, 0.0)
        for axis in 0..<dimension {
          let coefficient = hyperplanes.scaled(facet, axis)
          rows[row * dimension + axis] = coefficient.value
          length += coefficient.value.magnitude
          error += coefficient.error
        }
        lengths *= length + error
        relativeError += error / length
        row += 1
      }
      let size = Triangulation.volume(spannedBy: rows, dimension: dimension) * factorial
      let off = lengths * relativeError
      let value = 1 / size
      level.errors.append(off < size ? off / size / (size - off) + value * 0x1p-52 : .infinity)
      level.values.append(value)
      for axis in 0..<dimension {
        level.values.append(value * (view.vertices[vertex * (dimension + 1) + axis] - view.vertices[axis]))
      }
    }
  }

  private mutating func addFaces(rank: Int) {
    swap(&below, &level)
    level.clear()
    findParents()
    let step = dimension + 1
    for _ in 0..<level.masks.count {
      level.errors.append(0)
      for _ in 0..<step { level.values.append(0) }
    }
    let (ownShare, apexShare) = (1 / Double(rank + 1), 1 / Double(rank * (rank + 1)))
    var entry = 0
    for face in 0..<below.masks.count {
      var bits = below.masks[face]
      while bits != 0 {
        let facet = bits.trailingZeroBitCount
        bits &= bits - 1
        let parent = Int(parents[entry])
        entry += 1
        let apex = Int(level.apexes[parent])
        if below.apexes[face] == level.apexes[parent] { continue }
        let (slack, slackError) = hyperplanes.slack(
          of: facet, at: view.vertices.advanced(by: apex * step))
        let (weight, error) = (below.values[face * step], below.errors[face])
        level.values[parent * step] += slack * weight / Double(rank)
        level.errors[parent] +=
          (slack * error + slackError * (weight + error) + slack * weight * 0x1p-50) / Double(rank)
        // The centre of a pyramid divides the way from its apex to that of its base k : 1.
        let pull = slack * weight * apexShare
        for axis in 0..<dimension {
          level.values[parent * step + 1 + axis] +=
            slack * ownShare * below.values[face * step + 1 + axis]
            + pull * (view.vertices[apex * step + axis] - view.vertices[axis])
        }
      }
    }
  }

  /// Lists the faces that those below are facets of.
  private mutating func findParents() {
    places.removeAll(keepingCapacity: true)
    parents.truncate(to: 0)
    for face in 0..<below.masks.count {
      let (mask, apex) = (below.masks[face], below.apexes[face])
      var bits = mask
      while bits != 0 {
        let parent = mask & ~(bits & ~(bits - 1))
        bits &= bits - 1
        if let place = places[parent] {
          parents.append(place)
          level.apexes[Int(place)] = min(level.apexes[Int(place)], apex)
        } else {
          let place = Int32(truncatingIfNeeded: level.masks.count)
          places[parent] = place
          parents.append(place)
          level.masks.append(parent)
          level.apexes.append(apex)
        }
      }
    }
  }
}
