import ArgumentParser
import Foundation

/// The command-line tool `knotwork`.
@main
struct KnotworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knotwork",
    abstract: "Shows what a ReLU network really is: an exact piecewise-linear function.",
    discussion: """
      A network is a file of any of these kinds: JSON (see the README), ONNX, NNet, NumPy, safetensors; or - for standard \
      input. Results go to standard output, \
      messages and progress to standard error.

      Exit codes: 0 fine; 1 a claim fails; 2 undecided, or a limit was reached; 64 wrong usage; 65 bad data; 66 a file is \
      missing; 70 internal error; 73 a file cannot be written; 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      DemoVerb.self, CasesVerb.self, DissectVerb.self, CountVerb.self, CheckVerb.self, LocateVerb.self, WalkVerb.self,
      LinearVerb.self, ProfileVerb.self, EvalVerb.self, InspectVerb.self, ConvertVerb.self, FitVerb.self,
      ReportVerb.self, KnotsVerb.self, ApproximateVerb.self,
    ])

  static func main() {
    Interrupts.install()
    do {
      var command = try parseAsRoot(NegativeValues.attached(to: Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let failure as Failure {
      Messages.write("error: \(failure.message)")
      finish(with: failure.code)
    } catch {
      if let failure = Failure(explaining: error) {
        Messages.write("error: \(failure.message)")
        finish(with: failure.code)
      }
      exit(withError: error)
    }
  }

  private static func finish(with code: Failure.Code) -> Never {
    ScratchFiles.removeAll()
    Foundation.exit(code.rawValue)
  }
}
