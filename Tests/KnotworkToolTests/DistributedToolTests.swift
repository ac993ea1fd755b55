import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// plan, work and gather as people call them in a shell, and what must not happen to long runs that are stopped (decision 0108).
@Suite(.timed) struct DistributedToolTests {
  /// A network of four inputs with some thousand regions, or a larger one, in a scratch folder.
  private func inFolder(inputs: Int = 4, units: Int = 24, _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SeededGenerator(seed: 11)
    func rows(_ count: Int, _ width: Int) -> String {
      "["
        + (0..<count).map { _ in "\((0..<width).map { _ in Double.random(in: -1...1, using: &generator) })" }
        .joined(separator: ", ") + "]"
    }
    let bias = (0..<units).map { _ in Double.random(in: -0.3...0.3, using: &generator) }
    let network = """
      {"format": "knotwork-network", "version": 1, "inputs": \(Array(["a", "b", "c", "d", "e"].prefix(inputs))),
       "outputs": ["y"], "layers": [
       {"weights": \(rows(units, inputs)), "bias": \(bias), "activation": "relu"},
       {"weights": \(rows(units, units)), "bias": \(bias), "activation": "relu"},
       {"weights": \(rows(1, units)), "bias": [0], "activation": "linear"}]}
      """
    try Data(network.utf8).write(to: folder.appending(path: "net.json"))
    try body(folder)
  }

  private static let loop = """
    while :; do
      knotwork gather run --next > todo 2> said; code=$?
      [ $code = 2 ] || { cat todo; cat said >&2; exit $code; }
      xargs -P 2 -I{} knotwork work {} -o run/receipts < todo || exit 70
    done
    """

  @Test func aShellLoopCountsAsOneRunDoes() throws {
    try inFolder { (folder) throws in
      #expect(
        try Tool.shell("knotwork plan net.json -o run --steps 1600 --first-steps 1400 --ways 8", in: folder).code == 0)
      let found = try Tool.shell(DistributedToolTests.loop, in: folder)
      let single = try Tool.shell("knotwork count net.json", in: folder)
      #expect(found.code == 0 && single.code == 0)
      #expect(found.output == single.output)
      #expect(
        try Tool.shell("knotwork gather run --json", in: folder).output
          == Tool.shell("knotwork count net.json --json --threads 2", in: folder).output)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "run/units").path).count > 8)
      // A receipt is lost: exit code 2, and the unit is told; done again, the same.
      let lost = try Tool.shell("rm run/receipts/$(ls run/receipts | sed -n 3p); knotwork gather run", in: folder)
      #expect(lost.code == 2)
      #expect(lost.output.split(separator: "\n").count == 1)
      let again = try Tool.shell(
        "knotwork work $(knotwork gather run 2>/dev/null) -o run/receipts && knotwork gather run", in: folder)
      #expect(again.code == 0 && again.output == single.output)
      // A receipt that says something else: 65.
      let changed = try Tool.shell(
        "f=run/receipts/$(ls run/receipts | sed -n 3p); sed -i 's/\"regions\": /\"regions\": 1/' $f; knotwork gather run",
        in: folder)
      #expect(changed.code == 65)
      #expect(changed.errors.contains("damaged"))
    }
  }

  @Test func tablesAndCertificatesInParts() throws {
    try inFolder { (folder) throws in
      for (question, single) in [
        ("regions", "knotwork dissect net.json --csv -o single"),
        ("certificate", "knotwork count net.json --certify single"),
      ] {
        let planned = try Tool.shell(
          "rm -rf run; knotwork plan net.json --for \(question) --box=-0.15:0.15 -o run --steps 1600 --first-steps 1400 --ways 8",
          in: folder)
        #expect(planned.code == 0)
        #expect(try Tool.shell(DistributedToolTests.loop, in: folder).code == 0)
        let same = try Tool.shell(
          "\(single) --box=-0.15:0.15 && knotwork gather run --file whole && cmp single whole", in: folder)
        #expect(same.code == 0, "\(question): \(same.errors)")
        let changed = try Tool.shell(
          "f=run/parts/$(ls -S run/parts | head -1); printf 9 | dd of=$f bs=1 seek=20 conv=notrunc 2>/dev/null; "
            + "knotwork gather run --file other", in: folder)
        #expect(changed.code == 65, "\(question)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "other").path))
      }
    }
  }

  @Test func whatCannotBe() throws {
    try inFolder { (folder) throws in
      #expect(try Tool.shell("knotwork plan net.json -o run --steps 1600 --first-steps 1400", in: folder).code == 0)
      // A plan is never replaced, not by force either.
      #expect(try Tool.shell("knotwork plan net.json -o run --force", in: folder).code == 73)
      #expect(try Tool.shell("knotwork plan net.json -o other --steps 10", in: folder).code == 64)
      #expect(try Tool.shell("knotwork plan net.json -o other --slice 0,0,0,0/1,0,0,0/0,1,0,0", in: folder).code == 64)
      #expect(try Tool.shell("knotwork gather nowhere", in: folder).code == 66)
      #expect(try Tool.shell("knotwork work run/units/none.json", in: folder).code == 66)
      #expect(try Tool.shell("knotwork gather run --ways 2", in: folder).code == 64)
      #expect(try Tool.shell("knotwork gather run --file x; knotwork gather run", in: folder).code == 2)
      let unit = "run/units/$(ls run/units | head -1)"
      #expect(try Tool.shell("sed -i 's/0\"/1\"/' \(unit); knotwork work \(unit)", in: folder).code == 65)
    }
  }

  @Test func rangesMeansPiecesAndClaims() throws {
    try inFolder { (folder) throws in
      func run(_ line: String) throws -> Tool.Result { try Tool.shell(line, in: folder) }
      for question in ["range", "moments", "pieces"] {
        let planned = try run(
          "rm -rf run; knotwork plan net.json --for \(question) --box=-0.3:0.3 -o run --steps 6000 --first-steps 1400")
        #expect(planned.code == 0, "\(planned.errors)")
        let found = try run(DistributedToolTests.loop)
        #expect(found.code == 0, "\(question): \(found.errors)")
        #expect(try run("knotwork gather run --json").code == 0)
        #expect(try run("knotwork gather run --file x").code == 64)
        if question == "pieces" {
          #expect(try run("knotwork count net.json --pieces --box=-0.3:0.3").output == found.output)
        }
      }
      // A claim that holds, whose proof is that of a single run and can be checked; and one that fails, where nothing else is done.
      let plan = "rm -rf run; knotwork plan net.json --box=-0.125:0.125 -o run --steps 20000 --first-steps 2000"
      #expect(try run("\(plan) --claim 'y <= 30'").code == 0)
      let held = try run(DistributedToolTests.loop)
      #expect(held.code == 0, "\(held.errors)")
      let same = try run(
        "knotwork verify net.json --box=-0.125:0.125 --claim 'y <= 30' --certify single > said && "
          + "knotwork gather run --file whole && cmp single whole && knotwork check net.json whole")
      #expect(same.code == 0, "\(same.errors)")
      #expect(try run("\(plan) --claim 'y <= -30'").code == 0)
      let failed = try run("knotwork gather run")
      #expect(failed.code == 1, "\(failed.errors)")
      #expect(failed.output.hasPrefix("fails: y <= -30"))
      #expect(try run("knotwork plan net.json --for claim -o other").code == 64)
      #expect(try run("knotwork plan net.json --for count --claim 'y <= 1' -o other").code == 64)
    }
  }

  private func saved(_ folder: URL) throws -> Int {
    let found = try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "c"))))["regions"]?.number
    return Int(try #require(found))
  }

  /// D9: a limit on regions is one of this run; what was found before is never told as less.
  @Test func limitsOfRunsThatGoOn() throws {
    try inFolder { (folder) throws in
      let count = "knotwork count net.json --threads 1 --checkpoint c"
      #expect(try Tool.shell("\(count) --max-regions 1500", in: folder).code == 2)
      let before = try saved(folder)
      let next = try Tool.shell("\(count) --max-regions 400 --resume --json", in: folder)
      #expect(next.code == 2)
      #expect(try saved(folder) >= before + 400)
      #expect(try Int(JSONValue(parsing: Array(next.output.utf8))["regions"]?.number ?? 0) == saved(folder))
    }
  }

  /// D11: SIGTERM saves what was done since the last checkpoint, which is written every second.
  @Test func signalsSave() throws {
    try inFolder(inputs: 5, units: 40) { (folder) throws in
      let count = "knotwork count net.json --box=-2:2 --threads 1 --checkpoint c"
      let ended = try Tool.shell(
        "\(count) & p=$!; while ! test -f c; do sleep 0.02; done; sleep 0.3; kill -TERM $p; wait $p", in: folder)
      #expect(ended.code == 143)
      let before = try saved(folder)
      #expect(before > 0)
      #expect(try Tool.shell("\(count) --resume --max-regions 1000", in: folder).code == 2)
      #expect(try saved(folder) >= before + 1000)
    }
  }

  /// D1 to D8, D10 and D12 of what was found in runs that are stopped and gone on with; more about damaged checkpoints is in `OutputTests`,
  /// and D13 in `CountingTests`.
  @Test func stoppedRuns() throws {
    try inFolder { (folder) throws in
      func run(_ line: String) throws -> Tool.Result { try Tool.shell(line, in: folder) }
      let count = "knotwork count net.json --box=-1:1"
      let all = try run(count).output
      // D1: what is no regular file is written into, and links are followed.
      #expect(try run("mkfifo p; cat p > seen & \(count) -o p; wait; test -p p && cat seen").output == all)
      #expect(try run("touch target; ln -s target link; \(count) -o link; test -L link && cat target").output == all)
      // D2: no checkpoint, nothing to go on from.
      #expect(try run("\(count) --checkpoint none --resume").code == 66)
      #expect(try run("\(count) --checkpoint none --resume-if-any").output == all)
      // D3: a unit that is finished does not count everything when it is done again.
      _ = try run("\(count) --checkpoint c --max-regions 500")
      #expect(try run("\(count) --checkpoint c --resume").output == all)
      #expect(try run("\(count) --checkpoint c --resume").code == 66)
      // D5: an answer that cannot be written leaves the checkpoint.
      _ = try run("\(count) --checkpoint c --max-regions 500")
      #expect(try run("\(count) --checkpoint c --resume -o /nonexistent/x").code == 73)
      #expect(try run("\(count) --checkpoint c --resume > /dev/full").code == 73)
      // D4: two attempts cannot share a file.
      #expect(try run("exec 9> c.lock; flock 9; \(count) --checkpoint c --resume").code == 64)
      #expect(try run("\(count) --checkpoint c --resume").output == all)
      // D7, D8: what is printed of a stopped run is what its checkpoint says.
      let stopped = try run("\(count) --checkpoint c --max-regions 700 --threads 2 --json").output
      let numbers = try [stopped, run("cat c").output].flatMap { text in
        text.split(separator: "\n").filter { $0.contains("\"regions\"") }
      }
      #expect(numbers.count == 2 && numbers[0].trimmingSuffix(",") == numbers[1].trimmingSuffix(","))
      // D6: cells that are there twice, missing or changed; D10: another order of splits.
      for change in ["s/\"pending\": \\[/&\"0101010101010101\",/", "0,/1\"/s/1\"/0\"/", "s/\"tree\": 1/\"tree\": 2/"] {
        #expect(
          try run("sed '\(change)' c > d; cmp -s c d && exit 1; \(count) --checkpoint d --resume").code == 65,
          "\(change)")
      }
      // D12: an empty part of a table.
      #expect(try run("printf '' | knotwork eval net.json -").code == 65)
      let empty = try run("printf '' | knotwork eval net.json - --allow-empty")
      #expect(empty.code == 0 && empty.output == "y\n")
      let header = try run("printf 'a,b,c,d\\n' | knotwork eval net.json -")
      #expect(header.code == 0 && header.output.split(separator: "\n").count == 1)
    }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ text: String) -> Substring { hasSuffix(text) ? dropLast(text.count) : self }
}
