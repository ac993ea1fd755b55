/// The form of an additive broken line: for each input where it bends, and where it is flat; and oblique hinges of pairs of inputs.
///
/// Each curve is a combination of columns: x itself where it has a slope, and one hinge for each knot: relu(x − k), or relu(k − x)
/// where it is flat beyond its last knot. A hinge of a pair is a curve over a further column, cos φ · x + sin φ · x′.
struct AdditiveForm: Equatable, Sendable {
  /// What the curve of one input is made of.
  struct Curve: Equatable, Sendable {
    /// Whether x itself is a column: without it the curve is flat before its first knot, or after its last.
    var hasSlope = false
    /// Whether hinges are relu(k − x), those of a curve that is flat after its last knot.
    var isFalling = false
    /// Ascending.
    var knots: [Double] = []

    var isEmpty: Bool { !hasSlope && knots.isEmpty }
    var columnCount: Int { (hasSlope ? 1 : 0) + knots.count }
    /// What it costs: one for each slope, and one more for the place of each knot.
    var freedom: Int { (hasSlope ? 1 : 0) + 2 * knots.count }
  }

  /// The direction of a hinge of two inputs.
  struct Direction: Equatable, Sendable {
    var first: Int
    var second: Int
    /// φ, from 0 to π.
    var angle: Double
  }

  /// One for each input, then one for each direction.
  var curves: [Curve]
  var directions: [Direction] = []
  /// Number of inputs.
  let inputCount: Int

  init(inputCount: Int) {
    self.inputCount = inputCount
    curves = [Curve](repeating: Curve(), count: inputCount)
  }

  /// Columns besides the constant one.
  var columnCount: Int { curves.reduce(0) { $0 + $1.columnCount } }
  /// Parameters: the constant, slopes, places of knots, and directions.
  var freedom: Int {
    curves.reduce(1) { $0 + $1.freedom } + curves[inputCount...].count { !$0.isEmpty }
  }
  /// Knots of curves, without the hinges of pairs.
  var knotCount: Int { curves[..<inputCount].reduce(0) { $0 + $1.knots.count } }
  /// Hinges of pairs.
  var hingeCount: Int { curves[inputCount...].reduce(0) { $0 + $1.knots.count } }

  /// The columns in their order: curve by curve, x first, then the hinges by ascending knots.
  var columns: [Column] {
    curves.enumerated().flatMap { input, curve in
      (curve.hasSlope ? [Column(input: input, shape: .line)] : [])
        + curve.knots.map { Column(input: input, shape: curve.isFalling ? .falling($0) : .rising($0)) }
    }
  }

  /// The number of the first column of a curve among the coefficients; 0 is that of the constant.
  func firstColumn(of curve: Int) -> Int { 1 + curves[..<curve].reduce(0) { $0 + $1.columnCount } }

  /// One column of the design.
  struct Column: Equatable, Sendable {
    enum Shape: Equatable, Sendable {
      case line
      case rising(Double)
      case falling(Double)
    }

    /// The number of its curve.
    var input: Int
    var shape: Shape

    /// The value at x.
    func callAsFunction(_ x: Double) -> Double {
      switch shape {
      case .line: x
      case .rising(let knot): max(0, x - knot)
      case .falling(let knot): max(0, knot - x)
      }
    }
  }
}
