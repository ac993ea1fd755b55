import Knotwork
import KnotworkFormats

/// The question for a smaller network.
extension QuestionParts {
  mutating func simplify() throws -> Asking {
    let (network, ranges) = try network()
    let rows = try rows(network)
    let request = SimplifyRequest(over: try place(network, ranges, rows, allowsWholeSpace: false))
    try request.validate(for: network)
    return { budget in
      let answer = try request.answer(about: network, within: budget)
      return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(request.box))
    }
  }
}
