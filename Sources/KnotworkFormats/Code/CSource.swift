import Knotwork
import KnotworkGeometry

/// A network as one file of C99: a function without allocation and without any library, and a test with its own points.
///
/// Sums are formed in the order of `Network`, every product is rounded before it is added (contraction into fused
/// operations is switched off), and constants are written in hexadecimal: in double the results are equal bit for bit.
public struct CSource {
  private let network: Network
  private let name: String
  private let precision: Precision
  private let testPoints: [[Double]]

  /// - Parameters:
  ///   - network: the network.
  ///   - name: that of the function; others in the file begin with it.
  ///   - precision: the type of the numbers in the code.
  ///   - testPoints: the inputs of the test.
  /// - Throws: ``FormatError`` when a number or a result at a test point overflows in single precision.
  public init(
    _ network: Network, name: Identifier = .network, precision: Precision = .double, testPoints: [[Double]]
  ) throws(FormatError) {
    self.network = network
    self.name = name.text
    self.precision = precision
    self.testPoints = testPoints
    guard precision == .float else { return }
    for (index, layer) in network.layers.enumerated() {
      let numbers = layer.weights.elements + layer.bias + layer.activations.map(\.inactiveSlope)
      if let number = numbers.first(where: { !Float($0).isFinite }) {
        throw FormatError("layer \(index + 1): the number \(number) overflows in single precision; write double")
      }
    }
  }

  /// The file.
  public func encoded() -> [UInt8] {
    let (n, m) = (network.inputCount, network.outputCount)
    let real = precision.rawValue
    var text = """
      /* A piecewise-linear network as a C99 function, written by Knotwork.

           void \(name)(const \(real) x[\(n)], \(real) y[\(m)]);   the outputs y at the inputs x
           int \(name)_test(void);   how many of the \(testPoints.count) test points give another result than they should

         Inputs: \(list(network.inputNames)).
         Outputs: \(list(network.outputNames)).
         No allocation, no library; about \(stackSize) bytes of stack. \
      Results are equal bit for bit wherever \(real) arithmetic is
         IEEE 754 without excess precision (not so the x87 of 32-bit PCs) and -ffast-math is off. */

      /* A product must be rounded before it is added. */
      #if defined(__GNUC__) && !defined(__clang__)
      #pragma GCC optimize("fp-contract=off")
      #else
      #pragma STDC FP_CONTRACT OFF
      #endif

      void \(name)(const \(real) x[\(n)], \(real) y[\(m)]);
      int \(name)_test(void);


      """
    for (index, layer) in network.layers.enumerated() {
      text += array("w\(index + 1)", layer.weights.elements)
      text += array("b\(index + 1)", layer.bias)
      if Set(layer.activations).count > 1 { text += array("s\(index + 1)", layer.activations.map(\.inactiveSlope)) }
    }
    text += function
    text += test
    return Array(text.utf8)
  }

  /// Two buffers of the largest hidden layer.
  private var largestLayer: Int { network.layers.dropLast().map(\.unitCount).max() ?? 0 }
  private var stackSize: Int { min(2, network.layers.count - 1) * largestLayer * (precision == .double ? 8 : 4) }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(40).map {
      // Neither the end of the comment nor what looks like the start of another.
      $0.visible.split(separator: "*/", omittingEmptySubsequences: false).joined(separator: "* /")
        .split(separator: "/*", omittingEmptySubsequences: false).joined(separator: "/ *")
    }
    return shown.joined(separator: ", ") + (names.count > 40 ? ", … (\(names.count))" : "")
  }

  private func literal(_ number: Double) -> String {
    guard precision == .double else { return "\(CSource.hexadecimal(Double(Float(number))))f" }
    return CSource.hexadecimal(number)
  }

  /// For example 0x1.8p+1, which C99 reads exactly.
  private static func hexadecimal(_ number: Double) -> String {
    guard number != 0 else { return number.sign == .minus ? "-0x0p+0" : "0x0p+0" }
    let isNormal = number.isNormal
    let exponent = isNormal ? Int(number.exponent) : -1022
    var digits = String(number.significandBitPattern, radix: 16)
    digits = String(repeating: "0", count: 13 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let fraction = digits.isEmpty ? "" : ".\(digits)"
    return "\(number < 0 ? "-" : "")0x\(isNormal ? 1 : 0)\(fraction)p\(exponent < 0 ? "" : "+")\(exponent)"
  }

  private func array(_ suffix: String, _ numbers: [Double], columns: Int? = nil) -> String {
    let size = columns.map { "[\(numbers.count / $0)][\($0)]" } ?? "[\(numbers.count)]"
    var text = "static const \(precision.rawValue) \(name)_\(suffix)\(size) = {"
    for (index, number) in numbers.enumerated() {
      if let columns {
        text += index % columns == 0 ? "\(index > 0 ? "}," : "")\n  {" : ", "
      } else {
        text += index % 4 == 0 ? "\(index > 0 ? "," : "")\n  " : ", "
      }
      text += literal(number)
    }
    return text + (columns == nil ? "\n};\n" : "}\n};\n")
  }

  private var function: String {
    let real = precision.rawValue
    let zero = precision == .double ? "0.0" : "0.0f"
    var text = """

      /* z = w x + b, with one row of w for each unit. */
      static void \(name)_sums(const \(real) *w, const \(real) *b, int units, int inputs, const \(real) *x, \(real) *z)
      {
        int i, j;
        for (i = 0; i < units; i++) {
          \(real) sum = \(zero);
          for (j = 0; j < inputs; j++)
            sum += w[i * inputs + j] * x[j];
          z[i] = sum + b[i];
        }
      }

      void \(name)(const \(real) x[\(network.inputCount)], \(real) y[\(network.outputCount)])
      {

      """
    let count = network.layers.count
    if count > 1 { text += "  \(real) a[\(largestLayer)];\n" }
    if count > 2 { text += "  \(real) c[\(largestLayer)];\n" }
    let bends = network.layers.contains { $0.activations.contains { $0.bends } }
    if bends { text += "  int i;\n" }
    text += "\n"
    var source = "x"
    for (index, layer) in network.layers.enumerated() {
      let target = index == count - 1 ? "y" : index % 2 == 0 ? "a" : "c"
      text +=
        "  \(name)_sums(\(name)_w\(index + 1), \(name)_b\(index + 1), \(layer.unitCount), \(layer.inputCount), \(source), \(target));\n"
      source = target
      guard layer.activations.contains(where: { $0.bends }) else { continue }
      text += "  for (i = 0; i < \(layer.unitCount); i++)\n"
      let kinds = Set(layer.activations)
      if kinds.count > 1 {
        let slope = "\(name)_s\(index + 1)[i]"
        text +=
          "    \(target)[i] = \(target)[i] > \(zero) ? \(target)[i] : \(slope) == \(zero) ? \(zero) : \(slope) * \(target)[i];\n"
      } else {
        let slope = layer.activations[0].inactiveSlope
        text +=
          "    \(target)[i] = \(target)[i] > \(zero) ? \(target)[i] : \(slope == 0 ? zero : "\(literal(slope)) * \(target)[i]");\n"
      }
    }
    return text + "}\n"
  }

  private var test: String {
    let (n, m) = (network.inputCount, network.outputCount)
    let results = testPoints.map { precision == .double ? network($0) : singlePrecision($0) }
    return "\n" + array("test_inputs", testPoints.flatMap { $0 }, columns: n)
      + array("test_outputs", results.flatMap { $0 }, columns: m) + """

        int \(name)_test(void)
        {
          \(precision.rawValue) y[\(m)];
          int point, i, wrong = 0;
          for (point = 0; point < \(testPoints.count); point++) {
            int differs = 0;
            \(name)(\(name)_test_inputs[point], y);
            for (i = 0; i < \(m); i++)
              if (!(y[i] == \(name)_test_outputs[point][i]))
                differs = 1;
            wrong += differs;
          }
          return wrong;
        }

        #ifdef \(name.uppercased())_TEST_MAIN
        int main(void) { return \(name)_test() ? 1 : 0; }
        #endif

        """
  }

  /// The outputs as the written code computes them in single precision.
  private func singlePrecision(_ point: [Double]) -> [Double] {
    network.layers.reduce(point.map { Float($0) }) { values, layer in
      (0..<layer.unitCount).map { unit in
        var sum: Float = 0
        for (weight, value) in zip(layer.weights[row: unit], values) { sum += Float(weight) * value }
        let z = sum + Float(layer.bias[unit])
        let slope = Float(layer.activations[unit].inactiveSlope)
        return z > 0 ? z : slope == 0 ? 0 : slope * z
      }
    }.map { Double($0) }
  }
}
