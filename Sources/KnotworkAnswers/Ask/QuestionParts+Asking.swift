import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// From the parts of a question to the request that answers it.
extension QuestionParts {
  /// What answers a question.
  typealias Asking = @Sendable (Budget) throws -> any Answer

  /// What answers a question of this name about these parts.
  mutating func asking(_ name: Question.Name) throws -> Asking {
    switch name {
    case .count: try count()
    case .dissect: try dissect()
    case .linear: try linear()
    case .verify: try verify()
    case .range: try range()
    case .monotone: try monotone()
    case .robust: try robust()
    case .cases: try cases()
    case .profile: try profile()
    case .locate: try locate()
    case .walk: try walk()
    case .eval: try eval()
    case .inspect: try inspect()
    case .plot: try plot()
    case .page: try page()
    case .shape, .equation, .explain, .effect, .slopes, .pieces, .compare, .variance, .simplify: try explaining(name)
    case .fit: try fit()
    case .knots: try knots()
    case .approximate: try approximate()
    case .plan, .deal, .work, .gather: try distributing(name)
    }
  }

  private mutating func count() throws -> Asking {
    let (network, ranges) = try network()
    let isEstimated = try options.flag("estimate")
    var request = CountRequest(over: try place(network, ranges, rows(network)))
    if try options.flag("pieces") {
      if isEstimated { throw InvalidRequest("options.estimate", "and pieces exclude each other") }
      request.method = .pieces
    } else if isEstimated {
      request.method = .estimate(
        samples: try options.whole("samples", in: 2...1_000_000_000) ?? 1000,
        seed: UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 0))
    }
    try request.validate()
    return { [request] in try request.answer(about: network, within: $0) }
  }

  private mutating func dissect() throws -> Asking {
    let (network, ranges) = try network()
    var request = DissectRequest(over: try place(network, ranges, rows(network)))
    request.listsRegions = try !options.flag("summary")
    request.listsVertices = try options.flag("vertices")
    request.isChecked = try options.flag("check")
    try request.validate(for: network)
    return { [request] in try request.answer(about: network, within: $0) }
  }

  private func linear() throws -> Asking {
    let (network, ranges) = try network()
    let rows = try rows(network)
    let request = LinearRequest(over: try place(network, ranges, rows), rows: rows)
    return { try request.answer(about: network, within: $0) }
  }

  private mutating func verify() throws -> Asking {
    let (network, ranges) = try network()
    if let other = try otherNetwork("equals") {
      let request = EqualityRequest(
        over: try place(network, ranges, rows(network), allowsWholeSpace: false),
        within: try options.number("within") ?? 0, outputs: try options.names("output_names"))
      return { try request.answer(about: network, and: other, within: $0) }
    }
    let texts = try options.names("claims") ?? options.text("claim").map { [$0] } ?? []
    var claims: [StatedClaim] = []
    if let text = try options.text("vnnlib") {
      do {
        let (claim, notes) = try VNNLIB.decode(Array(text.utf8))
        claims.append(StatedClaim(claim, named: "options.vnnlib", notes: notes))
      } catch {
        throw FormatError("options.vnnlib: \(error.description)")
      }
    }
    if texts.isEmpty {
      try refuse(table: true, domain: true, "a VNN-LIB text says itself where its inputs lie; expected options.claim")
    } else {
      let place = try place(network, ranges, rows(network), allowsWholeSpace: false)
      claims += try texts.map { try StatedClaim($0, about: network, over: place) }
    }
    guard !claims.isEmpty else {
      throw InvalidRequest(
        "options.claim", "is missing; expected a claim, such as \(network.outputNames[0]) <= 5, or options.vnnlib")
    }
    var request = VerifyRequest(claims)
    request.showsShares = try options.flag("share")
    request.isCertified = try options.flag("certify")
    request.showsCertificates = request.isCertified
    request.rows = try rows(network)
    return { [request] in try request.answer(about: [network], within: $0) }
  }

  private mutating func cases() throws -> Asking {
    let (network, ranges) = try network()
    let place = try place(network, ranges, rows(network), allowsWholeSpace: false)
    guard case .box(let box) = place.domain else {
      throw InvalidRequest("domain", "cases are counted over a box; found \(place.description)")
    }
    var request = CasesRequest(over: box, source: place.source)
    request.limit = try options.whole("limit", in: 1...1_000_000) ?? request.limit
    request.listsImpossible = try options.flag("impossible")
    return { [request] in try request.answer(about: network, within: $0) }
  }

  private mutating func profile() throws -> Asking {
    let (network, ranges) = try network()
    try refuse(domain: true, "a profile runs along options.from and to, or options.input and range")
    let line: ProfileRequest.Line
    if let start = try options.numbers("from") {
      guard let end = try options.numbers("to") else {
        throw InvalidRequest("options.to", "is missing; expected the point where the segment ends")
      }
      line = .segment(from: start, to: end)
    } else {
      let range = try options.numbers("range")
      if let range, range.count != 2 || !(range[0] < range[1]) {
        throw InvalidRequest("options.range", "expected two numbers, the lower one first")
      }
      line = .input(
        try options.text("input"), over: range.map { $0[0]...$0[1] }, at: try options.numbers("at"))
    }
    let request = ProfileRequest(
      along: line, output: try options.text("output_name"), ranges: try rows(network)?.ranges ?? ranges)
    return { try request.answer(about: network, within: $0) }
  }

  private mutating func locate() throws -> Asking {
    let (network, _) = try network()
    try refuse(domain: true, "regions are those of the whole input space; expected a point, options.at, or a table")
    if let point = try options.numbers("at") {
      try refuse(table: true, "a point is given, options.at; expected one of both")
      let request = LocateRequest(point: point)
      return { _ in try request.answer(about: network) }
    }
    guard let table else {
      throw InvalidRequest("options.at", "is missing; expected a point, or a table of rows")
    }
    return { _ in try TallyRequest().answer(about: network, rows: table.source) }
  }

  private mutating func walk() throws -> Asking {
    let (network, _) = try network()
    try refuse(table: true, domain: true, "a walk starts at a point, options.from")
    guard let start = try options.numbers("from") else {
      throw InvalidRequest("options.from", "is missing; expected the point where the walk starts")
    }
    if let end = try options.numbers("to") {
      let request = PathRequest(from: start, to: end)
      return { try request.answer(about: network, within: $0) }
    }
    let request = WalkRequest(start: start, count: try options.whole("count", in: 1...(1 << 53)) ?? 100)
    return { try request.answer(about: network, within: $0) }
  }

  private mutating func eval() throws -> Asking {
    let (network, ranges) = try network()
    let table = try requireTable()
    try refuse(domain: true, "outputs are those at the rows of the table")
    let request = EvalRequest(showsPatterns: try options.flag("patterns"), ranges: ranges)
    return { budget in
      var request = request
      request.threads = budget.threads
      return request.answer(about: network, at: table.source)
    }
  }

  private func inspect() throws -> Asking {
    let (network, ranges) = try network()
    try refuse(table: true, domain: true, "only the network is looked at")
    let file = try NetworkFile(NetworkJSON.encode(network, ranges: ranges), name: "the network")
    return { _ in NetworkSummary(name: "the network", file: file) }
  }

  private mutating func plot() throws -> Asking {
    if file == nil, table != nil || given != nil { return try plotTable() }
    let (network, ranges) = try network()
    let columns = try rows(network)
    let place = try place(network, ranges, columns, allowsWholeSpace: false)
    let dimension = place.domain.dimension(inputs: network.inputCount)
    var request = PlotRequest(
      try options.choice("view", of: PlotRequest.View.self) ?? (dimension == 1 ? .curve : .regions), over: place)
    request.ranges = columns?.ranges ?? ranges
    request.output = try options.text("output_name")
    request.input = try options.text("input")
    request.point = try options.numbers("at")
    request.coloring = try options.choice("color_by", of: PlotRequest.Coloring.self) ?? .output
    request.appearance = try options.choice("appearance", of: PlotRequest.Look.self) ?? .light
    (request.rows, request.hasTarget) = try measured(network, columns)
    try request.validate(for: network)
    return { [request] in try request.answer(about: network, within: $0) }
  }

  private mutating func page() throws -> Asking {
    let (network, ranges) = try network()
    let columns = try rows(network)
    let place = try place(network, ranges, columns, allowsWholeSpace: false)
    var request = PageRequest(over: place, name: "the network")
    request.showsCommands = false
    request.output = try options.text("output_name")
    request.slices = try options.whole("slices", in: 1...1000)
    request.tolerance = try tolerance()
    request.fixedRows = try options.numbers("rows").map { numbers in
      try numbers.map { number in
        guard let row = Int(exactly: number), row > 0 else {
          throw InvalidRequest("options.rows", "\(number.short) is no row; expected whole numbers from 1")
        }
        return row - 1
      }
    }
    (request.rows, request.hasTarget) = try measured(network, columns)
    try request.validate(for: network)
    return { [request] in try request.answer(about: network, within: $0) }
  }

  /// The rows as a table, and whether its target was measured: where the question says which column that is.
  private func measured(_ network: Network, _ rows: DataRows?) throws -> (DataTable?, Bool) {
    if let table, let target = table.target {
      let loaded = try LoadedTable(
        table.source, options: TableOptions(target: target, features: network.inputNames, keepsConstants: true))
      return (loaded.table, true)
    }
    return (rows.map { $0.table(of: network, named: network.outputNames[0]) }, false)
  }
}
