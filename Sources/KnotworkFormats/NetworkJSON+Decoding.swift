import Knotwork
import KnotworkGeometry

extension NetworkJSON {
  /// Reads a network.
  ///
  /// - Throws: ``FormatError``, naming line and column for what is not JSON, and the place (layer 2, row 3) for everything
  ///   else: unknown or missing keys, wrong types, rows of different lengths, layers that do not fit together.
  /// - Complexity: linear in the size of the document.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Network { try decodeAll(bytes).network }

  /// Reads a network, and the ranges of its inputs where the document has them.
  ///
  /// - Throws: as ``decode(_:)``, and for ranges that are none.
  /// - Complexity: linear in the size of the document.
  public static func decodeAll(_ bytes: [UInt8]) throws(FormatError) -> (network: Network, ranges: InputRanges?) {
    try decodeAll(JSONValue(parsing: bytes))
  }

  /// The same from a document that was parsed before.
  package static func decodeAll(_ document: JSONValue) throws(FormatError) -> (network: Network, ranges: InputRanges?) {
    let members = try object(
      document, at: "the document", keys: ["format", "version", "inputs", "outputs", "ranges", "layers"])
    guard let format = members["format"] else {
      throw FormatError("the key \"format\" is missing; expected \"format\": \"\(self.format)\"")
    }
    guard format == .string(self.format) else {
      throw FormatError("\"format\" is \(format.kind); expected the text \"\(self.format)\"")
    }
    guard let version = members["version"] else { throw FormatError("the key \"version\" is missing; expected 1") }
    guard version == .number(1) else {
      throw FormatError("\"version\" is \(version.kind); this program reads version 1")
    }
    guard let value = members["layers"] else { throw FormatError("the key \"layers\" is missing") }
    guard let elements = value.elements else { throw FormatError("\"layers\" is \(value.kind); expected an array") }
    var layers: [Layer] = []
    for (index, element) in elements.enumerated() {
      layers.append(try layer(element, at: "layer \(index + 1)", inputs: layers.last?.unitCount))
    }
    let inputNames = try names(members["inputs"], key: "inputs")
    let outputNames = try names(members["outputs"], key: "outputs")
    let network: Network
    do {
      network = try Network(layers: layers, inputNames: inputNames, outputNames: outputNames)
    } catch {
      throw FormatError(error.description)
    }
    guard let ranges = members["ranges"] else { return (network, nil) }
    return (network, try self.ranges(ranges, inputs: network.inputNames))
  }

  private static func ranges(_ value: JSONValue, inputs names: [String]) throws(FormatError) -> InputRanges {
    guard let elements = value.elements else {
      throw FormatError("\"ranges\" is \(value.kind); expected an array with one [least, greatest] for each input")
    }
    guard elements.count == names.count else {
      throw FormatError(
        "\"ranges\" has \(elements.count.counted("entry", "entries")); expected \(names.count), one "
          + "[least, greatest] for each input")
    }
    var (lower, upper): ([Double], [Double]) = ([], [])
    for (index, element) in elements.enumerated() {
      let place = "\"ranges\", entry \(index + 1) (\(names[index]))"
      let bounds = try numbers(element, at: place)
      guard bounds.count == 2, bounds[0] <= bounds[1] else {
        throw FormatError("\(place): \(bounds); expected two numbers, the least value and the greatest")
      }
      lower.append(bounds[0])
      upper.append(bounds[1])
    }
    guard let ranges = InputRanges(lower: lower, upper: upper) else {
      throw FormatError("\"ranges\": a bound is not finite")
    }
    return ranges
  }

  private static func layer(
    _ value: JSONValue, at place: String, inputs: Int?
  ) throws(FormatError) -> Layer {
    let members = try object(value, at: place, keys: ["weights", "bias", "activation", "slope"])
    guard let rows = members["weights"] else { throw FormatError("\(place): the key \"weights\" is missing") }
    let weights = try matrix(rows, at: place, columns: inputs)
    var bias: [Double]?
    if let given = members["bias"] {
      bias = try numbers(given, at: "\(place), bias")
      guard bias?.count == weights.rows else {
        throw FormatError(
          "\(place), bias: \((bias?.count ?? 0).counted("number")), expected \(weights.rows), one for each row of weights"
        )
      }
    }
    guard let activation = members["activation"] else {
      throw FormatError("\(place): the key \"activation\" is missing; expected one of \(activationNames)")
    }
    let activations = try activations(activation, members["slope"], at: place, units: weights.rows)
    return Layer(weights: weights, bias: bias, activations: activations)
  }

  private static func matrix(
    _ value: JSONValue, at place: String, columns expected: Int?
  ) throws(FormatError) -> Matrix {
    guard let rows = value.elements else {
      throw FormatError("\(place), weights: found \(value.kind), expected an array of rows")
    }
    guard !rows.isEmpty else { throw FormatError("\(place), weights: no rows; expected one for each unit") }
    var elements: [Double] = []
    var columns = expected
    for (index, row) in rows.enumerated() {
      let entries = try numbers(row, at: "\(place), row \(index + 1)")
      guard !entries.isEmpty else { throw FormatError("\(place), row \(index + 1): no weights") }
      guard entries.count == columns ?? entries.count else {
        let reason = expected == nil ? "as many as in row 1" : "one for each unit of the layer before"
        throw FormatError(
          "\(place), row \(index + 1): \(entries.count.counted("weight")), expected \(columns ?? 0), \(reason)")
      }
      columns = entries.count
      elements.append(contentsOf: entries)
    }
    return Matrix(rows: rows.count, columns: columns ?? 0, elements: elements)
  }

  private static func numbers(_ value: JSONValue, at place: String) throws(FormatError) -> [Double] {
    if case .numbers(let numbers) = value { return numbers }
    guard case .array(let elements) = value else {
      throw FormatError("\(place): found \(value.kind), expected an array of numbers")
    }
    var numbers: [Double] = []
    for (index, element) in elements.enumerated() {
      guard case .number(let number) = element else {
        throw FormatError("\(place), entry \(index + 1): found \(element.kind), expected a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func activations(
    _ value: JSONValue, _ slope: JSONValue?, at place: String, units: Int
  ) throws(FormatError) -> [Activation] {
    if case .string = value {
      let activation = try activation(value, slope, at: place)
      return [Activation](repeating: activation, count: units)
    }
    guard let names = value.elements else {
      throw FormatError(
        "\(place), activation: found \(value.kind), expected one of \(activationNames), or a list of them")
    }
    guard names.count == units else {
      throw FormatError("\(place), activation: \(names.count.counted("name")), expected \(units), one for each unit")
    }
    var slopes = [JSONValue](repeating: .null, count: units)
    if let slope {
      guard let given = slope.elements, given.count == units else {
        throw FormatError(
          "\(place), slope: expected a list of \(units.counted("number")) (null where a unit has none), as for activation"
        )
      }
      slopes = given
    }
    var activations: [Activation] = []
    for (unit, name) in names.enumerated() {
      let own = slopes[unit] == .null ? nil : slopes[unit]
      activations.append(try activation(name, own, at: "\(place), unit \(unit + 1)"))
    }
    return activations
  }

  private static func activation(
    _ value: JSONValue, _ slope: JSONValue?, at place: String
  ) throws(FormatError) -> Activation {
    guard let name = value.string, ["relu", "linear", "leaky_relu"].contains(name) else {
      throw FormatError("\(place), activation: found \(value.kind), expected one of \(activationNames)")
    }
    if name == "leaky_relu" {
      guard let slope else {
        throw FormatError("\(place): leaky_relu needs its \"slope\" where a unit is inactive, for example 0.01")
      }
      guard slope.number != nil else { throw FormatError("\(place), slope: found \(slope.kind), expected a number") }
    } else if slope != nil {
      throw FormatError("\(place): \"slope\" goes with leaky_relu, and the activation is \(name)")
    }
    guard let activation = Activation(name: name, slope: slope?.number) else {
      preconditionFailure("an activation that was checked")
    }
    return activation
  }

  private static func names(_ value: JSONValue?, key: String) throws(FormatError) -> [String]? {
    guard let value else { return nil }
    guard let elements = value.elements else {
      throw FormatError("\"\(key)\" is \(value.kind); expected an array of names")
    }
    var names: [String] = []
    for (index, element) in elements.enumerated() {
      guard let name = element.string else {
        throw FormatError("\"\(key)\", entry \(index + 1): found \(element.kind), expected a name")
      }
      names.append(name)
    }
    return names
  }

  private static func object(
    _ value: JSONValue, at place: String, keys: [String]
  ) throws(FormatError) -> [String: JSONValue] {
    guard case .object(let members) = value else {
      throw FormatError(
        "\(place): found \(value.kind), expected an object with the keys \(keys.joined(separator: ", "))")
    }
    var values: [String: JSONValue] = [:]
    for member in members {
      guard keys.contains(member.key) else {
        throw FormatError("\(place): unknown key \"\(member.key)\"; expected \(keys.joined(separator: ", "))")
      }
      values[member.key] = member.value
    }
    return values
  }
}
