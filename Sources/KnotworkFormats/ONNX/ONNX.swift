import Knotwork
import SwiftProtobuf

/// Models of the Open Neural Network Exchange, as PyTorch, Keras, scikit-learn and the verification benchmarks write
/// them.
///
/// Opsets 7 to 28 are read, and what of `ai.onnx.ml` scikit-learn's pipelines need. Affine operators are folded; ReLU
/// and its kin, absolute values, maxima, minima and clips become units; what skips layers is carried by linear units.
/// The network is the function of real numbers that the file describes: its weights as they are, no rounding to float
/// in between.
public enum ONNX {
  /// The key of the metadata under which names of inputs and outputs are kept, as JSON.
  static let namesKey = "knotwork.names"

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - options: what to read of the model, and limits on its size.
  ///   - externalData: reads a file that the model keeps tensors in, by the name that the model gives. The name has
  ///     been checked to be relative and without "..". See ``ExternalDataFolder``.
  /// - Throws: ``FormatError`` for what is not an ONNX file, is damaged, is beyond a limit, or is not piecewise linear:
  ///   it names the node and the operator, says why, and what to do.
  /// - Complexity: linear in the size of the file and of the network, but for products of weights when affine steps are
  ///   folded. Time and memory are bounded by `maximumWeights`, whatever the file claims.
  public static func decode(
    _ bytes: [UInt8], options: ONNXOptions = ONNXOptions(),
    externalData: @escaping (String) throws -> [UInt8] = { _ in
      throw FormatError("the files beside the model cannot be reached")
    }
  ) throws -> ONNXModel {
    try WireCheck.check(bytes)
    let model: ProtoModel
    do {
      var decoding = BinaryDecodingOptions()
      decoding.discardUnknownFields = true
      model = try ProtoModel(serializedBytes: bytes, options: decoding)
    } catch {
      throw FormatError("this is not an ONNX model, or it is damaged: \(error)")
    }
    return try GraphReader(
      model, options: options, byteCount: bytes.count, externalData: externalData
    ).read()
  }
}
