import Knotwork
import KnotworkGeometry

/// A continuous function that is affine on each triangle of a regular grid, given by its values at the grid's points.
///
/// Cells of hx × hy are cut along their diagonal from the lower left to the upper right. The hat function of point (i, j) is
/// relu(1 + s − relu(s) − relu(t) − relu(s − t)) with s = (x − xᵢ) / hx and t = (y − yⱼ) / hy, since |s| + |t| + |s − t| is
/// twice the norm whose unit ball is the hexagon around the point. So the function is a network of two hidden layers without
/// any maximum: one unit for each line of the grid, one for each point (compare He, Li, Xu and Zheng 2020).
struct TriangleGrid {
  let origin: SIMD2<Double>
  let step: SIMD2<Double>
  /// Number of cells along each coordinate.
  let columns: Int
  let rows: Int
  /// (columns + 1) × (rows + 1) values, row by row from below.
  var values: [Double]

  /// A grid that covers a box; its lines lie on short numbers, so that the network's units are exact.
  init(over box: Box, columns: Int, rows: Int) {
    let x = TriangleGrid.lattice(box.lower[0], box.upper[0], columns)
    let y = TriangleGrid.lattice(box.lower[1], box.upper[1], rows)
    origin = SIMD2(x.origin, y.origin)
    step = SIMD2(x.step, y.step)
    self.columns = columns
    self.rows = rows
    values = [Double](repeating: 0, count: (columns + 1) * (rows + 1))
  }

  /// A start at or below `low` and a step so that `count` steps reach `high`, both multiples of a power of two about 2⁻¹⁴
  /// steps long.
  private static func lattice(_ low: Double, _ high: Double, _ count: Int) -> (origin: Double, step: Double) {
    let unit = ((high - low) / Double(count)).binade * 0x1p-14
    let origin = (low / unit).rounded(.down) * unit
    let step = ((high - origin) / Double(count) / unit).rounded(.up) * unit
    return (origin, step)
  }

  func index(_ i: Int, _ j: Int) -> Int { j * (columns + 1) + i }

  func point(_ i: Int, _ j: Int) -> SIMD2<Double> { origin + SIMD2(Double(i), Double(j)) * step }

  /// The slopes of the lower (x-first) or upper triangle of a cell.
  func slope(_ i: Int, _ j: Int, isLower: Bool) -> SIMD2<Double> {
    let (a, b) = (values[index(i, j)], values[index(i + 1, j + 1)])
    let corner = isLower ? values[index(i + 1, j)] : values[index(i, j + 1)]
    return isLower
      ? SIMD2((corner - a) / step.x, (b - corner) / step.y) : SIMD2((b - corner) / step.x, (corner - a) / step.y)
  }

  /// How far the network as a real function may be from the interpolant: its second layer has weights 1/h, each rounded once,
  /// which changes a hat by at most 2⁻⁵¹ (columns + rows), and no more than seven hats are not zero at a point.
  var weightRounding: Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    return 7 * 0x1p-50 * Double(columns + rows + 1) * largest
  }

  /// The network: x − origin, then the lines of the grid, then its points.
  ///
  /// - Returns: nil where the lines are not short numbers, because the domain lies too far from the origin for its size.
  func network(inputNames: [String]) -> Network? {
    var weights: [[Double]] = [[1, 0]]
    var bias = [-origin.x]
    for i in 0...columns {
      weights.append([1, 0])
      bias.append(-point(i, 0).x)
    }
    for j in 0...rows {
      weights.append([0, 1])
      bias.append(-point(0, j).y)
    }
    let cross = Dyadic(origin.x) * Dyadic(step.y) - Dyadic(origin.y) * Dyadic(step.x)
    for k in -rows...columns {
      let exact = cross + Dyadic(Double(k)) * Dyadic(step.x) * Dyadic(step.y)
      guard Dyadic(exact.nearest) == exact else { return nil }
      weights.append([step.y, -step.x])
      bias.append(-exact.nearest)
    }
    guard isExact else { return nil }
    let lines = weights.count
    var hats: [[Double]] = []
    var levels: [Double] = []
    for j in 0...rows {
      for i in 0...columns {
        var row = [Double](repeating: 0, count: lines)
        row[0] = 1 / step.x
        row[1 + i] = -1 / step.x
        row[2 + columns + j] = -1 / step.y
        row[3 + columns + rows + (i - j + rows)] = -1 / (step.x * step.y)
        hats.append(row)
        levels.append(Double(1 - i))
      }
    }
    return try? Network(
      layers: [
        Layer(
          weights: Matrix(weights), bias: bias,
          activations: [.linear] + [Activation](repeating: .relu, count: lines - 1)),
        Layer(weights: Matrix(hats), bias: levels, activation: .relu),
        Layer(weights: Matrix([values]), activation: .linear),
      ], inputNames: inputNames)
  }

  /// Whether the grid's points are what they are without rounding.
  private var isExact: Bool {
    (0...columns).allSatisfy { i in
      Dyadic(point(i, 0).x) == Dyadic(origin.x) + Dyadic(Double(i)) * Dyadic(step.x)
    }
      && (0...rows).allSatisfy { j in
        Dyadic(point(0, j).y) == Dyadic(origin.y) + Dyadic(Double(j)) * Dyadic(step.y)
      }
  }
}
