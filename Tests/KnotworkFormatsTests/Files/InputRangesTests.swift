import Knotwork
import KnotworkFitting
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// The ranges of inputs in the file of a network.
@Suite(.timed) struct InputRangesTests {
  private func network() throws -> Network { try NetworkJSON.decode(Array(NetworkJSONTests.question.utf8)) }

  @Test func theyComeBackAsTheyAre() throws {
    let network = try network()
    let ranges = try #require(InputRanges(lower: [0.1, -1.39], upper: [97, -1.39]))
    let bytes = NetworkJSON.encode(network, ranges: ranges)
    let (again, found) = try NetworkJSON.decodeAll(bytes)
    #expect(again == network && found == ranges)
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"ranges\": [[0.1, 97"))
    #expect(try NetworkJSON.decode(bytes) == network && NetworkFile(bytes).ranges == ranges)
  }

  /// A file as it was before there were ranges reads as before, and is written as before.
  @Test func filesWithoutThemAreAsTheyWere() throws {
    let network = try network()
    let file = try NetworkFile(Array(NetworkJSONTests.question.utf8))
    #expect(file.network == network && file.ranges == nil && file.box == nil && file.notes.isEmpty)
    #expect(!String(decoding: NetworkJSON.encode(network), as: UTF8.self).contains("ranges"))
  }

  @Test(
    arguments: [
      ("3", "\"ranges\" is the number 3.0; expected an array with one [least, greatest] for each input"),
      ("[[0, 1]]", "\"ranges\" has 1 entry; expected 2, one [least, greatest] for each input"),
      (
        "[[0, 1], [2, 1]]",
        "\"ranges\", entry 2 (x2): [2.0, 1.0]; expected two numbers, the least value and the greatest"
      ),
      ("[[0, 1], [2]]", "\"ranges\", entry 2 (x2): [2.0]; expected two numbers, the least value and the greatest"),
      ("[[0, 1], null]", "\"ranges\", entry 2 (x2): found null, expected an array of numbers"),
    ] as [(String, String)])
  func whatIsWrongIsSaid(_ ranges: String, _ message: String) {
    let text = NetworkJSONTests.question.replacing("\"layers\"", with: "\"ranges\": \(ranges), \"layers\"")
    let error = #expect(throws: FormatError.self) { try NetworkJSON.decode(Array(text.utf8)) }
    #expect(error?.description == message)
  }

  /// An input that does not vary has an interval around its value all the same.
  @Test func boxesHaveVolume() throws {
    let table = DataTable(
      inputNames: ["a", "b", "c"], columns: [[3, 1, 2], [5000, 5000, 5000], [0, 0, 0]], targetName: "y",
      target: [1, 2, 3])
    let ranges = InputRanges(table)
    #expect(ranges.lower == [1, 5000, 0] && ranges.upper == [3, 5000, 0] && ranges.constants == [1, 2])
    let box = try ranges.box()
    #expect(box.lower == [1, 4995, -0.001] && box.upper == [3, 5005, 0.001])
    #expect(InputRanges(lower: [0], upper: [.infinity]) == nil && InputRanges(lower: [1], upper: [0]) == nil)
    #expect(throws: InvalidGeometry.self) {
      try InputRanges(lower: [-1.5e308], upper: [1.5e308])?.box()
    }
  }

  @Test func nnetFilesHaveTheirsToo() throws {
    let box = try Box(lower: [-1, 2], upper: [1, 5])
    let file = try NetworkFile(NNet(network(), box: box).encoded(), name: "n.nnet")
    #expect(file.ranges == InputRanges(box) && file.box == box)
    #expect(file.notes.contains { $0.contains("questions are asked within it unless they say where") })
  }
}
