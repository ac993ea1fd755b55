import ArgumentParser
import KnotworkAnswers
import KnotworkFormats

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
    /// Whoever reads the output has gone, as `head` does: what SIGPIPE would end a program with, without a word.
    case readerGone = 141
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
    // An argument that turned out to be wrong once the work had begun: its sentence says all there is to say.
    if let error = error as? ValidationError {
      self.init(.usage, error.message)
    } else if let error = error as? InvalidRequest {
      self.init(.usage, error.asOption)
    } else if let error = error as? ClaimTextError {
      self.init(
        .usage,
        lines: ["--\(error.isExpression ? "combination" : "claim"): \(error.lines[0])"] + error.lines.dropFirst())
    } else if let fault = Fault(explaining: error) {
      self.init(Code(fault.kind), fault.message)
    } else {
      return nil
    }
  }
}

extension Failure.Code {
  fileprivate init(_ kind: Fault.Kind) {
    self =
      switch kind {
      case .limit: .undecided
      case .request: .usage
      case .data: .badData
      case .internalError: .internalError
      case .cancelled: .interrupted
      }
  }
}
