import Foundation
import KnotworkFitting
import KnotworkFormats

/// pwlf, where a Python that has it is named in KNOTWORK_PEER_PYTHON.
enum Peer {
  private static let script = """
    import json, sys, time
    import numpy as np, pwlf
    data = np.loadtxt(sys.argv[1], delimiter=",")
    np.random.seed(1)
    start = time.perf_counter()
    model = pwlf.PiecewiseLinFit(data[:, 0], data[:, 1])
    breaks = model.fit(int(sys.argv[2]) + 1)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "sse": float(model.ssr)}))
    """

  /// Seconds and residual sum of pwlf.fit; nil where there is no peer.
  static func fit(_ x: [Double], _ y: [Double], knots: Int) throws -> (seconds: Double, residualSum: Double)? {
    guard let python = ProcessInfo.processInfo.environment["KNOTWORK_PEER_PYTHON"] else { return nil }
    let file = FileManager.default.temporaryDirectory.appending(path: "knotwork-benchmark-\(getpid()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = zip(x, y).map { "\($0),\($1)\n" }.joined()
    try Data(text.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", script, file.path, "\(knots)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let answer = try JSONValue(parsing: [UInt8](output))
    guard let seconds = answer["seconds"]?.number, let sum = answer["sse"]?.number else { return nil }
    return (seconds, sum)
  }
}
