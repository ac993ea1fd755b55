import Knotwork
import KnotworkFormats

/// What is in the file of a network.
public struct NetworkSummary: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.inspect")

  /// The file's name for people.
  public let name: String
  /// What was read from it.
  public let file: NetworkFile
  /// How it compares with second readings; nil unless asked for.
  public let checks: [Verification]?

  /// A summary of a file.
  public init(name: String, file: NetworkFile, checks: [Verification]? = nil) {
    self.name = name
    self.file = file
    self.checks = checks
  }

  /// What the answer comes to.
  public var ending: Ending { checks?.ending ?? Ending() }

  private var network: Network { file.network }

  private func parameters(_ layer: Layer) -> Int {
    layer.unitCount * layer.inputCount + (layer.hasBias ? layer.unitCount : 0)
  }

  /// "relu", or "3 relu, 1 linear".
  private func activations(_ layer: Layer) -> String {
    var counts: [(name: String, count: Int)] = []
    for activation in layer.activations {
      let name =
        switch activation {
        case .linear: "linear"
        case .relu: "relu"
        case .leakyReLU(let slope): "leaky_relu(\(slope.short))"
        }
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    return counts.count == 1 ? counts[0].name : counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
  }

  /// Writes the layers in a table, and what the file says beside them.
  public func write(to text: inout TextWriter) throws {
    let total = network.layers.reduce(0) { $0 + parameters($1) }
    let units = network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    try text.lines([
      "\(name): \(file.format.title), \((network.layers.count - 1).counted("hidden layer")), "
        + "\(units.counted("hidden unit")), \(total.counted("parameter"))",
      "inputs   \(list(network.inputNames))", "outputs  \(list(network.outputNames))", "",
    ])
    var table = TextTable(["layer", "inputs", "units", "bias", "parameters", "activation"])
    for (index, layer) in network.layers.enumerated() {
      table.append([
        "\(index + 1)", layer.inputCount.grouped, layer.unitCount.grouped, layer.hasBias ? "yes" : "no",
        parameters(layer).grouped, activations(layer),
      ])
    }
    try text.table(table, leftAligned: [5])
    if let scaling = file.normalisation {
      try text.line()
      var table = TextTable(["folded scaling", "mean", "range"])
      for (name, scale) in zip(network.inputNames, scaling.inputs).prefix(40) {
        table.append([name, scale.mean.short, scale.range.short])
      }
      table.append(["outputs", scaling.output.mean.short, scaling.output.range.short])
      try text.table(table)
    }
    if let ranges = file.ranges {
      try text.line()
      var table = TextTable(["input", "least", "greatest"])
      for (name, (low, high)) in zip(network.inputNames, zip(ranges.lower, ranges.upper)).prefix(40) {
        table.append([name, low.short, high.short])
      }
      try text.table(table)
    }
    if !file.facts.isEmpty { try text.lines([""] + file.facts) }
    if !file.notes.isEmpty { try text.lines([""] + file.notes.map { "note: \($0)" }) }
    if let checks { try text.lines([""] + checks.map(\.text)) }
  }

  private func list(_ names: [String]) -> String {
    names.count <= 12 ? names.joined(separator: ", ") : "\(names.prefix(8).joined(separator: ", ")), … (\(names.count))"
  }

  /// Writes the format, names, layers, and what the file says beside them.
  public func write(to json: inout JSONWriter) throws {
    json.member("format", file.format.rawValue)
    json.member("inputs", network.inputNames)
    json.member("outputs", network.outputNames)
    json.member("parameters", network.layers.reduce(0) { $0 + parameters($1) })
    json.key("layers")
    json.array(lines: true) { json in
      for layer in network.layers {
        json.object { json in
          json.member("inputs", layer.inputCount)
          json.member("units", layer.unitCount)
          json.member("bias", layer.hasBias)
          json.member("parameters", parameters(layer))
          json.member("activation", activations(layer))
        }
      }
    }
    json.key("normalisation")
    if let scaling = file.normalisation { write(scaling, to: &json) } else { json.null() }
    json.key("box")
    if let ranges = file.ranges {
      json.value(zip(ranges.lower, ranges.upper).map { [$0, $1] })
    } else {
      json.null()
    }
    json.member("facts", file.facts)
    json.member("notes", file.notes)
    if let checks { json.member(checks) }
  }

  private func write(_ scaling: Normalisation, to json: inout JSONWriter) {
    json.object { json in
      json.member("input_means", scaling.inputs.map(\.mean))
      json.member("input_ranges", scaling.inputs.map(\.range))
      json.member("output_mean", scaling.output.mean)
      json.member("output_range", scaling.output.range)
    }
  }
}
