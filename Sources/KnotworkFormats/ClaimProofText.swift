import Knotwork
import KnotworkClaims

/// Proofs of claims as files: one JSON object, which holds the hash of the network, the violation and the tree of bisections.
public enum ClaimProofText {
  /// The kind of document.
  public static let schema = "knotwork.proof"
  private static let version = 1
  /// By bisections alone, and with cases of units.
  private static let methods = ["bisect", "cases"]
  private static let depthLimit = 200

  /// Whether bytes begin as such a file does.
  public static func isLikely(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(200), as: UTF8.self)
    return start.drop { $0.isWhitespace }.first == "{" && start.firstRange(of: "\"\(schema)\"") != nil
  }

  /// A proof as a file.
  public static func encode(_ proof: ClaimCertificate) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", schema)
      json.member("version", version)
      json.member("network", proof.digest)
      json.member("lower", proof.violation.lower)
      json.member("upper", proof.violation.upper)
      json.key("violation")
      write(proof.violation.condition, to: &json)
      json.member("method", methods[proof.cases.isEmpty ? 0 : 1])
      json.member("scale", proof.scale)
      json.member("tree", proof.tree)
      if !proof.cases.isEmpty {
        json.key("cases")
        json.array { json in
          for trees in proof.cases {
            json.array { json in
              for tree in trees { write(tree, to: &json) }
            }
          }
        }
      }
      if !proof.points.isEmpty { json.member("points", proof.points) }
    }
    return json.takeBytes()
  }

  private static func write(_ tree: CaseProof, to json: inout JSONWriter) {
    json.array { json in
      for step in tree.steps {
        switch step {
        case .split(let unit): json.value(unit)
        case .leaf(let weights, let factors):
          json.array { json in
            json.value(weights)
            json.value(factors.map { [Double($0.unit), $0.value] })
          }
        }
      }
    }
  }

  private static func write(_ condition: Condition, to json: inout JSONWriter) {
    func write(_ key: String, _ parts: [Condition], to json: inout JSONWriter) {
      json.key(key)
      json.array { json in
        for part in parts { ClaimProofText.write(part, to: &json) }
      }
    }
    json.object { json in
      switch condition {
      case .all(let parts): write("all", parts, to: &json)
      case .any(let parts): write("any", parts, to: &json)
      case .constraint(let constraint):
        json.member("at_most", constraint.offset)
        var (inputs, outputs): ([[Double]], [[Double]]) = ([], [])
        for term in constraint.terms {
          switch term.variable {
          case .input(let number): inputs.append([Double(number), term.factor])
          case .output(let number): outputs.append([Double(number), term.factor])
          }
        }
        json.member("inputs", inputs)
        json.member("outputs", outputs)
      }
    }
  }

  /// Reads a proof, which may prove nothing.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - outputCount: how many outputs the network has that it is to be about.
  /// - Throws: ``FormatError`` for what is no such file.
  public static func decode(_ bytes: [UInt8], outputCount: Int) throws(FormatError) -> ClaimCertificate {
    let document = try JSONValue(parsing: bytes)
    guard document["schema"]?.string == schema, document["version"]?.number == Double(version) else {
      throw FormatError("this is no proof of a claim (\(schema), version \(version))")
    }
    guard let method = document["method"]?.string, methods.contains(method) else {
      throw FormatError("method: expected \(methods.joined(separator: " or "))")
    }
    guard let digest = document["network"]?.string else { throw FormatError("network: expected a hash") }
    guard let tree = document["tree"]?.string else { throw FormatError("tree: expected a text") }
    guard let scale = document["scale"]?.number.flatMap({ Int(exactly: $0) }) else {
      throw FormatError("scale: expected a whole number")
    }
    let (lower, upper) = (try numbers(document["lower"], "lower"), try numbers(document["upper"], "upper"))
    guard lower.count == upper.count, zip(lower, upper).allSatisfy({ $0 <= $1 }) else {
      throw FormatError("lower and upper are no box")
    }
    guard let violation = document["violation"] else { throw FormatError("violation: is missing") }
    let condition = try condition(violation, inputs: lower.count, outputs: outputCount, depth: 0)
    var cases: [[CaseProof]] = []
    for part in method == methods[1] ? document["cases"]?.elements ?? [] : [] {
      var trees: [CaseProof] = []
      for tree in part.elements ?? [] { trees.append(try self.tree(tree)) }
      cases.append(trees)
    }
    var points: [[Double]] = []
    for point in document["points"]?.elements ?? [] { points.append(try numbers(point, "points")) }
    return ClaimCertificate(
      digest: digest, violation: Violation(lower: lower, upper: upper, condition: condition), scale: scale, tree: tree,
      cases: cases, points: points)
  }

  private static func tree(_ value: JSONValue) throws(FormatError) -> CaseProof {
    func unit(_ number: Double?) throws(FormatError) -> Int {
      guard let unit = number.flatMap({ Int(exactly: $0) }) else {
        throw FormatError("cases: expected the number of a unit")
      }
      return unit
    }
    var steps: [CaseProof.Step] = []
    for step in value.elements ?? [] {
      guard let parts = step.elements else {
        steps.append(.split(unit: try unit(step.number)))
        continue
      }
      guard parts.count == 2 else { throw FormatError("cases: expected weights and factors") }
      var factors: [CaseProof.Factor] = []
      for factor in parts[1].elements ?? [] {
        let pair = try numbers(factor, "cases")
        guard pair.count == 2 else { throw FormatError("cases: expected a unit and a factor") }
        factors.append(CaseProof.Factor(unit: try unit(pair[0]), pair[1]))
      }
      steps.append(.leaf(weights: try numbers(parts[0], "cases"), factors: factors))
    }
    return CaseProof(steps)
  }

  private static func numbers(_ value: JSONValue?, _ name: String) throws(FormatError) -> [Double] {
    guard let elements = value?.elements, case let numbers = elements.compactMap(\.number),
      numbers.count == elements.count, numbers.allSatisfy(\.isFinite)
    else { throw FormatError("\(name): expected an array of numbers") }
    return numbers
  }

  private static func condition(
    _ value: JSONValue, inputs: Int, outputs: Int, depth: Int
  ) throws(FormatError) -> Condition {
    guard depth < depthLimit else { throw FormatError("violation: nested more than \(depthLimit) levels deep") }
    if let offset = value["at_most"]?.number, offset.isFinite {
      var terms: [LinearConstraint.Term] = []
      for (name, count) in [("inputs", inputs), ("outputs", outputs)] {
        guard let pairs = value[name]?.elements else { throw FormatError("violation: a constraint without \(name)") }
        var seen: Set<Int> = []
        for pair in pairs {
          let pair = try numbers(pair, name)
          guard pair.count == 2, pair[1] != 0, let number = Int(exactly: pair[0]), (0..<count).contains(number),
            seen.insert(number).inserted
          else { throw FormatError("violation: \(name) are no pairs of a number and a factor") }
          terms.append(.init(pair[1], name == "inputs" ? .input(number) : .output(number)))
        }
      }
      return .constraint(LinearConstraint(terms, atMost: offset))
    }
    var parts: [Condition] = []
    for key in ["all", "any"] {
      guard let elements = value[key]?.elements else { continue }
      for element in elements {
        parts.append(try condition(element, inputs: inputs, outputs: outputs, depth: depth + 1))
      }
      return key == "all" ? .all(parts) : .any(parts)
    }
    throw FormatError("violation: expected all, any, or a constraint with at_most, inputs and outputs")
  }
}
