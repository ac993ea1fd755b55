import Knotwork
import KnotworkFitting
import KnotworkFormats

/// A question as one JSON object: what is asked, of which network or table, where, and with which options. It is what faces use
/// that
/// have no options to parse: a page, a C function, Python.
///
/// The object has the members `question` (the name of a verb), `network` (a network file), `table`, `domain`, `options` (the verb's
/// long options, with underscores), `limits` and `threads`; Documentation/JSON.md lists them. The answer is the verb's document.
public struct Question: Sendable {
  /// What can be asked.
  public enum Name: String, CaseIterable, Sendable {
    /// How many regions are there?
    case count
    /// Which regions are there, and what is the network on each?
    case dissect
    /// Is the network linear?
    case linear
    /// Do claims hold?
    case verify
    /// What are the least and the greatest value of each output?
    case range
    /// Does it rise or fall with an input, and how steeply?
    case monotone
    /// How far from a point does a claim go on to hold?
    case robust
    /// Which cases does a network of one hidden layer distinguish?
    case cases
    /// Which broken line does an output draw?
    case profile
    /// In which region does a point lie, or do rows?
    case locate
    /// Which regions lie around a point, or along a path?
    case walk
    /// What are the outputs at rows of inputs?
    case eval
    /// What is in a network?
    case inspect
    /// What does it look like?
    case plot
    /// The same as a page of HTML to point at.
    case page
    /// Which shape has it: convex, rising, additive, symmetric?
    case shape
    /// Which formula is it?
    case equation
    /// Why does it give what it gives for rows?
    case explain
    /// What does it do as one input varies?
    case effect
    /// How much does it change with each input?
    case slopes
    /// Which pieces do rows use, and how well does each fit them?
    case pieces
    /// Is it the same function as another network?
    case compare
    /// Which share of its variance does each input explain?
    case variance
    /// Which smaller network is the same, or the same to within an error?
    case simplify
    /// Which network explains a table?
    case fit
    /// Where does a relation between two columns bend?
    case knots
    /// Which network is a formula, to within an error?
    case approximate
    /// How is a long run shared out?
    case plan
    /// Which units are cells of it dealt into?
    case deal
    /// What does a unit come to?
    case work
    /// What do all of them come to?
    case gather
  }

  /// What is asked.
  public let name: Name
  /// How many threads may share the work.
  public let threads: Int?
  /// What the work may cost.
  public let limits: Limits
  private let find: @Sendable (Budget) throws -> any Answer

  /// The most threads.
  static let mostThreads = 1024

  /// Reads a question.
  ///
  /// - Throws: ``InvalidRequest`` that names the member which is wrong ("options.min_rows"), `FormatError` for what is not JSON
  ///   and for a network that is none, ``InvalidData`` for a table that is none.
  /// - Complexity: linear in the size of the document.
  public init(_ bytes: [UInt8]) throws { try self.init(bytes, given: nil) }

  /// - Parameters:
  ///   - table: that of the question, where it does not stand in its object.
  ///   - network: likewise.
  init(_ bytes: [UInt8], given table: DataTable?, network: (Network, InputRanges?)? = nil) throws {
    var members = try QuestionMembers(JSONValue(parsing: bytes), at: "")
    guard let name = try members.choice("question", of: Name.self) else {
      throw InvalidRequest("question", "is missing; expected \(Name.allCases.map(\.rawValue).orList)")
    }
    self.name = name
    threads = try members.whole("threads", in: 1...Question.mostThreads)
    limits = try Question.limits(&members)
    var parts = QuestionParts(
      options: try members.object("options") ?? QuestionMembers(nil, at: "options"), limits: limits, threads: threads)
    parts.given = table
    try parts.take(from: &members, givenNetwork: network)
    find = try parts.asking(name)
    try members.finish()
    try parts.options.finish()
  }

  /// The answer.
  ///
  /// - Parameter budget: what the work may cost whatever the question says, and how it is cancelled.
  /// - Throws: what the request of the verb throws; see ``Fault/init(explaining:)``.
  public func answer(within budget: Budget = Budget()) throws -> any Answer {
    var budget = budget
    budget.threads = min(threads ?? budget.threads, budget.threads)
    budget.limits = Limits(
      regions: least(limits.regions, budget.limits.regions), duration: least(limits.duration, budget.limits.duration),
      memory: least(limits.memory, budget.limits.memory))
    return try find(budget)
  }

  /// The document of the answer to a question, or that of the fault where there is none.
  ///
  /// - Throws: errors that are none of the libraries' own.
  public static func document(
    answering bytes: [UInt8], within budget: Budget = Budget()
  ) throws -> (bytes: [UInt8], fault: Fault?) {
    do {
      let answer = try Question(bytes).answer(within: budget)
      return (try answer.document().bytes, nil)
    } catch {
      guard let fault = Fault(explaining: error) else { throw error }
      return (try fault.document().bytes, fault)
    }
  }

  private static func limits(_ members: inout QuestionMembers) throws(InvalidRequest) -> Limits {
    guard var given = try members.object("limits") else { return .none }
    let seconds = try given.number("seconds")
    if let seconds, !(seconds > 0 && seconds < 1e9) {
      throw InvalidRequest("limits.seconds", "\(seconds.short) is not a number of seconds above 0 and below 1e9")
    }
    let limits = Limits(
      regions: try given.whole("regions", in: 1...(1 << 53)), duration: seconds.map { .seconds($0) },
      memory: try given.whole("memory", in: 1...(1 << 53)))
    try given.finish()
    return limits
  }

  private func least<Value: Comparable>(_ first: Value?, _ second: Value?) -> Value? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }
}
