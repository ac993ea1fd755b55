import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// Questions that proofs answer, beside `verify`.
extension QuestionParts {
  /// The least and the greatest value of outputs.
  mutating func range() throws -> Asking {
    let (network, ranges) = try network()
    var request = RangeRequest(over: try place(network, ranges, rows(network), allowsWholeSpace: false))
    request.output = try options.text("output_name")
    request.combination = try options.text("combination")
    if let gap = try options.number("gap") {
      guard gap > 0, gap < 1 else { throw InvalidRequest("options.gap", "found \(gap.short); expected a part of 1") }
      request.gap = gap
    }
    request.isCertified = try options.flag("certify")
    request.showsCertificate = request.isCertified
    return { [request] in try request.answer(about: network, within: $0) }
  }

  /// What outputs do along inputs.
  mutating func monotone() throws -> Asking {
    let (network, ranges) = try network()
    var request = MonotoneRequest(over: try place(network, ranges, rows(network), allowsWholeSpace: false))
    request.input = try options.text("input")
    request.output = try options.text("output_name")
    request.showsLipschitz = try options.flag("lipschitz")
    let (isRising, isFalling) = (try options.flag("rising"), try options.flag("falling"))
    let slope = try options.numbers("slope")
    guard [isRising, isFalling, slope != nil].count(where: { $0 }) <= 1 else {
      throw InvalidRequest("options.slope", "rising, falling and slope exclude each other")
    }
    if isRising { request.claim = .rising }
    if isFalling { request.claim = .falling }
    if let slope {
      guard slope.count == 2, slope[0] <= slope[1] else {
        throw InvalidRequest("options.slope", "expected two numbers, the lower one first")
      }
      request.claim = .within(slope[0]...slope[1])
    }
    return { [request] in try request.answer(about: network, within: $0) }
  }

  /// How far from points a claim goes on to hold.
  mutating func robust() throws -> Asking {
    let (network, ranges) = try network()
    let rows = try rows(network)
    guard let text = try options.text("claim") else {
      throw InvalidRequest("options.claim", "is missing; expected a claim, such as \(network.outputNames[0]) <= 5")
    }
    let place = try place(network, ranges, rows, allowsWholeSpace: false)
    let stated = try StatedClaim(text, about: network, over: place)
    var request: RobustRequest
    if let point = try options.numbers("point") {
      request = RobustRequest(stated, points: [point])
    } else if let rows {
      request = RobustRequest(stated, rows: rows)
    } else {
      throw InvalidRequest("options.point", "is missing; expected a point, or a table of points")
    }
    request.norm = try options.choice("norm", of: Robustness.Norm.self) ?? request.norm
    return { [request] in try request.answer(about: network, within: $0) }
  }
}
