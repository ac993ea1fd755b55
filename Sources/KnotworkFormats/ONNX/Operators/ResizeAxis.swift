/// One axis of an image that is made larger or smaller: which elements each new one is made of, with weights.
struct ResizeAxis {
  let input: Int
  let output: Int
  /// output / input as it is given.
  let scale: Double
  let node: Node

  /// How new coordinates lie among the old, and what becomes of what lies between them.
  struct Rule {
    let mode: String
    let coordinates: String
    let nearest: String
    let cubic: Double
    let excludesOutside: Bool
  }

  /// The elements that each place reads.
  func taps(_ rule: Rule) throws(FormatError) -> [[(place: Int, weight: Double)]] {
    guard input > 0 || output == 0 else { throw node.error("cannot fill an axis from one of size 0") }
    if input == output, scale == 1 { return (0..<output).map { [($0, 1)] } }
    var all: [[(place: Int, weight: Double)]] = []
    all.reserveCapacity(output)
    for place in 0..<output {
      switch rule.mode {
      case "nearest":
        // Runtimes compute in floats, which decides ties.
        let source = try coordinate(Float(place), Float(scale), rule.coordinates)
        all.append([(clamped(try nearest(source, rule.nearest)), 1)])
      case "linear", "bilinear", "trilinear": all.append(linear(try coordinate(Double(place), scale, rule.coordinates)))
      case "cubic": all.append(cubic(try coordinate(Double(place), scale, rule.coordinates), rule))
      default: throw node.error("the mode is \"\(rule.mode)\"; expected nearest, linear or cubic")
      }
    }
    return all
  }

  private func clamped(_ place: Int) -> Int { min(max(place, 0), input - 1) }

  private func coordinate<Number: BinaryFloatingPoint>(
    _ x: Number, _ scale: Number, _ rule: String
  ) throws(FormatError) -> Number {
    switch rule {
    case "asymmetric": return x / scale
    case "half_pixel": return (x + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return output > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "tf_half_pixel_for_nn": return (x + 0.5) / scale
    case "align_corners": return output > 1 ? x * Number(input - 1) / Number(output - 1) : 0
    case "half_pixel_symmetric":
      let adjustment = Number(output) / (scale * Number(input))
      let center = Number(input) / 2
      return center * (1 - adjustment) + (x + 0.5) / scale - 0.5
    default:
      throw node.error("coordinate_transformation_mode is \"\(rule)\", which is not read; export with half_pixel")
    }
  }

  private func nearest(_ x: Float, _ rule: String) throws(FormatError) -> Int {
    let rounded: Float
    switch rule {
    case "simple": rounded = scale < 1 ? x.rounded(.up) : x.rounded(.towardZero)
    case "round_prefer_floor":
      rounded = x - x.rounded(.down) == 0.5 ? x.rounded(.down) : x.rounded(.toNearestOrAwayFromZero)
    case "round_prefer_ceil": rounded = (x + 0.5).rounded(.down)
    case "floor": rounded = x.rounded(.down)
    case "ceil": rounded = x.rounded(.up)
    default:
      throw node.error("nearest_mode is \"\(rule)\"; expected round_prefer_floor, round_prefer_ceil, floor or ceil")
    }
    return Int(exactly: min(max(rounded, -1), Float(input))) ?? 0
  }

  private func linear(_ source: Double) -> [(place: Int, weight: Double)] {
    let x = min(max(source, 0), Double(input - 1))
    let low = Int(x)
    let part = x - Double(low)
    return part == 0 ? [(low, 1)] : [(low, 1 - part), (low + 1, part)]
  }

  private func cubic(_ source: Double, _ rule: Rule) -> [(place: Int, weight: Double)] {
    let base = min(max(source, -4), Double(input) + 4).rounded(.down)
    let part = source - base
    let a = rule.cubic
    func near(_ t: Double) -> Double { ((a + 2) * t - (a + 3)) * t * t + 1 }
    func far(_ t: Double) -> Double { ((a * t - 5 * a) * t + 8 * a) * t - 4 * a }
    var taps: [(place: Int, weight: Double)] = []
    let weights = [far(1 + part), near(part), near(1 - part), far(2 - part)]
    for (offset, weight) in weights.enumerated() {
      let place = Int(base) + offset - 1
      if rule.excludesOutside, place < 0 || place >= input { continue }
      let kept = clamped(place)
      if let known = taps.firstIndex(where: { $0.place == kept }) {
        taps[known].weight += weight
      } else {
        taps.append((kept, weight))
      }
    }
    let total = taps.reduce(0) { $0 + $1.weight }
    return rule.excludesOutside && total != 0 ? taps.map { ($0.place, $0.weight / total) } : taps
  }
}
