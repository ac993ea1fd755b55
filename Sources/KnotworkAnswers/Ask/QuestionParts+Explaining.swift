import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Questions that explain a network.
extension QuestionParts {
  /// What answers a question that explains a network.
  mutating func explaining(_ name: Question.Name) throws -> Asking {
    switch name {
    case .shape: try shape()
    case .equation: try equation()
    case .effect: try effect()
    case .slopes: try slopes()
    case .pieces: try pieces()
    case .compare: try compare()
    case .variance: try variance()
    case .simplify: try simplify()
    default: try explain()
    }
  }

  /// The rows of the table, which the question cannot do without.
  private func requireRows(_ network: Network) throws -> DataRows {
    _ = try requireTable()
    guard let rows = try rows(network) else {
      throw InvalidRequest("table", "is missing; expected an object with names and columns")
    }
    return rows
  }

  private mutating func shape() throws -> Asking {
    let (network, ranges) = try network()
    var request = ShapeRequest(over: try place(network, ranges, rows(network), allowsWholeSpace: false))
    request.method = try options.choice("method", of: ShapeRequest.Method.self) ?? request.method
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  private mutating func equation() throws -> Asking {
    let (network, ranges) = try network()
    var request = EquationRequest(over: try place(network, ranges, rows(network), allowsWholeSpace: false))
    request.output = try options.text("output_name")
    let (digits, error) = (try options.whole("digits", in: 1...17), try options.number("error"))
    if digits != nil, error != nil { throw InvalidRequest("options.error", "and digits exclude each other") }
    request.digits = digits.map { .count($0) } ?? error.map { .within($0) } ?? .all
    request.wantsRules = try options.flag("rules")
    return { [request] in try request.answer(about: network, within: $0) }
  }

  private mutating func explain() throws -> Asking {
    let (network, _) = try network()
    try refuse(domain: true, "rows are explained, those of the table")
    var request = ExplainRequest(rows: try requireRows(network))
    if let rows = try options.rows("background", columns: network.inputCount) {
      var text = CSVWriter.line(network.inputNames) + "\n"
      for row in rows { text += CSVWriter.line(row.map(\.description)) + "\n" }
      request.background = try DataRows(
        ByteSource(Array(text.utf8), name: "the background", dialect: .exact), names: network.inputNames,
        keepsRows: true)
    }
    request.row = try options.whole("row", in: 1...(1 << 53)).map { $0 - 1 }
    request.reference = try reference()
    request.output = try options.text("output_name")
    request.target = try options.number("reach")
    request.mostExact = try options.whole("exact_inputs", in: 1...24) ?? request.mostExact
    request.pairs = try options.whole("pairs", in: 20...1_000_000) ?? request.pairs
    request.seed = UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 0)
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  private mutating func reference() throws -> ExplainRequest.Reference? {
    guard let value = options.take("against") else { return nil }
    switch value {
    case .string("mean"): return .mean
    case .string("median"): return .median
    case .string(let text) where text.hasPrefix("row:"):
      if let row = Int(text.dropFirst(4)), row > 0 { return .row(row - 1) }
    case .numbers(let point): return .point(point)
    default: break
    }
    throw options.wrong("against", value, "mean, median, row: and a number from 1, or a point")
  }

  private mutating func effect() throws -> Asking {
    let (network, _) = try network()
    try refuse(domain: true, "the input varies over options.range")
    if let inputs = try options.names("inputs") { return try surface(of: inputs, network) }
    var request = EffectRequest(of: try options.text("input"), rows: try requireRows(network))
    request.output = try options.text("output_name")
    request.error = try options.number("error")
    request.bins = try options.whole("bins", in: 1...10_000) ?? request.bins
    request.showsCurves = try options.flag("curves")
    if let range = try options.numbers("range") {
      guard range.count == 2, range[0] < range[1] else {
        throw InvalidRequest("options.range", "expected two numbers, the lower one first")
      }
      request.range = range[0]...range[1]
    }
    let isPictured = try options.flag("plot")
    request.hasPicture = isPictured
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  private mutating func surface(of inputs: [String], _ network: Network) throws -> Asking {
    guard inputs.count == 2 else {
      throw InvalidRequest("options.inputs", "found \(inputs.count.counted("name")); expected two")
    }
    var request = SurfaceRequest(of: (inputs[0], inputs[1]), rows: try requireRows(network))
    request.output = try options.text("output_name")
    request.nodes = try options.whole("grid", in: 2...1000) ?? request.nodes
    if let ranges = try options.rows("range", columns: 2) {
      guard ranges.count == 2, ranges.allSatisfy({ $0[0] < $0[1] }) else {
        throw InvalidRequest("options.range", "expected two numbers for each input, the lower one first")
      }
      request.ranges = (ranges[0][0]...ranges[0][1], ranges[1][0]...ranges[1][1])
    }
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  /// The rows of the table with what was measured, where the table says which column that is.
  func measured(_ network: Network) throws -> DataTable? {
    guard let table, let target = table.target else { return nil }
    return try LoadedTable(
      table.source, options: TableOptions(target: target, features: network.inputNames, keepsConstants: true)
    ).table
  }

  private mutating func slopes() throws -> Asking {
    let (network, _) = try network()
    try refuse(domain: true, "slopes are those over the rows of the table, and over their box")
    var request = SlopesRequest(rows: try requireRows(network), measured: try measured(network))
    request.output = try options.text("output_name")
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  private mutating func pieces() throws -> Asking {
    let (network, _) = try network()
    try refuse(domain: true, "pieces are those of the rows of the table")
    let rows = try requireRows(network)
    let measured = try measured(network)
    var request = PiecesRequest(
      table: measured ?? rows.table(of: network, named: network.outputNames[0]), isMeasured: measured != nil)
    request.output = try options.text("output_name")
    request.wantsRules = try options.flag("rules")
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }

  private mutating func compare() throws -> Asking {
    let (network, ranges) = try network()
    guard let other = try otherNetwork("other") else {
      throw InvalidRequest("options.other", "is missing; expected a network, an object as in a network file")
    }
    let rows = try rows(network)
    var request = CompareRequest(over: try place(network, ranges, rows, allowsWholeSpace: false), rows: rows)
    request.wantsLargest = try options.flag("largest")
    return { [request] in try request.answer(about: network, and: other, within: $0) }
  }

  /// A network in the options; nil where there is none of this name.
  mutating func otherNetwork(_ name: String) throws -> Network? {
    guard let value = options.take(name) else { return nil }
    do {
      return try NetworkJSON.decodeAll(value).network
    } catch {
      throw FormatError("options.\(name): \(error.description)")
    }
  }

  private mutating func variance() throws -> Asking {
    let (network, ranges) = try network()
    var request = VarianceRequest(over: try place(network, ranges, rows(network), allowsWholeSpace: false))
    request.output = try options.text("output_name")
    request.samples = try options.whole("samples", in: 16...(1 << 24)) ?? request.samples
    request.seed = UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 0)
    let isPictured = try options.flag("plot")
    return { [request] in try request.answer(about: network, within: $0).pictured(isPictured) }
  }
}
