import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Why a verb ended early: a sentence and an exit code.
struct Failure: Error {
  /// The exit codes of the tool.
  enum Code: Int32 {
    case claimFails = 1
    case undecided = 2
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalError = 70
    case outOfMemory = 71
    case unwritable = 73
    /// By Ctrl-C; other signals have codes of their own.
    case interrupted = 130
  }

  let code: Code
  /// A sentence, and lines that point into what was found.
  let lines: [String]

  init(_ code: Code, _ message: String) {
    self.code = code
    lines = [message]
  }

  init(_ code: Code, lines: [String]) {
    self.code = code
    self.lines = lines
  }

  /// The exit code of the program.
  var exitCode: Int32 { code == .interrupted ? Interrupts.exitCode : code.rawValue }

  /// The failure that an error of the libraries means; nil for those that the argument parser explains itself, with how the verb
  /// is called.
  init?(explaining error: any Error) {
    switch error {
    case let error as LimitReached:
      self.init(error.cause == .cancelled ? .interrupted : .undecided, error.description)
    case let error as TableError: self.init(.badData, error.description)
    case let error as InvalidRows: self.init(.badData, error.description)
    case let error as ExpressionError: self.init(.usage, error.description)
    case let error as Approximation.Failure: self.init(explaining: error)
    case let error as InvalidData: self.init(.badData, error.description)
    case let error as FailedGate:
      self.init(
        .internalError,
        "an answer contradicts itself and is not given: \(error.description). This is a fault of knotwork; please report it, "
          + "with the command and the data, if you can")
    case let error as InvalidRequest: self.init(.usage, error.asOption)
    case let error as FormatError: self.init(.badData, error.description)
    case let error as InvalidNetwork: self.init(.badData, error.description)
    // An argument that turned out to be wrong once the work had begun: its sentence says all there is to say.
    case let error as ValidationError: self.init(.usage, error.message)
    case let error as NoCaseTable: self.init(.usage, error.description)
    case let error as InvalidCheckpoint: self.init(.badData, error.description)
    case let error as InvalidGeometry: self.init(.usage, error.description)
    default: return nil
    }
  }

  private init(explaining failure: Approximation.Failure) {
    switch failure {
    case .invalid: self.init(.usage, failure.description)
    case .undefined(let point):
      self.init(
        .usage,
        "the formula is undefined, unbounded or not continuous near \(point.tuple); choose a domain without such points"
      )
    case .tooManyPieces, .tooPrecise, .notFound, .timeLimit: self.init(.undecided, failure.description)
    }
  }
}
