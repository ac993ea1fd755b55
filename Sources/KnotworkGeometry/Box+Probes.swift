extension Box {
  /// Points at which two readings of the same function are compared: the centre, two opposite corners, points on faces,
  /// random corners, and random points within; the same for every call with the same seed.
  public func probes(_ count: Int, seed: UInt64 = 0) -> [[Double]] {
    var generator = SplitMix64(state: seed)
    var points = [center, lower, upper]
    for axis in 0..<min(dimension, count / 8) {
      for bound in [lower[axis], upper[axis]] {
        var point = center
        point[axis] = bound
        points.append(point)
      }
    }
    while points.count < count {
      let isCorner = points.count < count / 2
      points.append(
        (0..<dimension).map { axis in
          if isCorner { return Bool.random(using: &generator) ? lower[axis] : upper[axis] }
          return Double.random(in: lower[axis]...upper[axis], using: &generator)
        })
    }
    return Array(points.prefix(count))
  }
}
