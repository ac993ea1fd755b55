import Knotwork
import KnotworkAnswers

/// A question whose answer is a file of its own: a picture, or a page.
struct FileQuestion {
  private let question: Question

  /// - Throws: what is wrong with the question, and `InvalidRequest` for one with another name.
  init(_ bytes: [UInt8], _ name: Question.Name) throws {
    question = try Question(bytes)
    guard question.name == name else {
      throw InvalidRequest("question", "\(question.name.rawValue); expected \(name.rawValue)")
    }
  }

  /// The file.
  func file(within budget: Budget) throws -> Response {
    switch try question.answer(within: budget) {
    case let picture as PlotAnswer: Response(type: "image/svg+xml", Array(picture.svg.utf8))
    case let page as PageAnswer: Response(type: "text/html; charset=utf-8", Array(try page.html().utf8))
    case let other: Response(type: "application/json", try other.document().bytes)
    }
  }
}
