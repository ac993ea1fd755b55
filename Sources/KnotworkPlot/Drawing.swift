/// A picture as a value: shapes in the order in which they are painted, in a coordinate system of `width` × `height` whose
/// origin is the upper left corner.
public struct Drawing: Equatable, Sendable {
  /// The size in pixels.
  public let width: Double
  /// The size in pixels.
  public let height: Double
  /// What it shows, in a few words: the title of the document.
  public let title: String
  /// What can be seen, for those who cannot see it.
  public let summary: String
  /// The shapes, from back to front.
  public var shapes: [Shape]

  /// A drawing from its parts.
  public init(width: Double, height: Double, title: String, summary: String, shapes: [Shape] = []) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
    self.shapes = shapes
  }
}

/// One shape of a drawing.
public enum Shape: Equatable, Sendable {
  /// A filled polygon.
  case polygon([SIMD2<Double>], fill: Fill)
  /// A line through points, of a role and a width in pixels.
  case line([SIMD2<Double>], role: Role, width: Double)
  /// A filled circle.
  case dot(SIMD2<Double>, radius: Double, role: Role)
  /// A line of text, horizontal.
  case text(String, at: SIMD2<Double>, anchor: Anchor, role: Role, size: Double)

  /// How a polygon is filled.
  public enum Fill: Equatable, Sendable {
    /// One colour.
    case color(Color)
    /// The colours of the value ramp, from its start at one point to its end at another.
    case ramp(from: SIMD2<Double>, to: SIMD2<Double>)
  }

  /// What a line or text is for; the style sheet knows its colour in light and dark surroundings.
  public enum Role: String, CaseIterable, Equatable, Sendable {
    /// The frame, its ticks and their labels.
    case axis
    /// Plain text.
    case label
    /// Text or lines upon the colours of the ramp.
    case onColor = "on-color"
    /// A crease where the function is convex, a knot that bends up.
    case valley
    /// A crease where the function is concave, a knot that bends down.
    case ridge
    /// A crease without bend.
    case flat
    /// The graph of a function.
    case graph
    /// What the graph is compared with.
    case other
    /// Measurements.
    case data
  }

  /// Which part of a text lies at its position.
  public enum Anchor: String, Equatable, Sendable {
    case start
    case middle
    case end
  }
}
