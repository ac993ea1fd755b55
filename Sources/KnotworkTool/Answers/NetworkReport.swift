import Knotwork
import KnotworkFormats

/// What is in the file of a network.
struct NetworkReport: InspectionReport {
  let name: String
  let file: NetworkFile
  let checks: [Verification]

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

  func text() -> [String] {
    let total = network.layers.reduce(0) { $0 + parameters($1) }
    let units = network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    var lines = [
      "\(name): \(file.format.title), \(network.layers.count - 1) hidden layer\(network.layers.count == 2 ? "" : "s"), "
        + "\(units.grouped) hidden units, \(total.grouped) parameters",
      "inputs   \(list(network.inputNames))", "outputs  \(list(network.outputNames))", "",
    ]
    var table = TextTable(["layer", "inputs", "units", "bias", "parameters", "activation"])
    for (index, layer) in network.layers.enumerated() {
      table.append([
        "\(index + 1)", layer.inputCount.grouped, layer.unitCount.grouped, layer.hasBias ? "yes" : "no",
        parameters(layer).grouped, activations(layer),
      ])
    }
    lines += table.lines(leftAligned: [5])
    if let scaling = file.normalisation {
      lines.append("")
      var table = TextTable(["folded scaling", "mean", "range"])
      for (name, scale) in zip(network.inputNames, scaling.inputs).prefix(40) {
        table.append([name, scale.mean.short, scale.range.short])
      }
      table.append(["outputs", scaling.output.mean.short, scaling.output.range.short])
      lines += table.lines()
    }
    if let box = file.box {
      let intervals = zip(box.lower, box.upper).prefix(40).map { "[\($0.short), \($1.short)]" }
      lines += ["", "made for \(intervals.joined(separator: " × "))"]
    }
    if !file.facts.isEmpty { lines += [""] + file.facts }
    if !file.notes.isEmpty { lines += [""] + file.notes.map { "note: \($0)" } }
    if !checks.isEmpty { lines += [""] + checks.map(\.text) }
    return lines
  }

  private func list(_ names: [String]) -> String {
    names.count <= 12 ? names.joined(separator: ", ") : "\(names.prefix(8).joined(separator: ", ")), … (\(names.count))"
  }

  func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.inspect")
      json.member("version", 1)
      json.member("format", file.format.rawValue)
      json.key("inputs")
      json.value(network.inputNames)
      json.key("outputs")
      json.value(network.outputNames)
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
      if let scaling = file.normalisation { write(scaling, &json) } else { json.null() }
      json.key("box")
      if let box = file.box {
        json.value(zip(box.lower, box.upper).map { [$0, $1] })
      } else {
        json.null()
      }
      json.key("facts")
      json.value(file.facts)
      json.key("notes")
      json.value(file.notes)
      if !checks.isEmpty {
        json.key("verification")
        json.array(lines: true) { json in for check in checks { check.write(&json) } }
      }
    }
    return json.takeBytes()
  }

  private func write(_ scaling: Normalisation, _ json: inout JSONWriter) {
    json.object { json in
      json.member("input_means", scaling.inputs.map(\.mean))
      json.member("input_ranges", scaling.inputs.map(\.range))
      json.member("output_mean", scaling.output.mean)
      json.member("output_range", scaling.output.range)
    }
  }
}
