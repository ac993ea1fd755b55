/// One thing that a drawing shows, in the coordinates of the data.
public struct Mark: Equatable, Sendable {
  /// What is drawn.
  public let shape: Shape
  /// What the legend calls it; nothing for marks that need no explanation. Marks of one name look alike.
  public let name: String?

  /// A mark, and its name in the legend.
  public init(_ shape: Shape, name: String? = nil) {
    self.shape = shape
    self.name = name
  }

  /// A point of the data.
  public typealias Point = SIMD2<Double>

  /// What marks look like.
  public enum Shape: Equatable, Sendable {
    /// A line through points.
    case line([Point], Stroke)
    /// A filled polygon.
    case polygon([Point], Fill)
    /// Lines that look alike, as one shape.
    case lines([[Point]], Stroke)
    /// Polygons that look alike, as one shape.
    case polygons([[Point]], Fill)
    /// A symbol at a point, of a radius in pixels.
    case point(Point, Symbol, Ink, radius: Double)
    /// A line of text.
    case text(String, Point, Lettering)
    /// What lies between two curves over x.
    case band([BandPoint], Ink)
    /// A rectangle by two of its corners.
    case bar(Point, Point, Fill)
    /// Cells of a matrix; a column and a row are as wide as 1, with the whole number in the middle.
    case cell(columns: ClosedRange<Int>, rows: ClosedRange<Int>, Fill)
  }

  /// Where a band is at x.
  public struct BandPoint: Equatable, Sendable {
    /// The place.
    public let x: Double
    /// The lower curve.
    public let lower: Double
    /// The upper curve.
    public let upper: Double

    /// Where a band is at x.
    public init(x: Double, lower: Double, upper: Double) {
      (self.x, self.lower, self.upper) = (x, lower, upper)
    }
  }

  /// How a line is drawn.
  public struct Stroke: Equatable, Sendable {
    /// Its parts.
    public enum Dash: String, CaseIterable, Equatable, Sendable {
      /// One.
      case solid
      /// Long ones.
      case dashed
      /// Dots.
      case dotted
    }

    /// Its colour.
    public let ink: Ink
    /// Its width in pixels.
    public let width: Double
    /// Its parts.
    public let dash: Dash
    /// Whether it has a hem in the colour of the ground, so that it stands out from fields.
    public let isHemmed: Bool

    /// How a line is drawn.
    public init(_ ink: Ink, width: Double = 2, _ dash: Dash = .solid, isHemmed: Bool = false) {
      (self.ink, self.width, self.dash, self.isHemmed) = (ink, width, dash, isHemmed)
    }
  }

  /// What a shape is filled with.
  public enum Fill: Equatable, Sendable {
    /// An ink, from 0 for nothing to 1 for all of it.
    case ink(Ink, opacity: Double)
    /// A colour that no theme changes.
    case color(Color)
    /// The colour of a value in the drawing's field.
    case value(Double)
    /// The colours of the affine function slope · p + constant of the point p, each of them where the value is.
    case affine(slope: Point, constant: Double)
  }

  /// What a point looks like, so that kinds of points are told apart without colour.
  public enum Symbol: String, CaseIterable, Equatable, Sendable {
    /// A filled circle.
    case dot
    /// A circle.
    case ring
    /// A filled square.
    case square
    /// A filled triangle that points up.
    case triangle
    /// A filled square that stands on a corner.
    case diamond
    /// A cross of two strokes.
    case cross
  }

  /// How a text is set.
  public struct Lettering: Equatable, Sendable {
    /// Which part of a text lies at its position.
    public enum Anchor: String, Equatable, Sendable {
      /// Its left end.
      case start
      /// Its middle.
      case middle
      /// Its right end.
      case end
    }

    /// Which part lies at the position.
    public var anchor = Anchor.middle
    /// How far from the position, in pixels to the right and down.
    public var offset = SIMD2<Double>(0, 0)
    /// Its colour.
    public var ink = Ink.text
    /// Its size in pixels.
    public var size = 13.0
    /// Whether it may be moved to the other side of its position, or left out, where another text is.
    public var isOptional = false
    /// A convex polygon that it has to lie in; left out where it does not.
    public var surroundings: [Point]?

    /// Letters of usual size in the middle.
    public init(
      _ anchor: Anchor = .middle, offset: SIMD2<Double> = .zero, ink: Ink = .text, size: Double = 13,
      isOptional: Bool = false, within surroundings: [Point]? = nil
    ) {
      (self.anchor, self.offset, self.ink, self.size) = (anchor, offset, ink, size)
      (self.isOptional, self.surroundings) = (isOptional, surroundings)
    }
  }
}
