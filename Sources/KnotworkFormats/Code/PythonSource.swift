import Knotwork
import KnotworkGeometry

/// A network as a Python module with one function of NumPy arrays.
public enum PythonSource {
  /// The module. The function takes one point or many, `(…, n)`, and gives `(…, m)`; it computes in double precision, up to
  /// the order in which NumPy adds.
  public static func encode(_ network: Network, name: Identifier = .network) -> [UInt8] {
    var text = """
      \"\"\"A piecewise-linear network as a function of NumPy arrays, written by Knotwork.\"\"\"

      import numpy as np

      INPUTS = [\(network.inputNames.map(literal).joined(separator: ", "))]
      OUTPUTS = [\(network.outputNames.map(literal).joined(separator: ", "))]

      # Weights (units, inputs), biases, and slopes where a unit is inactive (0 for ReLU, 1 for linear units).
      _LAYERS = [

      """
    for layer in network.layers {
      let rows = (0..<layer.unitCount).map { "        [\(numbers(layer.weights[row: $0]))],\n" }.joined()
      text += "    (\n        np.array([\n\(rows)        ]),\n        np.array([\(numbers(layer.bias))]),\n"
      text += "        np.array([\(numbers(layer.activations.map(\.inactiveSlope)))]),\n    ),\n"
    }
    text += """
      ]


      def \(name.text)(x):
          \"\"\"The outputs (..., \(network.outputCount)) at the inputs (..., \(network.inputCount)).\"\"\"
          x = np.asarray(x, dtype=np.float64)
          if x.shape[-1:] != (\(network.inputCount),):
              raise ValueError(f"inputs of shape {x.shape}; expected (..., \(network.inputCount)): {', '.join(INPUTS[:20])}")
          for weights, bias, slopes in _LAYERS:
              z = x @ weights.T + bias
              x = np.where(z > 0, z, slopes * z)
          return x

      """
    return Array(text.utf8)
  }

  private static func numbers(_ numbers: some Sequence<Double>) -> String {
    numbers.map(\.description).joined(separator: ", ")
  }

  /// A string literal of ASCII characters.
  private static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
