/// A picture as a value: marks in the coordinates of the data, in the order in which they are painted, and axes.
public struct Drawing: Equatable, Sendable {
  /// What it shows, in a few words: the title of the document.
  public let title: String
  /// What can be seen, for those who cannot see it.
  public let summary: String
  /// The coordinate to the right.
  public let x: Axis
  /// The coordinate upwards.
  public let y: Axis
  /// The size in pixels of the rectangle between the axes.
  public let size: SIMD2<Double>
  /// Whether there is a frame with ticks; without it the marks are all there is.
  public let hasFrame: Bool
  /// The field of values that marks are filled with; nil where none is.
  public var field: FieldScale?
  /// The marks, from back to front.
  public var marks: [Mark]

  /// A drawing from its parts.
  public init(
    title: String, summary: String, x: Axis, y: Axis, size: SIMD2<Double> = SIMD2(600, 340), hasFrame: Bool = true,
    field: FieldScale? = nil, marks: [Mark] = []
  ) {
    (self.title, self.summary, self.x, self.y) = (title, summary, x, y)
    (self.size, self.hasFrame, self.field, self.marks) = (size, hasFrame, field, marks)
  }

  /// What the legend explains: the first mark of each name that occurs, in the order of painting.
  public var legend: [Mark] {
    var seen: Set<String> = []
    return marks.filter { mark in mark.name.map { seen.insert($0).inserted } ?? false }
  }

  /// Adds a mark.
  mutating func add(_ shape: Mark.Shape, _ name: String? = nil) { marks.append(Mark(shape, name: name)) }
}
