import Foundation
import Testing
import _KnotworkTestSupport

/// What becomes of files that the tool writes: links, modes, pipes, and files that are something else to the same run.
@Suite(.timed) struct OutputTests {
  private static let network = Tool.root.appending(path: "Examples/question.json").path

  private func shell(_ line: String) throws -> Tool.Result {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(atPath: OutputTests.network, toPath: folder.appending(path: "net.json").path)
    return try Tool.shell(line, in: folder)
  }

  @Test func linksAreFollowed() throws {
    let result = try shell(
      """
      echo old > target; ln -s target link; ln -s link chain
      knotwork dissect net.json --csv -o chain || exit 1
      test -L chain && test -L link && test ! -L target && grep -q region target && ls
      """)
    #expect(result.code == 0 && result.output == "chain\nlink\nnet.json\ntarget\n", "\(result.output)\(result.errors)")
  }

  @Test func modesAreKept() throws {
    let result = try shell(
      """
      echo old > table; chmod 640 table
      knotwork dissect net.json --csv -o table && stat -c %a table
      """)
    #expect(result.output == "640\n", "\(result.errors)")
  }

  @Test func pipesAreWrittenInto() throws {
    let result = try shell(
      """
      mkfifo pipe; cat pipe > copy & 
      knotwork dissect net.json --csv -o pipe || exit 1
      wait; test -p pipe && knotwork dissect net.json --csv | cmp - copy && echo same
      """)
    #expect(result.output == "same\n", "\(result.output)\(result.errors)")
  }

  /// As after `| head`: not a word, and the code of SIGPIPE.
  @Test func readersMayGo() throws {
    let result = try shell("{ knotwork page net.json; echo $? > code; } | head -c 1; cat code")
    #expect(result.output == "<141\n" && result.errors == "", "\(result.output)\(result.errors)")
  }

  /// What a run that was killed has left beside its checkpoint goes with the next one, and nothing else does.
  @Test func leftoversOfKilledRunsAreRemoved() throws {
    let result = try shell(
      """
      touch state.123.partial state.123-4.partial state.partial state.x.partial other.123.partial
      knotwork count net.json --checkpoint state --resume-if-any > count || exit 1
      ls
      """)
    #expect(
      result.output == "count\nnet.json\nother.123.partial\nstate.partial\nstate.x.partial\n",
      "\(result.output)\(result.errors)")
  }

  @Test(arguments: [
    "knotwork convert net.json -o net.json --to json", "ln -s net.json link; knotwork dissect net.json --csv -o link",
    "ln net.json same; knotwork dissect net.json --csv -o same",
    "knotwork dissect net.json --csv -o ./../$(basename $PWD)/net.json",
    "knotwork dissect net.json --svg a -o a", "knotwork count net.json --certify a -o ./a",
    "knotwork count net.json --checkpoint net.json", "knotwork count net.json --checkpoint a -o a",
  ])
  func filesThatAreSomethingElseAreRefused(_ line: String) throws {
    let result = try shell("cp net.json before; { \(line); }; code=$?; cmp before net.json && exit $code")
    #expect(result.code == 64, "\(line): \(result.errors)")
    #expect(result.errors.contains("are the same file"), "\(line): \(result.errors)")
  }

  @Test(arguments: [("TERM", 143), ("HUP", 129), ("INT", 130)])
  func signalsLeaveNothingBehind(_ signal: String, _ code: Int32) throws {
    let result = try shell(
      """
      mkfifo never
      knotwork dissect net.json --csv -o table --data never & tool=$!
      sleep 0.3; kill -\(signal) $tool; wait $tool; code=$?; ls; exit $code
      """)
    #expect(result.code == code, "\(result.output)\(result.errors)")
    #expect(result.output == "net.json\nnever\n", "\(result.output)")
  }

  @Test func withoutStandardInput() throws {
    let result = try shell("knotwork inspect - <&-")
    #expect(result.code == 66 && result.errors.contains("standard input"), "\(result.code): \(result.errors)")
  }

  /// Reads what never ends, up to the limit of memory.
  @Test func endlessInputsAreRefused() throws {
    let result = try shell("yes 1,2,3 | (ulimit -v 400000; knotwork fit - --folds 0); exit $?")
    #expect(result.code == 65, "\(result.code): \(result.errors.prefix(300))")
    #expect(result.errors.contains("has no end within the memory"), "\(result.errors.prefix(300))")
  }

  @Test func checkpointsThatAreMissingOrDamaged() throws {
    let missing = try shell("knotwork count net.json --checkpoint a --resume")
    #expect(missing.code == 66 && missing.errors.contains("--resume-if-any"), "\(missing.errors)")
    #expect(try shell("knotwork count net.json --checkpoint a --resume-if-any").code == 0)
    let damaged = try shell(
      """
      knotwork count net.json --checkpoint a --max-regions 1 && exit 1
      sed -i 's/"regions": [0-9]*/"regions": 0/' a; knotwork count net.json --checkpoint a --resume
      """)
    #expect(damaged.code == 65 && damaged.errors.contains("damaged"), "\(damaged.errors)")
  }

  @Test func claimsAreGoneOnWith() throws {
    let ask = "knotwork verify net.json --claim 'y <= 100' --checkpoint a"
    let stopped = try shell("\(ask) --time-limit 0.000001; echo $?; ls a; \(ask) --claim 'y <= 3'")
    #expect(stopped.output.hasSuffix("2\na\n") && stopped.code == 64, "\(stopped.output)\(stopped.errors)")
    #expect(stopped.errors.contains("--checkpoint a --resume goes on") && stopped.errors.contains("is for one claim"))
    let resumed = try shell(
      """
      \(ask) --time-limit 0.000001; \(ask); echo $?; knotwork verify net.json --claim 'y <= 99' --checkpoint a --resume; echo $?
      sed 's/"parts": [0-9]*/"parts": 7/' a > b; knotwork verify net.json --claim 'y <= 100' --checkpoint b --resume; echo $?
      \(ask) --resume; echo $?; ls a; \(ask) --resume
      """)
    let codes = resumed.output.split(separator: "\n").filter { Int($0) != nil }
    #expect(codes == ["64", "65", "65", "0"], "\(resumed.output)\(resumed.errors)")
    #expect(
      resumed.code == 66 && resumed.errors.contains("damaged")
        && resumed.errors.contains("another network, domain or question"))
  }

  @Test(arguments: ["range net.json", "monotone net.json", "monotone net.json --rising --input x1"])
  func rangesAndSlopesAreGoneOnWith(_ question: String) throws {
    let ask = "knotwork \(question)"
    let stopped = try shell(
      "\(ask) --checkpoint a --time-limit 0.000001 >b; echo $?; ls a; \(ask) --checkpoint a; echo $?")
    #expect(stopped.output == "2\na\n64\n" && stopped.errors.contains("--checkpoint a --resume goes on"))
    #expect(stopped.errors.contains("the time limit of 1e-06 seconds"), "\(stopped.errors)")
    let resumed = try shell(
      """
      \(ask) --checkpoint a --time-limit 0.000001 >b 2>&1; \(ask) --checkpoint a --resume >c; \(ask) >d; cmp c d; echo $?; ls a
      """)
    #expect(resumed.output == "0\n" && resumed.code != 0, "\(resumed.output)\(resumed.errors)")
  }

  @Test(arguments: ["range net.json --certify b", "monotone net.json --lipschitz", "verify net.json --equals net.json"])
  func whatHasNoCheckpoints(_ question: String) throws {
    let refused = try shell("knotwork \(question) --checkpoint a")
    #expect(refused.code == 64 && refused.errors.contains("--checkpoint"), "\(refused.errors)")
  }

  @Test(arguments: [
    "fit x.csv --epochs", "fit x.csv --folds", "count net.json --threads", "count net.json --max-regions",
  ])
  func wholeNumbersHaveARange(_ line: String) throws {
    for number in ["99999999999999999999", "-9223372036854775808", "1.5", ""] {
      let result = try shell("knotwork \(line)='\(number)'")
      #expect(result.code == 64, "\(line)=\(number): \(result.errors)")
    }
  }
}
