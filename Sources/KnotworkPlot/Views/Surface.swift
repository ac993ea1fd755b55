import Knotwork

/// The graph of an output over the plane: one flat facet for each region, seen from a fixed direction.
public struct Surface: Sendable {
  /// An affine function that the surface is compared with.
  public struct Plane: Sendable {
    let name: String
    let slope: SIMD2<Double>
    let constant: Double

    /// The function slope · p + constant.
    public init(_ name: String, slope: SIMD2<Double>, constant: Double) {
      (self.name, self.slope, self.constant) = (name, slope, constant)
    }

    func callAsFunction(_ point: SIMD2<Double>) -> Double { slope.x * point.x + slope.y * point.y + constant }
  }

  let dissection: Dissection
  /// The number of the output.
  public var output = 0
  /// The text above the picture.
  public var title: String
  /// The names of the coordinates.
  public var names = ("x1", "x2")
  /// What it is compared with.
  public var plane: Plane?

  /// The surface of a dissection in two dimensions that has its vertices.
  public init(_ dissection: Dissection, title: String) {
    self.dissection = dissection
    self.title = title
  }

  /// The picture; what is hidden by nearer facets is painted over, exactly.
  ///
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  /// - Throws: what `Dissection.extremes(of:within:)` throws.
  public func drawing() throws -> Drawing {
    let view = PlaneView(dissection, names)
    let (minimum, maximum) = try dissection.extremes(of: output)
    let name = dissection.network.outputNames[output]
    let corners = dissection.regions.flatMap { $0.corners }
    let heights = [minimum.value, maximum.value] + (plane.map { plane in corners.map { plane($0) } } ?? [])
    let projection = Projection(view.xAxis.range, view.yAxis.range, heights.min()!...heights.max()!)
    var drawing = Drawing(
      title: title,
      summary:
        "The surface of \(name) over \(names.0) and \(names.1): \(dissection.regions.count.counted("flat facet")), from "
        + "\(minimum.value.label) to \(maximum.value.label)\(plane.map { ", and the plane of \($0.name)" } ?? "").",
      x: Axis("across", -1.75...1.6), y: Axis("up", -1.45...1.3), size: SIMD2(570, 468), hasFrame: false,
      field: FieldScale(name, .sequential, from: minimum.value, to: maximum.value))
    addBase(projection, name, to: &drawing)
    for region in paintingOrder(projection) { add(region, projection, to: &drawing) }
    return drawing
  }

  private func add(_ region: Region, _ projection: Projection, to drawing: inout Drawing) {
    let (slope, constant) = region.function(output)
    let corners = region.corners
    func surface(_ point: SIMD2<Double>) -> Double { slope.x * point.x + slope.y * point.y + constant }
    func addPlane(above: Bool) {
      guard let plane else { return }
      let part = corners.clipped { (plane($0) - surface($0)) * (above ? 1 : -1) }
      guard part.count > 2 else { return }
      drawing.add(
        .polygon(part.map { projection($0, plane($0)) }, .ink(.second, opacity: 0.45)), "plane of \(plane.name)")
    }
    addPlane(above: false)
    let facet = corners.map { projection($0, surface($0)) }
    drawing.add(.polygon(facet, projection.fill(slope, constant, at: region.center)))
    drawing.add(
      .line(facet + facet.prefix(1), .init(.text, width: dissection.regions.count > 300 ? 0.5 : 1)), "edge of a region")
    addPlane(above: true)
  }

  /// Far regions before near ones: of two neighbours the one behind their crease comes first.
  ///
  /// A dissection is made by cuts one after the other, so that this order has no cycles.
  func paintingOrder(_ projection: Projection) -> [Region] {
    let regions = Array(dissection.regions)
    var later = [[Int]](repeating: [], count: regions.count)
    var waiting = [Int](repeating: 0, count: regions.count)
    for crease in dissection.creases {
      let normal = SIMD2(crease.halfSpace.normal[0], crease.halfSpace.normal[1])
      let (active, inactive) = crease.regions
      let isInactiveFarther = normal.x * projection.sight.x + normal.y * projection.sight.y > 0
      let (first, second) = isInactiveFarther ? (inactive, active) : (active, inactive)
      later[first].append(second)
      waiting[second] += 1
    }
    var ready = regions.indices.filter { waiting[$0] == 0 }
    var order: [Region] = []
    while let next = ready.popLast() {
      order.append(regions[next])
      for other in later[next] {
        waiting[other] -= 1
        if waiting[other] == 0 { ready.append(other) }
      }
    }
    // Roundings of nearly parallel creases cannot be ordered; they are painted last.
    if order.count < regions.count { order += regions.indices.filter { waiting[$0] > 0 }.map { regions[$0] } }
    return order
  }

  /// The ground, with ticks along its front edges and upwards.
  private func addBase(_ projection: Projection, _ name: String, to drawing: inout Drawing) {
    let (x, y, z) = (projection.x, projection.y, projection.z)
    func place(_ a: Double, _ b: Double) -> SIMD2<Double> { projection(SIMD2(a, b), z.lowerBound) }
    let axis = Mark.Stroke(.muted, width: 1)
    let corners = [
      place(x.lowerBound, y.lowerBound), place(x.upperBound, y.lowerBound), place(x.upperBound, y.upperBound),
      place(x.lowerBound, y.upperBound),
    ]
    drawing.add(.line(corners + corners.prefix(1), axis))
    func label(_ text: String, _ point: SIMD2<Double>, _ anchor: Mark.Lettering.Anchor, _ offset: SIMD2<Double>) {
      drawing.add(.text(text, point, .init(anchor, offset: offset, ink: .muted, size: 12)))
    }
    for tick in Tick.between(x.lowerBound, x.upperBound) {
      label(tick.label, place(tick.value, y.lowerBound), .start, SIMD2(4, 16))
      drawing.add(.point(place(tick.value, y.lowerBound), .dot, .muted, radius: 2))
    }
    for tick in Tick.between(y.lowerBound, y.upperBound) {
      label(tick.label, place(x.lowerBound, tick.value), .end, SIMD2(-4, 16))
      drawing.add(.point(place(x.lowerBound, tick.value), .dot, .muted, radius: 2))
    }
    let corner = SIMD2(x.lowerBound, y.upperBound)
    drawing.add(.line([projection(corner, z.lowerBound), projection(corner, z.upperBound)], axis))
    for tick in Tick.between(z.lowerBound, z.upperBound) {
      label(tick.label, projection(corner, tick.value), .end, SIMD2(-8, 4))
      drawing.add(.point(projection(corner, tick.value), .dot, .muted, radius: 2))
    }
    let middle = (x: (x.lowerBound + x.upperBound) / 2, y: (y.lowerBound + y.upperBound) / 2)
    drawing.add(.text(names.0, place(middle.x, y.lowerBound), .init(.start, offset: SIMD2(24, 38), size: 14)))
    drawing.add(.text(names.1, place(x.lowerBound, middle.y), .init(.end, offset: SIMD2(-24, 38), size: 14)))
    drawing.add(.text(name, projection(corner, z.upperBound), .init(.middle, offset: SIMD2(0, -12), size: 14)))
  }
}

/// Space as seen from a fixed direction, without perspective.
struct Projection {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let z: ClosedRange<Double>

  // 35 degrees around and 32 degrees from above.
  private static let (across, into) = (0.819152, 0.573576)
  private static let (upright, tilt) = (0.848048, 0.529919)
  private static let height = 0.75

  init(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ z: ClosedRange<Double>) {
    (self.x, self.y) = (x, y)
    let rest = max(1, z.upperBound.magnitude * 0.1)
    self.z = z.lowerBound < z.upperBound ? z : z.lowerBound - rest...z.upperBound + rest
  }

  /// How fast a point goes away from the eye, as a gradient over the plane.
  var away: SIMD2<Double> {
    SIMD2(Projection.into / (x.upperBound - x.lowerBound), Projection.across / (y.upperBound - y.lowerBound))
  }

  /// The way of sight over the plane, away from the eye: what lies on it is seen one behind the other.
  var sight: SIMD2<Double> {
    SIMD2(Projection.into * (x.upperBound - x.lowerBound), Projection.across * (y.upperBound - y.lowerBound))
  }

  /// From −1 to 1.
  private static func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    2 * (value - range.lowerBound) / (range.upperBound - range.lowerBound) - 1
  }

  func callAsFunction(_ point: SIMD2<Double>, _ value: Double) -> SIMD2<Double> {
    let (a, b) = (Projection.share(point.x, x), Projection.share(point.y, y))
    let depth = a * Projection.into + b * Projection.across
    return SIMD2(
      a * Projection.across - b * Projection.into,
      Projection.share(value, z) * Projection.height * Projection.upright + depth * Projection.tilt)
  }

  /// The colours of a facet: its value is an affine function of the picture as well, unless it is seen from its edge.
  func fill(_ slope: SIMD2<Double>, _ constant: Double, at center: SIMD2<Double>) -> Mark.Fill {
    func value(_ point: SIMD2<Double>) -> Double { slope.x * point.x + slope.y * point.y + constant }
    func place(_ point: SIMD2<Double>) -> SIMD2<Double> { self(point, value(point)) }
    let steps = [SIMD2(x.upperBound - x.lowerBound, 0), SIMD2(0, y.upperBound - y.lowerBound)]
    let origin = place(center)
    let (first, second) = (place(center + steps[0]) - origin, place(center + steps[1]) - origin)
    let determinant = first.x * second.y - first.y * second.x
    guard determinant.magnitude > 1e-6 else { return .value(value(center)) }
    let rise = (value(center + steps[0]) - value(center), value(center + steps[1]) - value(center))
    let seen = SIMD2(
      (rise.0 * second.y - rise.1 * first.y) / determinant, (rise.1 * first.x - rise.0 * second.x) / determinant)
    return .affine(slope: seen, constant: value(center) - seen.x * origin.x - seen.y * origin.y)
  }
}

extension [SIMD2<Double>] {
  /// The part of a convex polygon where an affine function is not negative.
  func clipped(_ function: (SIMD2<Double>) -> Double) -> [SIMD2<Double>] {
    var part: [SIMD2<Double>] = []
    for (index, start) in enumerated() {
      let end = self[(index + 1) % count]
      let (a, b) = (function(start), function(end))
      if a >= 0 { part.append(start) }
      if (a > 0 && b < 0) || (a < 0 && b > 0) { part.append(start + (end - start) * (a / (a - b))) }
    }
    return part
  }
}
