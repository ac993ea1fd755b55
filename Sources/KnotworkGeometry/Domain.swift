/// Where a question about a network is asked: a convex set of k dimensions in the input space ℝⁿ, with coordinates of its own.
///
/// Slopes, bends, volumes and points of an answer are in the coordinates of its domain: those of the inputs, or of the plane
/// or line that the domain lies in.
public enum Domain: Equatable, Sendable {
  /// A box of the input space; k = n.
  case box(Box)
  /// A box cut by half-spaces; k = n.
  case polytope(Polytope)
  /// A convex polygon in the space of two inputs; k = n = 2.
  case polygon(ConvexPolygon)
  /// A convex polygon in a plane of the input space, in the plane's coordinates (s, t); k = 2.
  case slice(Plane, ConvexPolygon)
  /// A segment of the input space, whose coordinate s runs from 0 at its start to 1 at its end; k = 1.
  case segment(Segment)
  /// One input over an interval while the others stay as they are at a point; the coordinate is that input; k = 1.
  ///
  /// The point's own value of the input is not looked at.
  case input(Int, over: ClosedRange<Double>, at: [Double])
  /// The whole input space; k = n.
  case wholeSpace

  /// The number k of coordinates, for a network of a number of inputs.
  public func dimension(inputs: Int) -> Int {
    switch self {
    case .box(let box): box.dimension
    case .polytope(let polytope): polytope.dimension
    case .polygon, .slice: 2
    case .segment, .input: 1
    case .wholeSpace: inputs
    }
  }

  /// Whether the coordinates are the inputs themselves.
  public var isOfInputSpace: Bool {
    switch self {
    case .box, .polytope, .polygon, .wholeSpace: true
    case .slice, .segment, .input: false
    }
  }

  /// Checks that the domain is one of a space of a number of inputs.
  ///
  /// - Throws: ``InvalidGeometry`` when its dimension is another, or when an interval or point of ``input(_:over:at:)`` is not
  ///   finite or has no length.
  public func requireInputs(_ inputs: Int) throws(InvalidGeometry) {
    switch self {
    case .box(let box) where box.dimension != inputs:
      throw InvalidGeometry(
        "a box of \(box.dimension.counted("interval")) for a network of \(inputs.counted("input")); expected \(inputs)")
    case .polytope(let polytope) where polytope.dimension != inputs:
      throw InvalidGeometry(
        "a polytope of \(polytope.dimension.counted("coordinate")) for a network of \(inputs.counted("input")); expected \(inputs)"
      )
    case .polygon where inputs != 2:
      throw InvalidGeometry(
        "a polygon of two coordinates for a network of \(inputs.counted("input")); choose a plane of its input space (a slice)"
      )
    case .slice(let plane, _) where plane.dimension != inputs:
      throw InvalidGeometry("a plane in dimension \(plane.dimension), but the network has \(inputs.counted("input"))")
    case .segment(let segment) where segment.dimension != inputs:
      throw InvalidGeometry(
        "a segment in dimension \(segment.dimension), but the network has \(inputs.counted("input"))")
    case .input(let input, let range, let point):
      guard point.count == inputs, point.allSatisfy({ $0.isFinite }) else {
        throw InvalidGeometry("a point of \(point.count.counted("number")), expected \(inputs) finite ones")
      }
      guard (0..<inputs).contains(input) else {
        throw InvalidGeometry("input number \(input + 1), but the network has \(inputs)")
      }
      _ = try Box(range, dimension: 1)
    default: break
    }
  }
}

extension Domain: CustomStringConvertible {
  /// "[-1, 1] × [0, 2]", "the whole input space", and so on.
  public var description: String {
    switch self {
    case .box(let box): box.description
    case .polytope(let polytope): polytope.description
    case .polygon(let polygon): polygon.description
    case .slice(_, let polygon): "\(polygon) of a plane"
    case .segment(let segment): segment.description
    case .input(let input, let range, _): "input \(input + 1) over [\(range.lowerBound), \(range.upperBound)]"
    case .wholeSpace: "the whole input space"
    }
  }
}

extension Box: CustomStringConvertible {
  /// "[-1, 1] × [0, 2]".
  public var description: String {
    zip(lower, upper).map { "[\($0), \($1)]" }.joined(separator: " × ")
  }
}

extension Polytope: CustomStringConvertible {
  /// The box, and the half-spaces behind "where".
  public var description: String {
    halfSpaces.isEmpty ? box.description : "\(box) where \(halfSpaces.map(\.description).joined(separator: ", "))"
  }
}

extension HalfSpace: CustomStringConvertible {
  /// "(1, 0.5) · x ≤ 2".
  public var description: String { "(\(normal.map(\.description).joined(separator: ", "))) · x ≤ \(offset)" }
}

extension ConvexPolygon: CustomStringConvertible {
  /// "the polygon (0, 0), (1, 0), (0, 1)".
  public var description: String {
    "the polygon " + vertices.map { "(\($0.x), \($0.y))" }.joined(separator: ", ")
  }
}

extension Segment: CustomStringConvertible {
  /// "the segment from (0, 0) to (1, 1)".
  public var description: String {
    func tuple(_ point: [Double]) -> String { "(\(point.map(\.description).joined(separator: ", ")))" }
    return "the segment from \(tuple(start)) to \(tuple(end))"
  }
}

extension AffineMap: CustomStringConvertible {
  /// One row per output: "(1.5, -0.7) · x + 2", with a semicolon between outputs.
  public var description: String {
    (0..<slope.rows).map { row in
      "(\(slope[row: row].map(\.description).joined(separator: ", "))) · x + \(intercept[row])"
    }.joined(separator: "; ")
  }
}
