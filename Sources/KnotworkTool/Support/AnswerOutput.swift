import ArgumentParser
import KnotworkAnswers

extension Answer {
  /// Writes the answer to a file or standard output, what should be said of it to standard error, and ends with its exit code.
  ///
  /// - Parameter work: how long the answer took, for the document; nil to leave that out.
  func write(json isJSON: Bool, work: Duration?, to path: String?) throws {
    let output = try Output(path)
    func write(_ bytes: [UInt8]) throws {
      TimeLimit.beginAnswer()
      try output.write(bytes)
    }
    let ending: Ending
    do {
      ending =
        if isJSON {
          try writeDocument(work: work) { try write($0) }
        } else {
          try writeText(in: output.textStyle) { try write($0) }
        }
    } catch let error as InvalidData where !isJSON {
      // What was found before the offence is not lost.
      try output.close()
      throw error
    }
    try output.close()
    try ending.finish()
  }
}

extension Ending {
  /// Says what should be said, and ends with the exit code of the outcome.
  func finish() throws {
    for note in notes { Messages.write("note: \(note)") }
    switch outcome {
    case .holds: break
    case .fails(nil): throw ExitCode(Failure.Code.claimFails.rawValue)
    case .fails(let reason?): throw Failure(.claimFails, reason)
    case .undecided(let reason): throw Failure(.undecided, reason)
    case .interrupted(let reason): throw Failure(.interrupted, reason)
    }
  }
}

extension FormatOptions {
  /// Writes an answer as the options say.
  func write(_ answer: some Answer, work: Duration) throws {
    try answer.write(json: json, work: timing ? work : nil, to: output)
  }

  /// Refuses before any work is done what could not be written after it.
  ///
  /// - Parameter inputs: the files that will be read.
  func check(reading inputs: String...) throws {
    try RunFiles.expect(inputs)
    try RunFiles.add(.output(isGuarded: false), "-o", output ?? "-")
  }
}

extension Output {
  /// Emphasis on terminals; plain text elsewhere and where NO_COLOR is set.
  var textStyle: TextStyle { isStandardOutput ? .ofStandardOutput : .plain }
}

extension TextStyle {
  /// What standard output can show.
  static let ofStandardOutput: TextStyle =
    !System.isTerminal(.output) || !(System.environment("NO_COLOR") ?? "").isEmpty
    ? .plain : .terminal
}

/// Does work, and says how long it took.
func timed<Result>(_ work: () throws -> Result) rethrows -> (result: Result, duration: Duration) {
  let start = ContinuousClock.now
  let result = try work()
  return (result, ContinuousClock.now - start)
}

extension ParsableArguments {
  /// Checks a request where options are checked, so that a mistake is shown as one of theirs.
  func check<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as InvalidRequest {
      throw ValidationError(error.asOption)
    }
  }
}

extension InvalidRequest {
  /// The message, with the field as an option: "--max-pieces: 0 is less than 1"; in words where the verb that runs has no such option.
  var asOption: String {
    guard let field else { return problem }
    let name = "--\(String(field.map { $0 == "_" ? "-" : $0 }))"
    return "\(KnotworkCommand.offers(name) ? name : String(field.map { "_.".contains($0) ? " " : $0 })): \(problem)"
  }
}
