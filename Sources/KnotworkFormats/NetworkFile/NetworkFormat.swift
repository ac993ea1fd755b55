/// The files that hold networks, and those that are written for other programs.
public enum NetworkFormat: String, CaseIterable, Sendable {
  case json, onnx, nnet, npz, npy, safetensors
  case c, python, sql, excel, lp, mps, vnnlib

  /// Whether networks are read from it.
  public var isReadable: Bool {
    switch self {
    case .json, .onnx, .nnet, .npz, .npy, .safetensors: true
    case .c, .python, .sql, .excel, .lp, .mps, .vnnlib: false
    }
  }

  /// Whether networks are written to it.
  public var isWritable: Bool { self != .npy && self != .safetensors }

  /// Whether its files are not text.
  public var isBinary: Bool { [.onnx, .npz, .npy, .safetensors].contains(self) }

  /// What it is, for people.
  public var title: String {
    switch self {
    case .json: "network JSON"
    case .onnx: "ONNX"
    case .nnet: "NNet (ACAS Xu)"
    case .npz: "NumPy archive"
    case .npy: "NumPy array"
    case .safetensors: "safetensors"
    case .c: "C99 source"
    case .python: "Python function"
    case .sql: "SQL expression"
    case .excel: "spreadsheet formula"
    case .lp: "mixed-integer model, LP"
    case .mps: "mixed-integer model, MPS"
    case .vnnlib: "VNN-LIB"
    }
  }

  /// The format that the name of a file says; nil where it says none.
  public init?(fileName: String) {
    switch fileName.split(separator: ".").last.map({ $0.lowercased() }) ?? "" {
    case _ where !fileName.contains(where: { $0 == "." }): return nil
    case "py": self = .python
    case "txt": self = .excel
    case let ending:
      guard ending != "python", ending != "excel", let format = NetworkFormat(rawValue: ending) else { return nil }
      self = format
    }
  }
}
