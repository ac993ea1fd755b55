import Knotwork
import KnotworkFormats

/// The question for a smaller network.
extension QuestionParts {
  mutating func simplify() throws -> Asking {
    let (network, known) = try network()
    let rows = try rows(network)
    var request = SimplifyRequest(over: try place(network, known, rows, allowsWholeSpace: false))
    request.rows = rows
    request.table = try measured(network)
    request.tolerance = try tolerance()
    if let value = options.take("round") {
      switch value {
      case .number(let number) where Int(exactly: number) != nil:
        request.rounding = try .init(parsing: String(Int(number)))
      case .string(let text): request.rounding = try .init(parsing: text)
      default: throw options.wrong("round", value, "a number of digits, or a text as in \"float32\"")
      }
    }
    let isPictured = try options.flag("plot")
    try request.validate(for: network)
    return { [request] budget in
      let answer = try request.answer(about: network, within: budget)
      let ranges = InputRanges(request.box)
      if isPictured {
        return NetworkAnswer(inner: AnswerWithPicture(inner: answer), network: answer.network, ranges: ranges)
      }
      return NetworkAnswer(inner: answer, network: answer.network, ranges: ranges)
    }
  }

  /// By how much outputs may change: `error`.
  mutating func tolerance() throws -> SimplifyRequest.Tolerance? {
    guard let value = options.take("error") else { return nil }
    switch value {
    case .number(let number) where number > 0: return .absolute(number)
    case .string(let text): return try .init(parsing: text)
    default: throw options.wrong("error", value, "a number above 0, or a text as in \"2%\"")
    }
  }
}
