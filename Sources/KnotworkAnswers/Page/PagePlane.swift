import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// A part of the input space of one or two dimensions that a page shows: its dissection, and whether the output is linear there.
struct PagePlane {
  /// Where: the place, and what a reader chooses it by.
  struct Choice {
    let place: Place
    /// The inputs that vary, "x1, x2".
    var pair = ""
    /// What the others are, "the middle of their ranges".
    var others = ""
    /// The command that answers with the same numbers; nil where the domain cannot be told in one.
    var command: String?
    /// Whether it is the whole domain, and no slice of it.
    var isWhole = true
  }

  let choice: Choice
  let answer: DissectAnswer
  let linear: LinearAnswer
  let output: Int

  var dissection: Dissection { answer.dissection }

  init(_ choice: Choice, of network: Network, output: Int, within budget: Budget) throws {
    self.choice = choice
    self.output = output
    var request = DissectRequest(over: choice.place)
    request.listsVertices = true
    answer = try request.answer(about: network, within: budget)
    var rest = budget
    rest.limits.regions = nil
    linear = try LinearRequest(over: choice.place).answer(about: answer.dissection, within: rest)
  }

  /// Writes the members of the plane's object.
  func write(rows: RowsByRegion?, hasTarget: Bool, to json: inout JSONWriter) throws {
    json.member("pair", choice.pair)
    json.member("others", choice.others)
    json.member("names", choice.place.coordinates.map(\.visible))
    json.member("is_whole", choice.isWhole)
    json.key("command")
    if let command = choice.command { json.value(command) } else { json.null() }
    json.key("linear")
    try json.object { json in
      json.member("schema", LinearAnswer.schema.name)
      json.member("version", LinearAnswer.schema.version)
      try linear.write(to: &json)
    }
    json.key("dissection")
    json.object { json in
      json.member("dimension", dissection.dimension)
      json.key("head")
      json.object { answer.writeHead(to: &$0) }
      writePacked(rows, hasTarget: hasTarget, to: &json)
    }
  }

  /// Regions and creases in the short form that Documentation/Pages.md describes.
  private func writePacked(_ rows: RowsByRegion?, hasTarget: Bool, to json: inout JSONWriter) {
    var points = SharedPoints()
    let regions = Array(dissection.regions)
    let corners = regions.map { region in (region.vertices ?? []).map { points.number(of: $0) } }
    let creases = dissection.creases.flatMap { crease in
      [crease.regions.active, crease.regions.inactive, crease.unit.layer + 1, crease.unit.index + 1]
        + (crease.vertices ?? []).map { points.number(of: $0) }
    }
    json.member("layers", regions.first?.pattern.layers.map(\.count) ?? [])
    json.member("points", points.coordinates)
    json.key("corners")
    json.array { json in
      for numbers in corners { json.array { json in for number in numbers { json.value(number) } } }
    }
    json.key("patterns")
    json.value(regions.map { $0.pattern.hexadecimal })
    json.member("slope", regions.flatMap { Array($0.map.slope[row: output]) })
    json.member("intercept", regions.map { $0.map.intercept[output] })
    json.key("volumes")
    json.array { json in
      for region in regions { json.value(orNull: region.volume) }
    }
    json.member("creases", creases)
    json.member("bends", dissection.creases.map { $0.bends[output] })
    guard let rows else { return }
    let entries = regions.map { rows.entries[$0.pattern] }
    json.member("rows", entries.map { $0?.count ?? 0 })
    guard hasTarget else { return }
    json.key("rmse")
    json.array { json in for entry in entries { json.value(orNull: entry?.rmse) } }
    json.key("mean_residual")
    json.array { json in for entry in entries { json.value(orNull: entry?.meanResidual) } }
  }
}

/// Points that occur several times, by numbers.
private struct SharedPoints {
  private(set) var coordinates: [Double] = []
  private var numbers: [[Double]: Int] = [:]

  mutating func number(of point: [Double]) -> Int {
    if let number = numbers[point] { return number }
    defer { coordinates += point }
    numbers[point] = numbers.count
    return numbers.count - 1
  }
}

extension JSONWriter {
  fileprivate mutating func value(orNull number: Double?) {
    if let number, number.isFinite { value(number) } else { null() }
  }
}

extension ActivationPattern {
  /// Its layers in hexadecimal digits, each of four units, with a point between layers; the last digit is filled up with zeros.
  fileprivate var hexadecimal: String {
    layers.map { layer in
      stride(from: 0, to: layer.count, by: 4).map { start in
        let digit = (0..<4).reduce(0) { $0 * 2 + (start + $1 < layer.count && layer[start + $1] ? 1 : 0) }
        return String(digit, radix: 16)
      }.joined()
    }.joined(separator: ".")
  }
}
