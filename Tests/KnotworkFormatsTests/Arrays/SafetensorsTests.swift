import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Networks in safetensors files.
@Suite(.timed) struct SafetensorsTests {
  /// A file with a header and data.
  private func file(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  private func singles(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) } }
  }

  private let header = """
    {"__metadata__": {"format": "pt"}, "2.bias": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
     "0.weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [4, 20]},
     "2.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [20, 28]}}
    """

  @Test func readsLayersInOrder() throws {
    let read = try NetworkFile(file(header, singles([0.5, 1, 2, 3, 4, -1, -2])))
    #expect(read.format == .safetensors)
    #expect(read.network.layers[0].weights == Matrix([[1, 2], [3, 4]]) && !read.network.layers[0].hasBias)
    #expect(read.network.layers[1].weights == Matrix([[-1, -2]]) && read.network.layers[1].bias == [0.5])
    #expect(read.network.layers.map { $0.activations[0] } == [.relu, .linear])
    #expect(read.notes.count == 1)
  }

  @Test func readsAllTypes() throws {
    let types: [(String, [UInt8], Double)] = [
      ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], -1.5), ("F32", [0, 0, 0xC0, 0xBF], -1.5), ("F16", [0, 0xBE], -1.5),
      ("BF16", [0xC0, 0xBF], -1.5), ("I8", [0xFE], -2), ("U8", [0xFE], 254),
      ("I64", [UInt8](repeating: 0xFF, count: 8), -1),
      ("F16", [1, 0], 0x1p-24), ("F16", [0xFF, 0x7B], 65504),
    ]
    for (type, bytes, value) in types {
      let header = "{\"weight\": {\"dtype\": \"\(type)\", \"shape\": [1, 1], \"data_offsets\": [0, \(bytes.count)]}}"
      #expect(try NetworkFile(file(header, bytes)).network.layers[0].weights.elements == [value], "\(type)")
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    let data = singles([0.5, 1, 2, 3, 4, -1, -2])
    let bad: [(String, String, String)] = [
      ("[20, 28]", "[20, 29]", "the array \"2.weight\" lies at bytes 20 to 29 of 28; the file is truncated"),
      ("[20, 28]", "[16, 24]", "two arrays overlap at byte 16 of the data; the file is damaged"),
      ("[2, 2]", "[2, 3]", "the array \"0.weight\" has the shape [2, 3] and the type F32, but 16 bytes"),
      (
        "[2, 2]", "[4294967296, 4294967296]",
        "the array \"0.weight\" has the shape [4294967296, 4294967296] and the type F32, but 16 bytes"
      ),
      ("[2, 2]", "[-2, -2]", "the array \"0.weight\" lacks a dtype, a shape, or two data_offsets"),
      (
        "\"F32\", \"shape\": [1]", "\"F8_E5M2\", \"shape\": [1]",
        "the array \"2.bias\" has the type F8_E5M2; expected F64, F32, F16, BF16 or integers"
      ),
    ]
    for (part, replacement, message) in bad {
      let text = header.replacing(part, with: replacement, maxReplacements: 1)
      #expect(throws: FormatError(message)) { try Safetensors.decode(file(text, data)) }
    }
    #expect(throws: FormatError.self) { try Safetensors.decode(Array(file(header, data).prefix(40))) }
    #expect(throws: FormatError.self) { try Safetensors.decode([255, 255, 255, 255, 255, 255, 255, 127, 0x7B]) }
  }

  @Test(.enabled(if: Scratch.hasPython("numpy", "safetensors")))
  func readsWhatTheLibraryWrites() throws {
    let scratch = try Scratch()
    try scratch.python(
      """
      import numpy as np, safetensors.numpy
      t = {"net.0.weight": np.array([[1, 2], [3, 4], [5, 6]], dtype="f4"), "net.0.bias": np.array([1, 2, 3], dtype="f4"),
           "net.2.weight": np.array([[1, -1, 1]], dtype="f8"), "net.2.bias": np.array([0.5], dtype="f2")}
      safetensors.numpy.save_file(t, "net.safetensors")
      """)
    #expect(try NetworkFile(scratch.read("net.safetensors")).network([1, 1]) == [4 - 9 + 14 + 0.5])
  }
}
