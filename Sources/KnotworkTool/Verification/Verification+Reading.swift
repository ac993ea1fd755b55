import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

extension Verification {
  /// Compares a network with another reading of the file that it was read from.
  ///
  /// - Parameter isChosen: whether options say which arrays of the file make up the network.
  static func reading(
    _ file: NetworkFile, _ bytes: [UInt8], name: String, isChosen: Bool, at points: [[Double]]
  ) throws -> Verification {
    let title = "reading \(name)"
    guard !isChosen else {
      return Verification(title, impossible: "the second reader knows nothing of --layers and --transposed")
    }
    switch file.format {
    case .nnet:
      let document = try NNet(decoding: bytes)
      return Verification(
        "\(title), against scaling before and after", file.network, at: points, tolerance: 1e-9,
        others: points.map { document($0) })
    case .onnx: return try onnx("\(title), against onnxruntime", file.network, points, bytes)
    case .npz:
      return try throughPython(
        "\(title), against NumPy", file.network, points, tolerance: doubleRounding, bytes,
        """
        import json, sys, numpy
        arrays = numpy.load("file.npz")
        x = numpy.array(json.load(sys.stdin))
        count, turned = x.shape[1], False
        for k in range(1, len(arrays.files) + 1):
            if f"W{k}" not in arrays: break
            turned = turned or arrays[f"W{k}"].shape[1] != count
            count = arrays[f"W{k}"].shape[0]
        for k in range(1, len(arrays.files) + 1):
            if f"W{k}" not in arrays: break
            z = x @ (arrays[f"W{k}"] if turned else arrays[f"W{k}"].T) + (arrays[f"b{k}"] if f"b{k}" in arrays else 0)
            s = arrays[f"slope{k}"] if f"slope{k}" in arrays else (0.0 if f"W{k + 1}" in arrays else 1.0)
            x = numpy.where(z > 0, z, s * z)
        print(json.dumps(x.tolist()))
        """, as: "file.npz", needs: "numpy")
    default:
      return Verification(title, impossible: "there is no second reader for \(file.format.title)")
    }
  }

  /// Evaluates an ONNX file with onnxruntime, in the precision of the file.
  static func onnx(
    _ title: String, _ network: Network, _ points: [[Double]], _ bytes: [UInt8]
  ) throws -> Verification {
    try throughPython(
      title, network, points, tolerance: singleRounding, bytes,
      """
      import json, sys, numpy, onnxruntime
      options = onnxruntime.SessionOptions()
      options.log_severity_level = 4
      session = onnxruntime.InferenceSession("file.onnx", options)
      kinds = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64}
      rows = []
      for point in json.load(sys.stdin):
          feed, start = {}, 0
          for port in session.get_inputs():
              shape = [n if isinstance(n, int) and n > 0 else 1 for n in port.shape]
              count = int(numpy.prod(shape))
              feed[port.name] = numpy.array(point[start:start + count], kinds[port.type]).reshape(shape)
              start += count
          rows.append([float(v) for out in session.run(None, feed) for v in out.reshape(-1)])
      print(json.dumps(rows))
      """, as: "file.onnx", needs: "numpy, onnxruntime")
  }

  /// Lets a Python script read a file and evaluate it at points, which it takes from standard input.
  static func throughPython(
    _ title: String, _ network: Network, _ points: [[Double]], tolerance: Double, _ bytes: [UInt8], _ script: String,
    as name: String, needs modules: String
  ) throws -> Verification {
    guard let python = ExternalProgram.python else {
      return Verification(title, impossible: "there is no Python; set KNOTWORK_PYTHON")
    }
    var json = JSONWriter()
    json.value(points)
    let input = json.takeBytes()
    return try Leftovers.withFolder { folder in
      guard OpenFile.create("\(folder)/\(name)", bytes) else {
        return Verification(title, impossible: "a scratch file cannot be written")
      }
      guard ExternalProgram.run(python, ["-c", "import \(modules)"], in: folder) != nil else {
        return Verification(title, impossible: "\(python) lacks one of \(modules); set KNOTWORK_PYTHON")
      }
      guard let output = ExternalProgram.run(python, ["-c", script], input: input, in: folder),
        let rows = Verification.rows(output)
      else { return Verification(title, impossible: "the Python script failed") }
      return Verification(title, network, at: points, tolerance: tolerance, others: rows)
    }
  }

  /// Rows of numbers in JSON.
  static func rows(_ bytes: [UInt8]) -> [[Double]]? {
    guard let elements = try? JSONValue(parsing: bytes).elements else { return nil }
    let rows = elements.compactMap { row -> [Double]? in
      guard case .numbers(let numbers) = row else { return nil }
      return numbers
    }
    return rows.count == elements.count ? rows : nil
  }
}
