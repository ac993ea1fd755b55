import KnotworkGeometry

/// How the coordinates of a bounded domain lie in the input space, without rounding: x = origin + Σ sᵢ · directionᵢ.
struct DomainCoordinates: Sendable {
  /// The number k of coordinates.
  let dimension: Int
  /// Nil where the coordinates are the inputs themselves.
  private let origin: [Dyadic]?
  private let directions: [[Dyadic]]
  /// A box around the domain, in its coordinates; on a line or for a box the domain itself.
  let box: Box
  /// The half-spaces that cut the domain out of the box, positive inside; the edges of a polygon, in order.
  private let facets: [ExactForm]
  /// The domain where it is given as a polygon.
  private let polygon: ConvexPolygon?

  /// - Throws: `InvalidGeometry` when the domain is not one of a space of `inputs` dimensions, or unbounded.
  init(_ domain: Domain, inputs: Int) throws(InvalidGeometry) {
    try domain.requireInputs(inputs)
    switch domain {
    case .box(let box): self.init(box)
    case .polytope(let polytope):
      self.init(
        polytope.box,
        facets: polytope.halfSpaces.map { ExactForm($0.normal.map { -Dyadic($0) } + [Dyadic($0.offset)]) })
    case .polygon(let polygon): self.init(try polygon.boundingBox, facets: polygon.edges, polygon: polygon)
    case .slice(let plane, let polygon):
      self.init(
        try polygon.boundingBox, facets: polygon.edges, polygon: polygon, origin: plane.origin,
        directions: [plane.first, plane.second])
    case .segment(let segment):
      let start = segment.start.map { Dyadic($0) }
      self.init(
        try Box(0...1, dimension: 1), origin: start, directions: [zip(segment.end, start).map { Dyadic($0) - $1 }])
    case .input(let input, let range, let point):
      var origin = point.map { Dyadic($0) }
      origin[input] = .zero
      var direction = [Dyadic](repeating: .zero, count: inputs)
      direction[input] = .one
      self.init(try Box(range, dimension: 1), origin: origin, directions: [direction])
    case .wholeSpace:
      throw InvalidGeometry("the whole input space is unbounded; this question needs a bounded domain, such as a box")
    }
  }

  private init(
    _ box: Box, facets: [ExactForm] = [], polygon: ConvexPolygon? = nil, origin: [Dyadic]? = nil,
    directions: [[Dyadic]] = []
  ) {
    self.box = box
    self.polygon = polygon
    self.facets = facets
    self.origin = origin
    self.directions = directions
    dimension = box.dimension
  }

  /// Whether the domain is its box.
  var isBox: Bool { facets.isEmpty }

  /// The same domain as one of a space that has these coordinates.
  var inputCoordinates: DomainCoordinates { DomainCoordinates(box, facets: facets, polygon: polygon) }

  /// The input with these coordinates, without rounding.
  func exactPoint(at coordinates: [Dyadic]) -> [Dyadic] {
    guard let origin else { return coordinates }
    return origin.indices.map { index in
      zip(coordinates, directions).reduce(origin[index]) { $0 + $1.0 * $1.1[index] }
    }
  }

  /// The input with these coordinates, each entry rounded once.
  func point(at coordinates: [Double]) -> [Double] {
    origin == nil ? coordinates : exactPoint(at: coordinates.map { Dyadic($0) }).map(\.nearest)
  }

  /// Corners of the domain, or of its box where they lie in the domain; at most 64 of them.
  var corners: [[Double]] {
    if let polygon { return polygon.vertices.prefix(64).map { [$0.x, $0.y] } }
    let count = 1 << min(dimension, 6)
    let all: [[Double]] = (0..<count).map { corner in
      // With more than six coordinates bits are used again.
      (0..<dimension).map { (axis: Int) -> Double in
        (corner >> (axis % 6)) & 1 == 1 ? box.upper[axis] : box.lower[axis]
      }
    }
    return all.filter(contains)
  }

  /// Whether a point lies in the domain, its boundary included; exact.
  func contains(_ coordinates: [Double]) -> Bool {
    guard box.contains(coordinates) else { return false }
    let exact = coordinates.map { Dyadic($0) }
    return facets.allSatisfy { facet in
      zip(facet.coefficients, exact).reduce(facet.constant) { $0 + $1.0 * $1.1 }.signum >= 0
    }
  }

  /// A network in these coordinates.
  ///
  /// - Parameter boxed: whether a polygon is to be its box cut by half-spaces, as all other domains are: the facets of the
  ///   box first, lower and upper bound of each coordinate.
  /// - Throws: ``InvalidNetwork`` when the weights are so large that error bounds overflow, `InvalidGeometry` when the numbers of
  ///   the domain are.
  func compile(_ network: Network, boxed: Bool = false) throws -> CompiledNetwork {
    do {
      return try compileUnchecked(network, boxed: boxed)
    } catch let error as InvalidNetwork {
      // Over a domain of ordinary size it shows which of both is too large.
      let unit = DomainCoordinates(try Box(-1...1, dimension: network.inputCount))
      guard (try? unit.compileUnchecked(network, boxed: false)) != nil else { throw error }
      throw InvalidGeometry(
        "the domain has numbers so large that pre-activations could overflow a double there; choose numbers nearer to 0"
      )
    }
  }

  private func compileUnchecked(_ network: Network, boxed: Bool) throws -> CompiledNetwork {
    let layer = network.layers[0]
    let isBox = boxed || polygon == nil
    return try CompiledNetwork(
      network, firstForms: (0..<layer.unitCount).map { row(layer, unit: $0) },
      domainForms: isBox ? boxFacets + facets : facets,
      vertices: isBox ? (dimension == 2 ? ConvexPolygon(box).vertices : []) : polygon?.vertices ?? [], isBox: isBox,
      largestCoordinates: zip(box.lower, box.upper).map { max($0.magnitude, $1.magnitude) },
      volume: polygon?.area ?? box.volume)
  }

  private func row(_ layer: Layer, unit: Int) -> ExactForm {
    let (weights, bias) = (layer.weights[row: unit].map { Dyadic($0) }, Dyadic(layer.bias[unit]))
    guard let origin else { return ExactForm(weights + [bias]) }
    func product(_ vector: [Dyadic], _ start: Dyadic) -> Dyadic {
      zip(weights, vector).reduce(start) { $1.0.isZero || $1.1.isZero ? $0 : $0 + $1.0 * $1.1 }
    }
    return ExactForm(directions.map { product($0, .zero) } + [product(origin, bias)])
  }

  private var boxFacets: [ExactForm] {
    (0..<dimension).flatMap { axis in
      var lower = ExactForm(constant: -Dyadic(box.lower[axis]), dimension: dimension)
      lower.coefficients[axis] = .one
      var upper = ExactForm(constant: Dyadic(box.upper[axis]), dimension: dimension)
      upper.coefficients[axis] = -.one
      return [lower, upper]
    }
  }
}

extension ConvexPolygon {
  /// The lines through its edges, positive inside.
  fileprivate var edges: [ExactForm] {
    vertices.indices.map { ExactForm(from: vertices[$0], to: vertices[($0 + 1) % vertices.count]) }
  }

  fileprivate var boundingBox: Box {
    get throws(InvalidGeometry) {
      let (lower, upper) = bounds
      return try Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])
    }
  }
}
