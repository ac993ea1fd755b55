import KnotworkGeometry

/// A region: the inputs of the domain that share one activation pattern, a convex polygon with positive area (in one
/// dimension an interval). On it the network is one affine map.
public struct Region: Sendable {
  let complex: Complex
  /// Its number among the regions of the dissection, from 0.
  public let index: Int

  /// Which units are active on it.
  public var pattern: ActivationPattern {
    let size = complex.compiled.wordCount
    return complex.compiled.pattern(of: complex.words[index * size..<(index + 1) * size])
  }

  /// The corners of its polygon, counter-clockwise, in plane coordinates.
  public var vertices: [SIMD2<Double>] { complex.corners(of: index).map(complex.position) }

  /// The interval of the region along the first coordinate; in one dimension the region itself.
  public var interval: ClosedRange<Double> {
    let positions = vertices.map(\.x)
    return positions.min()!...positions.max()!
  }

  /// The affine map y = U x + c of all m outputs on the region: U is m × ``Dissection/dimension``, in plane coordinates.
  public var map: AffineMap {
    let outputs = 0..<complex.compiled.network.outputCount
    let maps = outputs.map { complex.map(of: index, output: $0) }
    return AffineMap(
      slope: Matrix(maps.map { complex.compiled.isOneDimensional ? [$0.a] : [$0.a, $0.b] }), intercept: maps.map(\.c))
  }

  /// Its half-spaces, none of them redundant: one for each edge, normal · x ≤ offset, in plane coordinates.
  public var halfSpaces: [HalfSpace] {
    let query = ExactQuery(complex)
    return complex.corners(of: index).compactMap { corner in
      let line = query.outwardLine(of: corner)
      if complex.compiled.isOneDimensional {
        return line.a == 0 ? nil : HalfSpace(normal: [line.a], offset: 0 - line.c)
      }
      return HalfSpace(normal: [line.a, line.b], offset: 0 - line.c)
    }
  }

  /// The area, or the length in one dimension.
  public var volume: Double { complex.area(of: index) }

  /// A point inside: the mean of the corners, ``Dissection/dimension`` coordinates.
  public var interiorPoint: [Double] {
    let center = complex.center(of: index)
    return complex.compiled.isOneDimensional ? [center.x] : [center.x, center.y]
  }

  /// The numbers of the regions that share an edge with it, ascending.
  public var neighbours: [Int] {
    complex.corners(of: index).compactMap { corner in
      let twin = complex.cornerTwin[corner]
      return twin < 0 ? nil : Int(complex.cornerRegion[Int(twin)])
    }.sorted()
  }

  /// The creases along its edges, counter-clockwise.
  public var creases: [Crease] {
    complex.corners(of: index).compactMap { corner in
      let twin = Int(complex.cornerTwin[corner])
      return twin < 0 ? nil : Crease(complex: complex, corner: min(corner, twin))
    }
  }
}

/// A crease: the segment that two neighbouring regions share; in one dimension a knot.
public struct Crease: Sendable {
  let complex: Complex
  /// Its corner in the region on the active side.
  let corner: Int

  /// The number of the region where the unit is active, and of the one where it is not.
  public var regions: (active: Int, inactive: Int) {
    (Int(complex.cornerRegion[corner]), Int(complex.cornerRegion[Int(complex.cornerTwin[corner])]))
  }

  /// The segment in plane coordinates, with the active side on its left.
  public var segment: (start: SIMD2<Double>, end: SIMD2<Double>) {
    (complex.position(corner), complex.position(complex.next(corner)))
  }

  /// The unit that makes the crease: the layer, and the unit within it, both counted from 0.
  ///
  /// Where several units bend along the same segment it is the first of them.
  public var unit: (layer: Int, index: Int) {
    complex.compiled.place(of: Int(complex.splitUnits[Int(complex.cornerSplit[corner])]))
  }

  /// The bend of each output: the jump of its slope along the unit normal from one side to the other; > 0 is convex (a
  /// valley), < 0 concave (a ridge), and 0 means exactly 0.
  public var bends: [Double] {
    let query = ExactQuery(complex)
    return (0..<complex.compiled.network.outputCount).map { query.bend(at: corner, output: $0) }
  }
}

extension Dissection {
  /// All regions, in the order of their discovery, which does not depend on the number of threads.
  public var regions: Regions { Regions(complex: complex) }

  /// All creases.
  public var creases: Creases { Creases(complex: complex) }

  /// The corners of all regions, each point once.
  public var vertices: Vertices { Vertices(complex: complex) }

  /// The regions of a dissection.
  public struct Regions: RandomAccessCollection, Sendable {
    let complex: Complex
    /// 0.
    public var startIndex: Int { 0 }
    /// Their number.
    public var endIndex: Int { complex.regionCount }
    /// The region with this number.
    public subscript(index: Int) -> Region {
      precondition(indices.contains(index), "region \(index) of \(count)")
      return Region(complex: complex, index: index)
    }
  }

  /// The creases of a dissection.
  public struct Creases: RandomAccessCollection, Sendable {
    let complex: Complex
    /// 0.
    public var startIndex: Int { 0 }
    /// Their number.
    public var endIndex: Int { complex.creaseCorners.count }
    /// The crease with this number.
    public subscript(index: Int) -> Crease {
      precondition(indices.contains(index), "crease \(index) of \(count)")
      return Crease(complex: complex, corner: Int(complex.creaseCorners[index]))
    }
  }

  /// The vertices of a dissection, in the order of the regions that have them first.
  public struct Vertices: RandomAccessCollection, Sendable {
    let complex: Complex
    /// 0.
    public var startIndex: Int { 0 }
    /// Their number.
    public var endIndex: Int { complex.vertices.count }
    /// The vertex with this number, in plane coordinates.
    public subscript(index: Int) -> SIMD2<Double> {
      precondition(indices.contains(index), "vertex \(index) of \(count)")
      return complex.vertices[index]
    }
  }
}
