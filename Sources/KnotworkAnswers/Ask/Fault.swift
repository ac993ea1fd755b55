import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Why a question is not answered: what kind of error it is, and a message for people. Its document is what faces without exit
/// codes give instead of an answer.
public struct Fault: Error, FinishedAnswer, Hashable {
  /// The kind of document.
  public static let schema = Schema("knotwork.error")

  /// What kind of error it is; the number is the tool's exit code.
  public enum Kind: Int, Sendable {
    /// A limit was reached, or nothing could be decided.
    case limit = 2
    /// The question cannot be asked like this.
    case request = 64
    /// The network or the data cannot be read, or do not go together.
    case data = 65
    /// An answer contradicts itself: the program is wrong.
    case internalError = 70
    /// The work was cancelled.
    case cancelled = 130
  }

  /// What kind of error it is.
  public let kind: Kind
  /// The part of the question that is wrong, as its option is called but with underscores; nil where it is no single one.
  public let field: String?
  /// What was found, where, and what is expected: a sentence without a full stop.
  public let message: String

  /// A fault from its parts.
  public init(_ kind: Kind, field: String? = nil, _ message: String) {
    (self.kind, self.field, self.message) = (kind, field, message)
  }

  /// What an error of the libraries means; nil for errors of others.
  public init?(explaining error: any Error) {
    switch error {
    case let error as Fault: self = error
    case let error as LimitReached: self.init(error.cause == .cancelled ? .cancelled : .limit, error.description)
    case let error as InvalidRequest: self.init(.request, field: error.field, error.problem)
    case let error as ClaimTextError:
      self.init(.request, field: error.isExpression ? "options.combination" : "options.claim", error.description)
    case let error as ExpressionError: self.init(.request, error.description)
    case let error as NoCaseTable: self.init(.request, error.description)
    case let error as InvalidGeometry: self.init(.request, error.description)
    case let error as Approximation.Failure: self.init(explaining: error)
    case let error as TableError: self.init(.data, error.description)
    case let error as InvalidRows: self.init(.data, error.description)
    case let error as InvalidData: self.init(.data, error.description)
    case let error as FormatError: self.init(.data, error.description)
    case let error as InvalidNetwork: self.init(.data, error.description)
    case let error as InvalidCheckpoint: self.init(.data, error.description)
    case let error as FailedGate:
      self.init(
        .internalError,
        "an answer contradicts itself and is not given: \(error.description). This is a fault of knotwork; please report it, "
          + "with the command and the data, if you can")
    default: return nil
    }
  }

  private init(explaining failure: Approximation.Failure) {
    switch failure {
    case .invalid: self.init(.request, failure.description)
    case .undefined(let point):
      self.init(
        .request,
        "the formula is undefined, unbounded or not continuous near \(point.tuple); choose a domain without such points"
      )
    case .tooManyPieces, .tooPrecise, .notFound, .timeLimit: self.init(.limit, failure.description)
    }
  }

  /// What the answer comes to: nothing was decided.
  public var ending: Ending { Ending(.undecided(reason: message)) }

  /// Writes the members.
  public func write(to json: inout JSONWriter) {
    json.member("code", kind.rawValue)
    if let field {
      json.member("field", field)
    } else {
      json.key("field")
      json.null()
    }
    json.member("message", message)
  }

  /// Writes the message.
  public func write(to text: inout TextWriter) throws { try text.line(field.map { "\($0): \(message)" } ?? message) }
}
