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
  /// The node of the edge in the forest of subdivided creases.
  var node: Int32
}

/// A polygon that is still to be subdivided: where its parts start on the stacks, and what is known of it.
struct Frame: BitwiseCopyable {
  var layer: Int
  var corners: Int
  var cornerCount: Int
  /// Units of this layer that cross the polygon, in ascending order.
  var candidates: Int
  var candidateCount: Int
  /// The maps of this layer's units, and those of the next layer's as far as they are summed up.
  var maps: Int
  var next: Int
  /// The pattern of this layer.
  var words: Int
  /// Number of splits above it.
  var level: Int
  /// Where in the split tree it hangs: twice the node, plus one on the inactive side; −1 at the root.
  var slot: Int32
}
