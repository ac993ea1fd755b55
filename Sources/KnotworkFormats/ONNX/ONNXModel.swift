import Knotwork

/// What reading an ONNX file gives: the network, and what the file says beside it.
public struct ONNXModel: Sendable {
  /// An input or output of the model.
  public struct Port: Equatable, Sendable {
    /// The name in the file.
    public let name: String
    /// The sizes; a batch that the file leaves open counts as 1.
    public let shape: [Int]
  }

  /// Operators of one kind.
  public struct OperatorCount: Equatable, Sendable {
    /// The type, with its domain where that is not the standard one: "Gemm", "ai.onnx.ml.Scaler".
    public let name: String
    /// Number of nodes.
    public let count: Int
  }

  /// A set of operators and its version.
  public struct Opset: Equatable, Sendable {
    /// "ai.onnx" for the standard operators.
    public let domain: String
    /// The version the file was written for.
    public let version: Int
  }

  /// The canonical form: the inputs are the elements of the model's inputs, row-major, one input after the other.
  public let network: Network
  /// What was assumed, cut or left out, one sentence each.
  public let notes: [String]
  /// The model's inputs.
  public let inputs: [Port]
  /// The outputs that were read.
  public let outputs: [Port]
  /// The versions of the operator sets.
  public let opsets: [Opset]
  /// The program that wrote the file; empty where the file does not say.
  public let producer: String
  /// The operators of the graph, by name.
  public let operators: [OperatorCount]
}
