/// A vertex of a polygon on the stack together with the edge that follows it counter-clockwise.
///
/// The vertex is where the line of the edge before it meets the line of the edge after it; x and y are rounded values of
/// that point.
struct Corner: BitwiseCopyable {
  var x: Double
  var y: Double
  /// The true vertex differs from (x, y) by at most this much in each coordinate.
  var radius: Double
  /// The line of the edge, a s + b t + c = 0, rounded.
  var a: Double
  var b: Double
  var c: Double
  /// What the edge lies on: a unit counted through all layers, or −1 − i for edge i of the domain.
  var edge: Int32
  /// The number of the edge in the journal.
  var node: Int32

  /// The same edge, starting at the position of another corner.
  @inline(__always)
  func moved(to position: Corner, node: Int32) -> Corner {
    Corner(
      x: position.x, y: position.y, radius: position.radius, a: a, b: b, c: c, edge: edge, node: node)
  }
}

/// A polygon on the stack of corners.
struct Polygon: BitwiseCopyable {
  /// Where its corners start, counter-clockwise, and their number.
  var corners: Int
  var count: Int
  /// Where the journal has it in the tree of splits: twice the number of the split, plus one on the inactive side; −1 for
  /// what a run starts with.
  var slot: Int32
}
