import Foundation
import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Damaged files of every format: each is read, and then written and read alike, or refused with a sentence; nothing traps.
///
/// The files that are damaged lie beside the tests, in Corpus; scripts/soak takes ten times as many cases.
@Suite(.timed) struct DamagedFileTests {
  private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

  private static func files(_ format: String) throws -> [[UInt8]] {
    let folder = corpus.appending(path: format)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.map { try [UInt8](Data(contentsOf: folder.appending(path: $0))) }
  }

  private static let words = [
    "json": ["\"", "[", "]", "{", "}", ",", ":", "1e999", "-", "\\u00", "null", "NaN", "\u{FF}", "0"],
    "nnet": [",", "\n", "//", "1e999", "nan", "inf", "-", "2147483648,", "0,", ",,", " ", "text"],
    "npy": ["(", ")", ",", "'", "<f8", "|O", ">U4", "True", "9223372036854775807", "{", "}", "L"],
    "safetensors": ["{", "}", "[", "]", "\"F64\"", "18446744073709551615", "-1", ",", "\"shape\""],
    "vnnlib": [
      "(", ")", "(or ", "(and ", "(<= ", "X_0 ", "Y_1 ", "(- ", "(* 1e300 ", ";", "1e-320 ", "assert ", "(not ", "(=> ",
      "(< ",
      "(let ((a ", "(/ ", "(xor ", "(= ", "[0] ", "[", "\"", "|", "X[0] ", "(ite ", "a ",
    ],
    "csv": ["\"", ",", ";", "\t", "\r", "\n", "1e999", "\"\"", "\u{FEFF}", "nan"],
  ]

  /// How often a damaged file was still good, of how many.
  private static func run(_ format: String, cases: Int, _ accepts: ([UInt8]) throws -> Bool) throws -> (Int, Int) {
    var mutator = Mutator(seed: Seed.current, words: words[format] ?? [])
    let originals = try files(format)
    var accepted = 0
    let count = Seed.cases(cases, soak: 10 * cases)
    for index in 0..<count {
      let bytes = mutator.mutate(originals[index % originals.count])
      do {
        if try accepts(bytes) { accepted += 1 }
      } catch let error as FormatError {
        if error.description.isEmpty {
          Issue.record("seed \(Seed.current), \(format) \(index): an error without a sentence")
        }
      }
    }
    return (accepted, count)
  }

  /// Whether a file is read; what is read must be written and read alike.
  private static func isStable(_ bytes: [UInt8], name: String) throws -> Bool {
    let network = try NetworkFile(bytes, name: name).network
    let again = try NetworkFile(NetworkJSON.encode(network)).network
    if again != network { Issue.record("seed \(Seed.current): a network changed by writing it") }
    return true
  }

  @Test(arguments: [
    ("json", 100_000), ("nnet", 20_000), ("npy", 20_000), ("npz", 10_000), ("safetensors", 20_000), ("onnx", 10_000),
  ])
  func damagedNetworks(_ format: String, _ cases: Int) throws {
    let (accepted, count) = try DamagedFileTests.run(format, cases: cases) { bytes in
      try DamagedFileTests.isStable(bytes, name: "damaged.\(format)")
    }
    // Both ways must be taken for the test to mean anything; a check sum guards what is in zip files.
    #expect(
      accepted > (format == "npz" ? 0 : count / 1000) && accepted < count * 9 / 10, "\(accepted) of \(count) accepted")
  }

  /// Damage behind the check sums of a zip file: its entries are damaged and packed anew.
  @Test func damagedEntries() throws {
    var mutator = Mutator(seed: Seed.current, words: DamagedFileTests.words["npy"] ?? [])
    let archives = try DamagedFileTests.files("npz").map { try ZipArchive($0) }
    var accepted = 0
    let count = Seed.cases(10_000, soak: 100_000)
    for index in 0..<count {
      let archive = archives[index % archives.count]
      let victim = index / archives.count % archive.entries.count
      var zip = ZipWriter()
      for (number, entry) in archive.entries.enumerated() {
        let content = try archive.read(entry)
        try zip.add(entry.name, number == victim ? mutator.mutate(content) : content)
      }
      do {
        if try DamagedFileTests.isStable(zip.finish(), name: "damaged.npz") { accepted += 1 }
      } catch let error as FormatError {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(accepted > count / 1000 && accepted < count * 9 / 10, "\(accepted) of \(count) accepted")
  }

  @Test func damagedClaims() throws {
    let (accepted, count) = try DamagedFileTests.run("vnnlib", cases: 20_000) { bytes in
      let claim = try VNNLIB.decode(bytes).claim
      if try VNNLIB.decode(VNNLIB.encode(claim)).claim != claim {
        Issue.record("seed \(Seed.current): a claim changed by writing it")
      }
      return true
    }
    #expect(accepted > count / 1000 && accepted < count * 9 / 10, "\(accepted) of \(count) accepted")
  }

  @Test func damagedTables() throws {
    let (accepted, count) = try DamagedFileTests.run("csv", cases: 20_000) { bytes in
      var reader = InputReader(names: ["x1", "x2"])
      var rows = try reader.read(bytes)
      while case let more = try reader.finish(), !more.isEmpty { rows += more }
      if !rows.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) {
        Issue.record("seed \(Seed.current): a bad row")
      }
      return true
    }
    #expect(accepted > count / 1000 && accepted < count * 9 / 10, "\(accepted) of \(count) accepted")
  }

  /// A file of one format with the name of another.
  @Test func wrongNames() throws {
    for format in ["json", "nnet", "npy", "npz", "safetensors", "onnx", "vnnlib", "csv"] {
      for bytes in try DamagedFileTests.files(format) {
        for name in ["x.json", "x.onnx", "x.nnet", "x.npz", "x.npy", "x.safetensors", "x.vnnlib", "x.csv", "x", ""] {
          do { _ = try NetworkFile(bytes, name: name) } catch { #expect(!error.description.isEmpty) }
          do { _ = try VNNLIB.decode(bytes) } catch { #expect(!error.description.isEmpty) }
        }
      }
    }
  }

  /// Every beginning of a file, as a broken download leaves it.
  @Test func truncatedFiles() throws {
    for format in ["json", "nnet", "npy", "npz", "safetensors", "onnx"] {
      for bytes in try DamagedFileTests.files(format) {
        var accepted = 0
        for count in 0..<bytes.count {
          do {
            _ = try NetworkFile(Array(bytes[..<count]), name: "x.\(format)")
            accepted += 1
          } catch { #expect(!error.description.isEmpty) }
        }
        // Only the blanks at the end may be missing, or the end of the last number.
        #expect(accepted <= 12, "\(format): \(accepted) beginnings accepted")
      }
    }
  }
}
