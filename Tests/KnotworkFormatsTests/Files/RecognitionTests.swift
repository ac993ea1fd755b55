import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// What kind of file it is: by content first, by name second; and what is never read.
@Suite(.timed) struct RecognitionTests {
  @Test func contentGoesBeforeTheName() throws {
    let network = try SampleNetworks.all(3, seed: 1)[2]
    let files: [(NetworkFormat, [UInt8])] = [
      (.json, NetworkJSON.encode(network)), (.nnet, try NNet(network).encoded()),
      (.npz, try NumPyNetwork.encode(network)),
      (.onnx, try ONNX.encode(network)),
    ]
    for (format, bytes) in files {
      for name in ["", "network.\(format.rawValue)", "network.bin", "network"] {
        let file = try NetworkFile(bytes, name: name)
        #expect(file.format == format, "\(name)")
        #expect(file.network.inputCount == network.inputCount)
      }
      // A wrong ending does not matter where the content is clear.
      #expect(try NetworkFile(bytes, name: "x.npz").format == format)
    }
  }

  static let refused: [([UInt8], String, String)] = [
    ([], "", "the file is empty; expected a network"),
    ([0x80, 4, 0x95, 0], "m", "a pickle: a pickle is a program and is never run"),
    (Array("(dp0\n".utf8), "m.pkl", "a pickle, by its name: a pickle is a program and is never run"),
    ([0x78, 0x9C, 1, 2], "m.joblib", "python Python/knotwork_export.py MODEL -o network.json"),
    ([1, 2, 3, 4], "m.pth", "a pickle, by its name"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0], "m", "a Keras model in HDF5, which is not read"),
    ([0x1F, 0x8B, 8, 0], "m.json.gz", "the file is compressed with gzip; expand it with gunzip"),
    (Array("; claim\n(declare-const X_0 Real)".utf8), "p", "this looks like a claim (VNN-LIB), not like a network"),
    (Array("# Knotwork".utf8), "README.md", "no network begins with \"#\"; expected network JSON, ONNX, NNet"),
    ([0xFF, 0xFE], "", "no network begins with byte 255"),
    (Array("1.5,2\n3,4\n".utf8), "data.csv", "no network begins with \"1\""),
  ]

  @Test(arguments: refused)
  func saysWhatToDo(_ bytes: [UInt8], _ name: String, _ message: String) throws {
    let error = #expect(throws: FormatError.self) { try NetworkFile(bytes, name: name) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func zipFilesOfOtherPrograms() throws {
    for (entry, message) in [
      ("archive/data.pkl", "a PyTorch file, which holds a pickle"), ("model.weights.h5", "a Keras model"),
    ] {
      var zip = ZipWriter()
      try zip.add(entry, [1])
      let bytes = zip.finish()
      let error = #expect(throws: FormatError.self) { try NetworkFile(bytes) }
      #expect(error?.description.hasPrefix(message) == true)
    }
  }

  @Test func formatsByName() {
    let names: [(String, NetworkFormat?)] = [
      ("a.json", .json), ("a.b.ONNX", .onnx), ("a.py", .python), ("a.txt", .excel), ("a.c", .c), ("c", nil),
      ("a.python", nil),
      ("a.", nil), ("json", nil), ("", nil), ("x/y.z/net", nil),
    ]
    for (name, format) in names { #expect(NetworkFormat(fileName: name) == format, "\(name)") }
  }
}
