import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Networks in NumPy's files, against NumPy itself where there is a Python with it.
@Suite(.timed) struct NumPyTests {
  @Test func roundTrips() throws {
    for network in try SampleNetworks.all(24) {
      let bytes = try NumPyNetwork.encode(network)
      let read = try NumPyNetwork.decode(bytes)
      #expect(read.network == network)
      #expect(read.notes.isEmpty)
      #expect(try NumPyNetwork.encode(read.network) == bytes)
    }
  }

  @Test func namesAreKept() throws {
    let network = try Network(
      layers: [Layer(weights: Matrix([[0.1, -0.0]]), activation: .linear)], inputNames: ["größe", "\"x\" 😀"],
      outputNames: ["y\n"])
    #expect(try NumPyNetwork.decode(NumPyNetwork.encode(network)).network == network)
  }

  @Test(.enabled(if: Scratch.hasPython("numpy")))
  func numPyReadsWhatIsWritten() throws {
    let scratch = try Scratch()
    let network = try SampleNetworks.all(4, seed: 5)[3]
    try scratch.write(NumPyNetwork.encode(network), to: "net.npz")
    let points = (0..<20).map { row in (0..<network.inputCount).map { Double(row * 7 % 11) / 5 - Double($0) } }
    try scratch.write(rows: points, to: "points")
    try scratch.python(
      """
      import json, numpy as np
      a = np.load("net.npz", allow_pickle=False)
      x = np.array(json.load(open("points")))
      k = 1
      while f"W{k}" in a:
          z = x @ a[f"W{k}"].T + (a[f"b{k}"] if f"b{k}" in a else 0)
          x = np.where(z > 0, z, a[f"slope{k}"] * z)
          k += 1
      json.dump(x.tolist(), open("values", "w"))
      assert a["inputs"].tolist() == \(network.inputNames)
      """)
    #expect(SampleNetworks.distance(points.map { network($0) }, try scratch.readRows("values")) < 1e-13)
  }

  /// Every type, byte order, memory order, way of naming and of compressing gives the same network.
  @Test(.enabled(if: Scratch.hasPython("numpy")))
  func readsWhatNumPyWrites() throws {
    let scratch = try Scratch()
    try scratch.python(
      """
      import numpy as np
      W1 = np.array([[1.5, -0.75, 2], [0.25, 3, -1], [4, 0.5, 1], [1, 2, 3]]); b1 = np.array([0.5, -1, 2, 0])
      W2 = np.array([[1, -2, 0.5, 4.0]]); b2 = np.array([3.0])
      own = dict(W1=W1, b1=b1, W2=W2, b2=b2)
      np.savez("own.npz", **own)
      np.savez_compressed("compressed.npz", **own)
      for t in ("<f4", ">f4", "<f8", ">f8", "<f2", ">f2"): np.savez(f"type{t[1:]}{'l' if t[0] == '<' else 'b'}.npz", **{k: v.astype(t) for k, v in own.items()})
      np.savez("fortran.npz", **{k: np.asfortranarray(v) for k, v in own.items()})
      np.savez("torch.npz", **{"0.weight": W1, "0.bias": b1, "2.weight": W2, "2.bias": b2})
      np.savez("named.npz", **{"hidden.weight": W1, "hidden.bias": b1, "a_last.weight": W2, "a_last.bias": b2})
      np.savez("keras.npz", **{"dense/kernel:0": W1.T, "dense/bias:0": b1, "dense_1/kernel:0": W2.T, "dense_1/bias:0": b2})
      np.savez("sklearn.npz", coefs_0=W1.T, coefs_1=W2.T, intercepts_0=b1, intercepts_1=b2)
      np.savez("weights.npz", W1.T, b1, W2.T, b2)
      np.savez("coefs.npz", W1.T, W2.T, b1, b2)
      np.savez("units.npz", W1, b1, W2, b2)
      np.save("matrix.npy", W1.astype("f4")); np.save("ints.npy", np.arange(6, dtype="i2").reshape(2, 3))
      np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True)
      np.save("records.npy", np.zeros(2, dtype=[("a", "f8")]))
      np.save("complex.npy", np.zeros((2, 2), dtype="c16"))
      np.savez("square.npz", np.eye(2), np.zeros(2), np.eye(2), np.zeros(2))
      np.savez("conv.npz", **{"0.weight": np.zeros((2, 2, 3, 3)), "0.bias": np.zeros(2)})
      np.savez("norm.npz", **{"0.weight": W1, "1.running_mean": b1})
      np.savez("lost.npz", W1=W1, b3=b1)
      np.savez("sizes.npz", W1=W1, b1=b2)
      np.savez("empty.npz")
      """)
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).filter { $0.hasSuffix(".npz") }
    let expected = try NumPyNetwork.decode(scratch.read("own.npz"))
    #expect(expected.network.layers[0].weights[1, 1] == 3 && expected.network.layers[1].bias == [3])
    #expect(expected.network.layers.map { $0.activations[0] } == [.relu, .linear])
    #expect(expected.notes.count == 1)
    let bad = ["square.npz", "conv.npz", "norm.npz", "lost.npz", "sizes.npz", "empty.npz"]
    #expect(files.count == 22)
    for file in files where !bad.contains(file) {
      #expect(try NetworkFile(scratch.read(file), name: file).network == expected.network, "\(file)")
    }
    let single = try NetworkFile(scratch.read("matrix.npy"))
    #expect(single.network.inputCount == 3 && single.network.outputCount == 4 && single.network.layers.count == 1)
    #expect(try NetworkFile(scratch.read("ints.npy")).network([1, 1, 1]) == [3, 12])
    func message(_ name: String) throws -> String {
      do { _ = try NetworkFile(scratch.read(name), name: name) } catch { return "\(error)" }
      return "no error"
    }
    #expect(try message("objects.npy").contains("Python objects, which are pickled and never read"))
    #expect(try message("records.npy").contains("of a kind that is not read (records, objects)"))
    #expect(try message("complex.npy").contains("the array has the type \"<c16\""))
    #expect(try message("square.npz").contains("could be units × inputs or inputs × units"))
    #expect(try message("conv.npz").contains("the array \"0.weight\" has the shape 2 × 2 × 3 × 3; expected a matrix"))
    #expect(try message("norm.npz").contains("the array \"1.running_mean\" is neither weights nor a bias"))
    #expect(try message("lost.npz") == "there are no weights for the array \"b3\"")
    #expect(try message("sizes.npz") == "the arrays do not fit together: W1 is 4 × 3 with 1 biases")
    #expect(try message("empty.npz").contains("no arrays"))
  }

  @Test func headersAreCheckedAgainstTheData() throws {
    func array(_ header: String, data: Int = 16) -> [UInt8] {
      let text = Array(header.utf8)
      return NumPyArray.magic + [1, 0, UInt8(text.count), 0] + text + [UInt8](repeating: 0, count: data)
    }
    let good = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }"
    #expect(try NumPyArray(decoding: array(good)) == .numbers(NumberArray(shape: [1, 2], elements: [0, 0])))
    let bad = [
      good.replacing("(1, 2)", with: "(1, 3)"), good.replacing("(1, 2)", with: "(9223372036854775807, 2)"),
      good.replacing("(1, 2)", with: "(99999999999999999999,)"), good.replacing("(1, 2)", with: "(-1, 2)"),
      good.replacing("(1, 2)", with: "((((((1"), good.replacing("<f8", with: "<f9"),
      good.replacing("<f8", with: "<U4294967295"),
      good.replacing("False", with: "Maybe"), good.replacing("'shape'", with: "'form'"), "{}", "", "{'descr'",
    ]
    for header in bad { #expect(throws: FormatError.self, "\(header)") { try NumPyArray(decoding: array(header)) } }
  }
}
