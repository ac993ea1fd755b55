import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Proofs about fits as text: lines for what is proved, then a line for each step, and a last one.
///
///     knotwork-fit-certificate 1
///     target "y"                   a column of the table, as a JSON string
///     inputs "x1" "x2"
///     weights "w"                  only where rows have weights
///     units 1
///     bias yes                     or no
///     scale 0 -3 -1 0              powers of two for each input, the target and the weights
///     keep 1 3                     coordinates that take part; the constant comes after the inputs
///     axis 1 0                     directions whose orthants are where the cones begin, one line each
///     axis -0.5 1
///     bound 0.25                   no such network has a residual sum below this
///     unit 1 2 -0.5 0.1            of the network found: sign, weights, and the bias where there is one
///     output 0.3                   of the network found: the output's bias, where there is one
///     split 1 1 2 row 5            unit 1: the edge of generators 1 and 2 is cut where row 5 changes its activity
///     split 1 1 2 1 0x1p-3         … or at 1 · v₁ + 2⁻³ · v₂; the half that keeps v₁ is next
///     leaf 101 2:0.5 4:-0.25:1     a support, and terms: row, r, and for each unit whether u · x bounds it (else 0)
///     end 4                        the number of leaves
///
/// Numbers are as in ``RegionProofText``; rows are those with a positive weight, in the order of the table. Everything is counted
/// from 1.
public enum FitProofText {
  /// What the first line begins with.
  public static let name = "knotwork-fit-certificate"
  /// The first line.
  static let format = "\(name) 1"

  /// The columns of a table that a proof is about.
  public struct Columns: Equatable, Sendable {
    /// The names of the target, the inputs and the weights.
    public let (target, inputs, weights): (String, [String], String?)

    /// Names of columns.
    public init(target: String, inputs: [String], weights: String?) {
      (self.target, self.inputs, self.weights) = (target, inputs, weights)
    }
  }

  /// All lines of a proof.
  ///
  /// - Parameters:
  ///   - proof: the cases and their bounds.
  ///   - network: the network that was found, of the kind that the proof is about.
  ///   - columns: the columns of the table that it is about.
  public static func lines(_ proof: FitProof, _ network: Network, _ columns: Columns) -> [String] {
    let header = proof.header
    func joined(_ numbers: [some CustomStringConvertible]) -> String {
      numbers.map { " \($0)" }.joined()
    }
    var lines = [
      format, "target \(quoted(columns.target))", "inputs \(columns.inputs.map(quoted).joined(separator: " "))",
    ]
    if let weights = columns.weights { lines.append("weights \(quoted(weights))") }
    lines += ["units \(header.units)", "bias \(header.hasBias ? "yes" : "no")"]
    lines.append("scale" + joined(header.inputExponents + [header.targetExponent, header.weightExponent]))
    lines.append("keep" + joined(header.kept.map { $0 + 1 }))
    lines += header.axes.map { "axis" + joined($0) }
    lines.append("bound \(header.bound)")
    let (hidden, output) = (network.layers[0], network.layers[1])
    for unit in 0..<header.units {
      let weights = Array(hidden.weights[row: unit]) + (header.hasBias ? [hidden.bias[unit]] : [])
      lines.append("unit" + joined([output.weights[0, unit]] + weights))
    }
    if header.hasBias { lines.append("output" + joined([output.bias[0]])) }
    lines += proof.steps.map { line($0, units: header.units, generators: header.units * header.kept.count) }
    let leaves = proof.steps.count { if case .leaf = $0 { true } else { false } }
    return lines + ["end \(leaves)"]
  }

  static func line(_ step: FitProofStep, units: Int, generators: Int) -> String {
    switch step {
    case .split(let unit, let first, let second, let cut):
      let place =
        switch cut {
        case .row(let row): "row \(row + 1)"
        case .weights(let p, let q): "\(p) \(q)"
        }
      return "split \(unit + 1) \(first + 1) \(second + 1) \(place)"
    case .leaf(let support, let terms):
      let bits = generators == 0 ? "-" : (0..<generators).map { support >> $0 & 1 == 1 ? "1" : "0" }.joined()
      let rest = terms.map { term in
        let linear = (0..<units).map { term.linear >> $0 & 1 == 1 ? "1" : "0" }.joined()
        return " \(term.row + 1):\(term.residual)" + (term.linear != 0 ? ":\(linear)" : "")
      }
      return "leaf \(bits)" + rest.joined()
    }
  }

  /// A JSON string without a blank, so that it is one word.
  private static func quoted(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
      guard scalar.value <= 0x20 || scalar == "\"" || scalar == "\\" else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"\(escaped.joined())\""
  }
}
