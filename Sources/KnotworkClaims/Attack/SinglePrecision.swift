/// Numbers of 32 bits, as runtimes of ONNX take them.
enum SinglePrecision {
  /// A point with every coordinate rounded to single precision within a box; nil where there is no such number between two bounds.
  static func rounded(_ point: [Double], lower: [Double], upper: [Double]) -> [Double]? {
    var rounded = point
    for index in point.indices {
      var number = Float(point[index])
      if Double(number) < lower[index] { number = number.nextUp }
      if Double(number) > upper[index] { number = number.nextDown }
      guard lower[index] <= Double(number), Double(number) <= upper[index] else { return nil }
      rounded[index] = Double(number)
    }
    return rounded
  }
}
