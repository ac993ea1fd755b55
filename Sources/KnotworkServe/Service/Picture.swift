import Knotwork
import KnotworkAnswers

/// A question whose answer is a picture.
struct Picture {
  private let question: Question

  /// - Throws: what is wrong with the question, and `InvalidRequest` for one that is about no picture.
  init(_ bytes: [UInt8]) throws {
    question = try Question(bytes)
    guard question.name == .plot else {
      throw InvalidRequest("question", "\(question.name.rawValue); expected plot, whose answer is a picture")
    }
  }

  /// The picture.
  func svg(within budget: Budget) throws -> [UInt8] {
    guard let answer = try question.answer(within: budget) as? PlotAnswer else { return [] }
    return Array(answer.svg.utf8)
  }
}
