import ArgumentParser
import Knotwork

/// The command-line tool `knotwork`.
@main
struct KnotworkCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "knotwork",
    abstract: "Shows what a ReLU network really is: an exact piecewise-linear function.",
    discussion: """
      A network is a file of any of these kinds: JSON (see the README), ONNX, NNet, NumPy, safetensors; or - for standard \
      input. Results go to standard output, \
      messages and progress to standard error.

      Exit codes: 0 fine; 1 a claim fails; 2 undecided, or a limit was reached; 64 wrong usage; 65 bad data; 66 a file is \
      missing; 70 internal error; 71 memory has run out; 73 a file cannot be written; 130 interrupted (129 and 143 by SIGHUP \
      and SIGTERM).

      An output file appears, or replaces another, when it is complete; pipes and devices are written into. --force lets \
      every verb replace output files; only fit, knots and approximate, whose results take work, refuse to without it.
      """,
    version: version,
    subcommands: [
      DemoVerb.self, CasesVerb.self, DissectVerb.self, CountVerb.self, CheckVerb.self, LocateVerb.self, WalkVerb.self,
      LinearVerb.self, VerifyVerb.self, RangeVerb.self, MonotoneVerb.self, RobustVerb.self, ProfileVerb.self,
      ShapeVerb.self, EquationVerb.self, ExplainVerb.self, EffectVerb.self, SlopesVerb.self, PiecesVerb.self,
      VarianceVerb.self, CompareVerb.self, SimplifyVerb.self, PlotVerb.self, PageVerb.self, EvalVerb.self,
      InspectVerb.self, ConvertVerb.self, FitVerb.self, ReportVerb.self, KnotsVerb.self, ApproximateVerb.self,
      PlanVerb.self, WorkVerb.self, GatherVerb.self, ServeVerb.self,
    ])

  static func main() {
    StandardStreams.reserve()
    MemoryFailure.install()
    Interrupts.install()
    do {
      var command = try parseAsRoot(NegativeValues.attached(to: Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let failure as Failure {
      finish(with: failure)
    } catch {
      if let failure = Failure(explaining: error) { finish(with: failure) }
      Leftovers.removeAll()
      let code = exitCode(for: error).rawValue
      // Help goes to standard output as it is; a message may quote anything.
      if code == 0 || error is ExitCode { exit(withError: error) }
      Messages.write(fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      System.exit(code)
    }
  }

  /// Whether the verb that runs has an option.
  static func offers(_ option: String) -> Bool {
    let name = CommandLine.arguments.dropFirst().first { !$0.hasPrefix("-") }
    guard let verb = configuration.subcommands.first(where: { $0.configuration.commandName == name }) else {
      return true
    }
    let words = verb.helpMessage().split { " \n,/[]()".contains($0) }
    return words.contains { $0 == option }
  }

  private static func finish(with failure: Failure) -> Never {
    Leftovers.removeAll()
    if failure.code != .readerGone { Messages.write(["error: \(failure.lines[0])"] + failure.lines.dropFirst()) }
    System.exit(failure.exitCode)
  }
}
