import CKnotworkKernels
import Knotwork

/// What is known of the units of a network over a box; belongs to one thread.
final class Relaxation {
  /// What bounds use beside intervals.
  struct Options: OptionSet {
    let rawValue: Int32
    /// Affine forms of the inputs and of what open units add.
    static let forms = Options(rawValue: KW_FORMS)
    /// Rows that are taken back to the inputs, for each unit that would stay open.
    static let backward = Options(rawValue: KW_BACKWARD)
    /// Forms alone, without intervals.
    static let plain = Options(rawValue: KW_FORMS | KW_PLAIN)
  }

  let inputCount: Int
  let outputCount: Int
  let unitCount: Int
  let base: OpaquePointer
  let level: Int32
  /// The box that was relaxed last: lower bounds, then upper ones.
  private let box: UnsafeMutablePointer<Double>

  init(_ network: FlatNetwork, kernels: Kernels = .best) {
    inputCount = network.inputCount
    outputCount = network.outputCount
    unitCount = network.unitCount
    level = kernels.level
    guard
      let base = kw_relaxation_new(
        Int32(network.widths.count - 1), network.widths, network.weights, network.biases, network.slopes)
    else { preconditionFailure("no memory for a network") }
    if let pairing = network.pairing { kw_relaxation_pair(base, pairing == .rescaled ? 1 : 0) }
    self.base = base
    box = .allocate(capacity: 2 * inputCount)
    box.initialize(repeating: 0, count: 2 * inputCount)
  }

  deinit {
    kw_relaxation_free(base)
    box.deallocate()
  }

  /// Bounds all units over a box; false where no point of it has the phases (above 0 for units that are held active, below 0 for
  /// those that are held inactive).
  func relax(lower: [Double], upper: [Double], phases: [Int8]? = nil, options: Options) -> Bool {
    for input in 0..<inputCount {
      box[input] = lower[input]
      box[inputCount + input] = upper[input]
    }
    if let phases {
      return kw_relax(level, base, box, box + inputCount, phases, options.rawValue) != 0
    }
    return kw_relax(level, base, box, box + inputCount, nil, options.rawValue) != 0
  }

  /// From so many seconds on, what only makes bounds closer is left out.
  func limit(seconds: Double) { kw_relaxation_limit(base, seconds) }

  /// Number of units that may be active and inactive in the box.
  var openUnits: Int { Int(kw_open_units(base)) }

  /// Bounds from below on rows, and the slopes of the affine functions that they come from.
  func bounds(ofRows rows: [Double], count: Int) -> (bounds: [Double], slopes: [Double]) {
    var bounds = [Double](repeating: 0, count: count)
    var slopes = [Double](repeating: 0, count: count * inputCount)
    kw_bound_rows(level, base, Int64(count), rows, &bounds, &slopes)
    return (bounds, slopes)
  }

  /// What each input has to answer for of what is lost between a row and its bound.
  func attribution(ofRow row: [Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: inputCount)
    kw_attribute(level, base, row, &scores)
    return scores
  }

  /// The outputs at a point, in floating point.
  func outputs(at point: [Double]) -> [Double] {
    var outputs = [Double](repeating: 0, count: outputCount)
    kw_evaluate_point(level, base, point, &outputs)
    return outputs
  }

  /// The gradients of rows at the point whose outputs were asked for last, one after the other.
  func gradients(ofRows rows: [Double], count: Int) -> [Double] {
    let length = outputCount + inputCount + 1
    var gradients = [Double](repeating: 0, count: count * inputCount)
    rows.withUnsafeBufferPointer { rows in
      gradients.withUnsafeMutableBufferPointer { gradients in
        guard let from = rows.baseAddress, let to = gradients.baseAddress else { return }
        for row in 0..<count { kw_gradient_row(level, base, from + row * length, to + row * inputCount) }
      }
    }
    return gradients
  }

  /// The cosine of each row of one table with each of another, row by row; 1 where one of both is 0 or not finite.
  static func cosines(_ first: [[Double]], _ second: [[Double]], kernels: Kernels = .best) -> [Double] {
    let width = first.first?.count ?? 0
    func size(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let table = second.flatMap(\.self)
    let sizes = second.map(size)
    var products = [Double](repeating: 0, count: second.count)
    return first.flatMap { row -> [Double] in
      kw_dots(kernels.level, row, table, Int64(width), Int64(width), Int64(second.count), &products)
      let own = size(row)
      return zip(products, sizes).map { product, other in
        let cosine = product / (own * other)
        return cosine.isFinite ? min(1, max(-1, cosine)) : 1
      }
    }
  }

  /// The step within bounds that makes the greatest of `values` + `slopes` · step least.
  func minimaxStep(values: [Double], slopes: [Double], lowest: [Double], highest: [Double]) -> [Double] {
    var step = [Double](repeating: 0, count: lowest.count)
    kw_minimax_step(
      level, base, Int64(values.count), Int64(lowest.count), values, slopes, lowest, highest, &step)
    return step
  }
}
