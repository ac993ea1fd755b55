import Knotwork
import KnotworkFitting
import KnotworkGeometry
import KnotworkSimplify

/// Which is the smallest network that is the same function over a domain, or the same to within an error?
public struct SimplifyRequest: Sendable {
  /// By how much outputs may change.
  public enum Tolerance: Equatable, Sendable {
    /// By a number.
    case absolute(Double)
    /// By a share of how far the output's values over the domain are apart, 0.02 for 2 %.
    case share(Double)

    /// "0.5", or "2%".
    ///
    /// - Throws: ``InvalidRequest`` for what is neither, and for numbers that are not above 0.
    public init(parsing text: String) throws(InvalidRequest) {
      let isShare = text.hasSuffix("%")
      let digits = isShare ? String(text.dropLast()) : text
      guard let number = Double(digits.filter { $0 != " " }), number > 0, number.isFinite, !isShare || number < 100
      else { throw InvalidRequest("error", "\"\(text)\" is no error; expected a number above 0, or as in 2%") }
      self = isShare ? .share(number / 100) : .absolute(number)
    }
  }

  /// What weights are rounded to.
  public enum Rounding: Equatable, Sendable {
    /// A format.
    case format(WeightFormat)
    /// As few significant digits as the error allows.
    case fewestDigits

    /// "digits", "3" digits, "float32", "bfloat16", "int8".
    ///
    /// - Throws: ``InvalidRequest`` for other texts.
    public init(parsing text: String) throws(InvalidRequest) {
      if text == "digits" {
        self = .fewestDigits
      } else if text == "float32" {
        self = .format(.float32)
      } else if text == "bfloat16" {
        self = .format(.bfloat16)
      } else if let digits = Int(text), (1...17).contains(digits) {
        self = .format(.digits(digits))
      } else if text.hasPrefix("int"), let bits = Int(text.dropFirst(3)), (2...32).contains(bits) {
        self = .format(.integers(bits: bits))
      } else {
        throw InvalidRequest(
          "round",
          "\"\(text)\" is not known; expected digits (as few as --error allows), a number of digits from 1 to 17, float32, bfloat16, or int2 to int32"
        )
      }
    }
  }

  /// Where.
  public var place: Place
  /// By how much outputs may change; nil for not at all, but for the rounding of weights.
  public var tolerance: Tolerance?
  /// What weights are rounded to at the end; nil for doubles.
  public var rounding: Rounding?
  /// Rows with what was measured, on which every network is scored; nil for none.
  public var table: DataTable?
  /// Rows at which networks are compared beside inputs that are drawn.
  public var rows: DataRows?

  /// Whether regions are merged into few pieces as well, where an error is allowed, for two inputs and one output.
  public var mergesRegions = true

  /// A request about a domain.
  public init(over place: Place) { self.place = place }

  /// The box that holds the domain, as the ranges of the simplified network.
  ///
  /// - Requires: a domain that is valid.
  public var box: Box { place.domain.box }

  /// Says what is wrong with the request.
  ///
  /// - Throws: ``InvalidRequest`` for domains that are not of the input space, and for the whole of it; for digits without an error.
  public func validate(for network: Network) throws(InvalidRequest) {
    guard place.domain.isSimplifiable else {
      throw InvalidRequest(
        place.domain == .wholeSpace ? "whole_space" : nil,
        "networks are simplified over a box, a polytope or a polygon of their inputs; found \(place.words)")
    }
    switch tolerance {
    case .absolute(let error) where !(error > 0 && error.isFinite),
      .share(let error) where !(error > 0 && error.isFinite):
      throw InvalidRequest("error", "\(error.short); expected a number above 0")
    default: break
    }
    if rounding == .fewestDigits, tolerance == nil {
      throw InvalidRequest(
        "round", "digits are as few as an error allows; expected error as well, or a number of digits")
    }
  }

  /// The simplified network, with what was proved.
  ///
  /// - Returns: where the work is cancelled, the best that was proved by then.
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> SimplifyAnswer {
    try validate(for: network)
    let start = ContinuousClock.now
    let rest = { (share: Double) -> Budget in
      var rest = budget.after(ContinuousClock.now - start)
      rest.limits.duration = rest.limits.duration.map { $0 * share }
      return rest
    }
    let (found, isWhole) = try lossless(network, within: rest(0.4))
    var answer = found
    if isWhole {
      do {
        try approximate(&answer, within: rest)
      } catch let limit as LimitReached where limit.cause == .cancelled {
        answer.isInterrupted = true
      }
    }
    answer.pieces.before = network.pieceCount(over: place.domain, within: rest(0.5))
    answer.pieces.after =
      answer.rounded == nil ? answer.lossy?.best.pieces : nil
    if answer.pieces.after == nil {
      answer.pieces.after = answer.network.pieceCount(over: place.domain, within: rest(0.5))
    }
    if isWhole, mergesRegions { try merge(&answer, within: rest(0.5)) }
    if let table { answer.scores = SimplifyScores(answer, on: table, threads: budget.threads) }
    return answer
  }

  /// Merges regions within the error that is allowed.
  private func merge(_ answer: inout SimplifyAnswer, within budget: Budget) throws {
    guard let error = answer.error, let lossy = answer.lossy, !answer.isInterrupted, lossy.end != .cancelled else {
      return
    }
    do {
      answer.merged = try MergedTable(
        answer.original, over: place.domain, within: error, curve: lossy.curve, rows: rows, table: table,
        budget: budget)
    } catch let limit as LimitReached where limit.cause == .cancelled {
      answer.isInterrupted = true
    }
  }

  /// What is the same function, and whether all was done: where it is cancelled, what is known without any search.
  private func lossless(_ network: Network, within budget: Budget) throws -> (SimplifyAnswer, isWhole: Bool) {
    do {
      let lossless = try LosslessSimplification(of: network, over: place.domain, within: budget)
      return (SimplifyAnswer(place: place, original: network, lossless: lossless), true)
    } catch let limit as LimitReached where limit.cause == .cancelled {
      let brief = Budget(threads: budget.threads, limits: Limits(duration: .zero))
      let lossless = try LosslessSimplification(of: network, over: place.domain, within: brief)
      var answer = SimplifyAnswer(place: place, original: network, lossless: lossless)
      answer.isInterrupted = true
      return (answer, false)
    }
  }

  /// Makes it smaller within the error, and rounds weights.
  ///
  /// - Throws: `LimitReached` when the work is cancelled; what was proved by then is in the answer.
  private func approximate(_ answer: inout SimplifyAnswer, within rest: (Double) -> Budget) throws {
    let network = answer.original
    var step = LossySimplification.Step(answer.lossless)
    if let tolerance {
      (answer.spread, answer.error) = try allowed(tolerance, network, within: rest(0.2))
      if let error = answer.error {
        // Rounding needs some of the error too.
        let share = rounding == nil ? 1 : 0.9
        let lossy = try LossySimplification(
          of: network, from: answer.lossless, over: place.domain, within: error * share,
          rows: rows.map { SimplifyRequest.rows(of: $0) } ?? [], budget: rest(0.9))
        answer.lossy = lossy
        step = lossy.best
        (answer.network, answer.difference) = (step.network, step.difference)
        if lossy.end == .cancelled { return }
      }
    }
    switch rounding {
    case .format(let format):
      answer.rounded = try RoundedSimplification(step, of: network, over: place.domain, to: format, budget: rest(0.9))
    case .fewestDigits:
      answer.rounded = try RoundedSimplification.fewestDigits(
        step, of: network, over: place.domain, within: answer.error ?? 0, budget: rest(0.9))
    case nil: break
    }
    answer.rounding = rounding
    if let rounded = answer.rounded, rounded.difference.bound <= answer.error ?? .infinity {
      (answer.network, answer.difference) = (rounded.network, rounded.difference)
    }
  }

  private static func rows(of rows: DataRows) -> [Double] {
    (0..<rows.count).flatMap { row in rows.columns.map { $0[row] } }
  }

  /// The error that is allowed, and how far the output's values are apart where that counts.
  private func allowed(
    _ tolerance: Tolerance, _ network: Network, within budget: Budget
  ) throws -> (spread: Double?, error: Double?) {
    switch tolerance {
    case .absolute(let error): return (nil, error)
    case .share(let share):
      let spread = try OutputSpread(of: network, over: place.domain, within: budget).least
      return (spread, spread > 0 ? share * spread : nil)
    }
  }
}
